# Muster. `make` alone lists what there is to make.

GO ?= go

# Only the window needs cgo; everything else must build without.
PURE   = $(shell $(GO) list ./... | grep -vx -e muster/client/screen -e muster/client/cmd/muster-play)
# The race detector pays where goroutines are; the rules have none and run faster without.
RACY   = $(shell $(GO) list ./shard/... ./server/... ./client/... ./matchmaker/... | grep -vx -e muster/client/screen -e muster/client/cmd/muster-play)
CALM   = $(filter-out $(RACY),$(PURE))

.PHONY: help play test setup build lint unit portable race window bench fuzz
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

play: ## play against AI commanders; without a display, watch them in the terminal
	@.ci/play

test: setup build lint unit portable race window ## set up, build, vet, lint and run every test
	@echo "make test: all green"

setup: ## install what is missing for building and testing
	@.ci/setup test

build: ## build everything; the programs go to bin/
	CGO_ENABLED=0 $(GO) build $(PURE)
	CGO_ENABLED=0 $(GO) build -o bin/muster ./server/cmd/muster
	$(GO) build -o bin/muster-play ./client/cmd/muster-play
	GOOS=windows CGO_ENABLED=0 $(GO) build -o bin/muster-play.exe ./client/cmd/muster-play
	GOOS=js GOARCH=wasm $(GO) build ./client/screen

lint: ## vet, format check and static analysis
	$(GO) vet ./...
	@bad=$$($(GO) tool gofumpt -l $$(git ls-files '*.go')); [ -z "$$bad" ] || { echo "not gofumpt-ed:"; echo "$$bad"; exit 1; }
	$(GO) tool staticcheck ./...
	bin/muster check

unit: ## the tests of the rooms without goroutines
	CGO_ENABLED=0 $(GO) test $(CALM)

portable: ## the rules give the same hashes on 386 and in WebAssembly
	GOARCH=386 CGO_ENABLED=0 $(GO) test -run HashesAreTheSame ./game
	GOOS=js GOARCH=wasm $(GO) test -exec "$$($(GO) env GOROOT)/lib/wasm/go_js_wasm_exec" -run HashesAreTheSame ./game

race: ## the tests of the rooms with goroutines, with the race detector
	$(GO) test -race $(RACY)

window: ## the real window under Xvfb, with real keys and mouse
	$(GO) test -count=1 -tags window ./client/screen/window

bench: ## the benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./game ./server/wire ./shard/...

FUZZTIME ?= 30s
fuzz: ## every fuzzer for FUZZTIME each
	@for f in $$(grep -rlE '^func Fuzz' --include='*_test.go' .); do d=$$(dirname $$f); \
	  for n in $$(sed -nE 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/p' $$f); do \
	    echo "== $$d $$n"; $(GO) test -run '^$$' -fuzz "^$$n$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x $$d || exit 1; done; done
