"""Policies find people: who receives what they are entitled to, and how far each kind of help reaches."""
