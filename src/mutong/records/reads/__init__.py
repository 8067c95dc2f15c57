"""Reads: what pages and workflows may see, through access."""
