"""Rules compiled to loops over columns: the same answers as `rules.evaluation`, for millions at once."""
