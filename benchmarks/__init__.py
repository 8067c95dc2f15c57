"""What Mutong is measured against. `python -m benchmarks` lists them; see docs/benchmarks.md."""
