"""Photos, logos and signatures, made ready for the press."""
