"""Mutong: facts in, duties out, deeds back as facts."""
