"""Businesses other than sheep, and going on as now, worked out from the village's own survey as options to compare."""
