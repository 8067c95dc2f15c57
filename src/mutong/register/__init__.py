"""Who and where: checks that need more than one row, and a register kept as files. Pure functions."""
