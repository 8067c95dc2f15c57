"""What is written down: models, access, actions, reads, audit. The only door to the database."""
