"""The campaign folder as it is read: settings, lists, templates, messages, rules."""
