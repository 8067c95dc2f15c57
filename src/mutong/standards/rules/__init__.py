"""Rules of eligibility: small Python functions that are parsed into a tree and never run."""
