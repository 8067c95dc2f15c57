"""What is written down: models, access, actions, reads, audit. The only door to the database.

`access` says who may do what where; `actions` hold one write a file; `reads` give frozen rows, never models;
`landing` takes in the rows of files; `audit` keeps the chain; `outbreak.movement` is the only door to stays. Whoever
asks is a `Viewer`: `load_viewer(account)` for a person, `system_viewer(name)` for the machine itself.
"""
