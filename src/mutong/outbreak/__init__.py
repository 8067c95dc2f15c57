"""What can be worked out about an outbreak: tables in, tables out; no database."""
