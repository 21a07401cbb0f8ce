"""The main job: from a mailing to a batch that is printed, packed and recorded."""
