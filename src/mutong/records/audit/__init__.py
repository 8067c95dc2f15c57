"""Audit lines: who read or wrote what kind of record, when and why; never the values."""
