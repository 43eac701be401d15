# The habits of every day; each calls `cargo xtask`, whose modules say how and why.
# Rust itself is all that must be there before: xtask installs the rest.

SHELL := /bin/bash
# After the rest, so that a system's own cargo stays the first choice of whoever has one.
export PATH := $(PATH):$(HOME)/.cargo/bin
XTASK := cargo xtask
# Narrows `make e2e`, for example ARGS='tests/health.spec.ts'.
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run dev build release test test-long e2e bench bench-quick lint fmt sqlx db clean tools

help: ## List these targets
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/\1\t\2/' | while IFS=$$'\t' read -r name text; do printf '  %-12s %s\n' "$$name" "$$text"; done

run: tools ## Build everything and start Portico
	@$(XTASK) run

dev: tools ## Rebuild and restart at every change
	@$(XTASK) dev

build: tools ## Build the site and the development server
	@$(XTASK) build

release: tools ## Put the release server and its site together in target/dist
	@$(XTASK) release

test: tools ## Run every check and test
	@$(XTASK) test

test-long: tools ## Run every test, those that take long too
	@PORTICO_TEST_LONG=1 $(XTASK) test

e2e: tools ## Run the browser tests only
	@$(XTASK) test --only e2e -- $(ARGS)

bench: tools ## Measure with a million users, each measure beside its limit
	@$(XTASK) bench

bench-quick: tools ## Measure with a tenth of them
	@$(XTASK) bench --quick

lint: tools ## Run clippy on both sides, warnings as errors
	@$(XTASK) lint

fmt: tools ## Format the code
	@cargo fmt --all

sqlx: tools ## Make the committed query data anew
	@$(XTASK) sqlx

db: tools ## Start a development database and print its address
	@$(XTASK) db

clean: tools ## Stop the development database and remove what was built
	-@$(XTASK) db --stop
	@cargo clean

# What must be there before xtask can be built.
tools:
	@command -v cargo >/dev/null || { echo "Rust is missing; install it with: curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh" >&2; exit 1; }
	@command -v cc >/dev/null || { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && echo "» Installing a C compiler" && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends build-essential pkg-config >/dev/null; } || { echo "A C compiler is missing; install it, on Debian and Ubuntu with: apt-get install build-essential pkg-config" >&2; exit 1; }
