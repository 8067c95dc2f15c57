"""Cases, who infected whom, contacts and encounters."""
