"""Facts worked out from events over a window of time, declared as data in a pack's derived/*.yaml."""
