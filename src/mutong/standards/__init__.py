"""Packs of dated standards, read from data: rules, parameters, choices, protocols and contact rules."""
