"""Files written safely, and long sequences that take little memory."""
