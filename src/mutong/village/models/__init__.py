"""Any farm plan stated as data and solved: sets, parameters, variables, constraints, objectives in one YAML file.

Stating: `reading.read_model(path)` → `Model`. Solving: `planning.solve_plan(model)` → `Plan`. How to write such a
file stands in docs/how-to/state-a-farm-model.md.
"""
