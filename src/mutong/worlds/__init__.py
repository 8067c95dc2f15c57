"""Made-up worlds: a register on files, and beside it the truth that was planted in it."""
