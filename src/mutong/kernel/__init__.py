"""Words everything shares. Standard library only."""
