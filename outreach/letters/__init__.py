"""The words of a letter: the merge, the salutation, the message, the sender."""
