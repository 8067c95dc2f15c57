"""The command line: `mutong …`."""
