"""Writes: one action a file, each with its permission check, its audit line and its event."""
