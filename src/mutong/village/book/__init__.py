"""The flock book and the other daily books of a sheep farm: what is kept, checked and worked out; no database."""
