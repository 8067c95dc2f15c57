"""Findings and the runs that made them."""
