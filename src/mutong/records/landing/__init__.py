"""Rows of the tables into the database: checked against the register, each landing once."""
