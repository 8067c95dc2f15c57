"""Plots; a survey is kept as facts."""
