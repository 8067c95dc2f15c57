"""Duties, the changes of their state, and reports up the ladder."""
