"""Which records of people are of one person: exact keys, then likeness; a person decides. Columns in, pairs out."""
