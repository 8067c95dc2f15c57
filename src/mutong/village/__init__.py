"""What a village offers and what can be made of it: tables in, tables out."""
