"""The rules of prisons: what a piece may hold, and what follows when it breaks a rule."""
