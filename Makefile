# The two commands are `make run` and `make test`. `make help` lists the rest.
.PHONY: help run test fast format lock pictures reference

help:            ## list the commands
	@grep -E '^[a-z]+: *##' Makefile | sed 's/: *##/ -/'

run:             ## make the environment and the sample world, open the desk on 127.0.0.1:8000
	@sh tools/bootstrap run
	@exec .venv/bin/mutong demo

test:            ## everything: lint, layers, tests on SQLite and PostgreSQL, browser, Spark (STRICT=1: nothing may be left out)
	@sh tools/bootstrap test
	@exec .venv/bin/python tools/run_tests.py $(if $(STRICT),--strict)

fast:            ## lint, layers and the tests that need neither PostgreSQL, nor a browser, nor Spark
	@sh tools/bootstrap test
	@exec .venv/bin/python tools/run_tests.py --fast

format:          ## let ruff order imports and lay out the code
	@sh tools/bootstrap test
	@.venv/bin/ruff check --quiet --fix . ; .venv/bin/ruff format .

lock:            ## work out the lock files anew (after a change of pyproject.toml)
	@sh tools/bootstrap uv
	@.venv/bin/python tools/lock.py

pictures:        ## make the README's pictures from the sample world
	@sh tools/bootstrap test
	@exec .venv/bin/python tools/pictures.py

reference:       ## write docs/reference anew from the packs, trying their worked cases
	@sh tools/bootstrap test
	@exec .venv/bin/mutong standards document -o docs/reference
