# Muster. `make` alone lists what there is to make.

GO ?= go

.PHONY: help test setup build lint unit race bench fuzz
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

test: setup build lint unit race ## set up, build, vet, lint and run every test
	@echo "make test: all green"

setup:
	@.ci/setup

build: ## build everything; the programs go to bin/
	CGO_ENABLED=0 $(GO) build ./...
	CGO_ENABLED=0 $(GO) build -o bin/muster ./server/cmd/muster

lint: ## vet, format check and static analysis
	$(GO) vet ./...
	@bad=$$($(GO) tool gofumpt -l $$(git ls-files '*.go')); [ -z "$$bad" ] || { echo "not gofumpt-ed:"; echo "$$bad"; exit 1; }
	$(GO) tool staticcheck ./...
	bin/muster check

# The race detector pays where goroutines are; the rules have none and run faster without.
RACY := ./shard/... ./server/... ./client/... ./matchmaker/...

unit: ## every test, without the race detector
	CGO_ENABLED=0 $(GO) test ./...

race: ## the rooms that have goroutines, with the race detector
	$(GO) test -race $(RACY)

bench: ## the benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./game ./server/wire ./shard/...

FUZZTIME ?= 30s
fuzz: ## every fuzzer for FUZZTIME each
	@for f in $$(grep -rlE '^func Fuzz' --include='*_test.go' .); do d=$$(dirname $$f); \
	  for n in $$(sed -nE 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/p' $$f); do \
	    echo "== $$d $$n"; $(GO) test -run '^$$' -fuzz "^$$n$$" -fuzztime $(FUZZTIME) $$d || exit 1; done; done
