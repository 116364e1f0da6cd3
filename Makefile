# Each target calls one script, so that everything works without make as well (Windows: Git Bash).
.PHONY: help setup ui run test bench torture fuzz
.DEFAULT_GOAL := help

help: ## tell what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

setup: ## install what building and testing need; does nothing the second time
	@scripts/setup.sh

ui: ## build the screens when their sources changed
	@scripts/ui.sh

run: ## open the till in practice mode (ARGS="…" for the till, SCREENSHOT=file to photograph it)
	@scripts/run.sh $(ARGS)

test: ## check and test everything
	@scripts/test.sh

bench: ## measure callbacks, the screen, the start (ARGS="ingest", "frozen", "screen" or "start" for a part)
	@scripts/bench.sh $(ARGS)

torture: ## a million power cuts, a million payments, 10,000 kills (ARGS="power", "shops" or "kills")
	@scripts/torture.sh $(ARGS)

fuzz: ## feed hostile bytes to every parser (ARGS="target…", FUZZ_RUNS=executions)
	@scripts/fuzz.sh $(ARGS)
