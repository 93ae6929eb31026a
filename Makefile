# Muster. `make` alone lists what there is to make.

GO ?= go

# Only what draws in the window needs cgo; everything else must build without.
WINDOW = -e muster/client/screen -e muster/client/screen/draw -e muster/client/screen/field -e muster/client/screen/viewer \
         -e muster/client/screen/typeface -e muster/client/cmd/muster-play
PURE   = $(shell $(GO) list ./... | grep -vx $(WINDOW))
# The race detector pays where goroutines are; the rules have none and run faster without.
RACY   = $(shell $(GO) list ./shard/... ./server/... ./client/... ./matchmaker/... ./lab/... | grep -vx $(WINDOW) -e muster/shard/simulate/mutants)
CALM   = $(filter-out $(RACY),$(PURE))

# Tools that look over the source have requirements of their own.
LINT   = $(GO) tool -modfile=.ci/lint/go.mod

# The commit that this is made from, as programs tell it: also where Go does not note it by itself.
STAMP = -ldflags "-X muster/shard/replay.stamped=$$(.ci/version)"

.PHONY: sleepers web firefox rolling failover detect lessons outside balance mtu soak help frames olddata goback \
	play test setup consul stack whole kill powercut store storeday build lint unit portable race window \
	bench fuzz simulate planted spy release
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

play: ## play against AI commanders; without a display, watch them in the terminal
	@.ci/play

test: setup consul build lint outside unit portable race whole window ## set up, build, vet, lint and run every test
	@echo "make test: all green"

setup: ## install what is missing for building and testing
	@.ci/setup test

consul: ## build the Consul agent that tests run against, once, into the user's cache
	@GO=$(GO) .ci/consul/build >/dev/null

# Packing the page as small as it goes takes minutes; these do with a tenth more.
build whole: export PACK ?= fast

build: web ## build everything; the programs go to bin/
	CGO_ENABLED=0 $(GO) build $(PURE)
	CGO_ENABLED=0 $(GO) build $(STAMP) -o bin/muster ./server/cmd/muster
	CGO_ENABLED=0 $(GO) build $(STAMP) -o bin/muster-lab ./server/cmd/muster-lab
	$(GO) build $(STAMP) -o bin/muster-play ./client/cmd/muster-play
	GOOS=windows CGO_ENABLED=0 $(GO) build $(STAMP) -o bin/muster-play.exe ./client/cmd/muster-play
	GOOS=windows CGO_ENABLED=0 $(GO) build ./server/cmd/... # compiled, not linked: there is more than one

web: ## build the page that the game is played on in a browser: for muster to serve, and in bin/play for any web server
	CGO_ENABLED=0 STAMP=$$(.ci/version) GO=$(GO) $(GO) run ./client/cmd/muster-pack

release: ## make the archives of a release in dist/: programs, documents, licences, what they are made of, checksums
	@GO=$(GO) .ci/release

lint: ## vet, format check and static analysis
	$(GO) vet ./...
	GOOS=js GOARCH=wasm $(GO) vet ./client/cmd/muster-web ./client/cmd/muster-web-alone ./client/inside ./client/alone
	@bad=$$($(LINT) gofumpt -l $$(git ls-files '*.go')); [ -z "$$bad" ] || { echo "not gofumpt-ed:"; echo "$$bad"; exit 1; }
	$(LINT) staticcheck ./...
	bin/muster check

outside: ## build a program outside this module, which plays a match with its packages
	cd docs/outside && $(GO) vet . && CGO_ENABLED=0 $(GO) run .

# These run long and have few goroutines or none: the race detector would make minutes of them. Passwords are hashed in
# some: on a busy machine one hash under the race detector takes longer than etcd waits for it.
PATIENT = ^Test(UsersComeInBy|ThreeMembersSpeak|ASpy|ViewsOf|AHostileMessage|Measure|AWholeMatch|FlippedBits|AFightIsBetween|FightsAreTheSame|ALeague(IsPlayed|Says)|EveryPathIs|BadMaps|AStartMayBe|OurEvaluation)

# What a test needs of the machine is there: setup has installed it, and a test may not skip for want of it.
export MUSTER_ALL = 1

# No test waits for the clock, and all of them bear a machine that stands still for seconds; this only ends one that hangs.
PATIENCE = -timeout 30m

unit: ## the tests of the rooms without goroutines
	CGO_ENABLED=0 $(GO) test $(PATIENCE) $(CALM)
	CGO_ENABLED=0 $(GO) test $(PATIENCE) -run '$(PATIENT)' ./shard/replay ./server/wire ./server/alerts ./client ./server/cmd/muster ./lab/bench ./lab/pathbench ./shard/journal/etcd/member
	CGO_ENABLED=0 $(GO) test $(PATIENCE) -run 'EveryOffset|EveryBit|DeletedSegment' ./shard/journal

portable: ## the rules give the same hashes on 386 and in WebAssembly
	GOARCH=386 CGO_ENABLED=0 $(GO) test -run HashesAreTheSame ./game
	GOOS=js GOARCH=wasm $(GO) test -exec "$$($(GO) env GOROOT)/lib/wasm/go_js_wasm_exec" -run HashesAreTheSame ./game

# The programs that tests start are built without it: nobody hears what it finds in them, and they are ten times as slow.
race: ## the tests of the rooms with goroutines, with the race detector
	CGO_ENABLED=0 $(GO) test -c -o bin/muster.test ./server/cmd/muster
	MUSTER_PROGRAM=$(CURDIR)/bin/muster.test $(GO) test -race -parallel 4 $(PATIENCE) -skip '$(PATIENT)' $(RACY)

window: ## the real window under Xvfb, with real keys and mouse, and the golden pictures
	$(GO) test -count=1 $(PATIENCE) -tags window ./client/screen/window
	LIBGL_ALWAYS_SOFTWARE=1 xvfb-run -a -s "-screen 0 1280x720x24" $(GO) test -count=1 $(PATIENCE) -tags window ./client/screen ./client/screen/draw ./client/cmd/muster-play
	LIBGL_ALWAYS_SOFTWARE=1 xvfb-run -a -s "-screen 0 1280x720x24" $(GO) test -count=1 -tags window,ebitenginedebug -v -run FewCalls ./client/screen \
	  | awk '/draw calls|Error|^FAIL|^ok/ {print} /^ok/ {ok = 1} END {exit !ok}' # Ebitengine says a lot with that tag

# All tests of the files that the race detector leaves out; where else there are any, unit and whole name them one by one.
APART    = server/cmd/muster server/history
RACELESS = $(shell grep -l '^//go:build.*!race' $(addsuffix /*_test.go,$(APART)) | \
	xargs grep -oh '^func Test[A-Za-z0-9]*' | cut -c6- | paste -sd '|')

# The race detector would slow a dozen processes on one machine down to where only it is tested.
whole: consul web ## the console, a link of a page and the game in a real browser; a small dose of stack, rolling, kill, powercut and store, and a house of shard processes
	MUSTER_BROWSER=1 $(GO) test $(PATIENCE) -p 1 -run InTheBrowser ./server/console ./server/relay ./server/play
	$(GO) test $(PATIENCE) -run NoRestart ./shard/journal/etcd
	$(GO) test $(PATIENCE) -run '^($(RACELESS))$$' $(addprefix ./,$(APART))

firefox: export PACK ?= fast
firefox: web ## the game in a real Firefox, which is installed for this alone: title, a fight, orders
	@.ci/setup firefox
	MUSTER_FIREFOX=1 LIBGL_ALWAYS_SOFTWARE=1 xvfb-run -a -s "-screen 0 1280x720x24" $(GO) test -count=1 $(PATIENCE) -v -run InFirefox ./server/play

stack: consul ## hurt a whole stack on a real Consul: 200 bots, on files and on a shared journal; see docs/operators.md
	MUSTER_STACK=full $(GO) test -count=1 -v -run 'Stack|SharedJournal' ./server/cmd/muster

kill: ## kill -9 a shard 200 times and stop it 50 times while 32 bots play; what came of it goes to docs/kill.txt
	echo "at $$(git rev-parse --short HEAD)" > docs/kill.txt
	KILL=$(CURDIR)/docs/kill.txt $(GO) test -count=1 -timeout 2h -v -run ShardIsKilled ./server/cmd/muster

sleepers: ## what ten thousand matches that sleep cost a shard and its door, and a restart when others wrote 5 GB since
	SLEEPERS=10000 $(GO) test -count=1 -timeout 1h -v -run SleepersCost ./server

powercut: ## cut the power of a shard 50 times while 32 bots play, and of one that does not sync; see docs/powercut.txt
	echo "at $$(git rev-parse --short HEAD)" > docs/powercut.txt
	POWERCUT=$(CURDIR)/docs/powercut.txt $(GO) test -count=1 -timeout 2h -v -run PowerIsCut ./server/cmd/muster
	for mutant in 41-no-sync 46-name-not-synced; do \
	  MUTANT=$$mutant POWERCUT=$(CURDIR)/docs/powercut.txt $(GO) test -count=1 -v -run DoesNotSync -vet=off \
	    -overlay $$($(GO) run ./shard/simulate/mutants/overlay $$mutant) ./server/cmd/muster || exit 1; done

goback: ## build the commits of testdata/upgrade and go back to each behind this one; see docs/operators.md
	MUSTER_GOBACK=$(CURDIR)/bin CGO_ENABLED=0 $(GO) test -count=1 -timeout 1h -v -run WhoGoesBack ./server/cmd/muster

COMMIT ?= HEAD
olddata: ## keep a data directory of COMMIT for the upgrade test; run it before a change of game.Fingerprint
	.ci/olddata $(COMMIT)

mtu: ## play over paths that carry little, in network namespaces; needs root; what came of it goes to docs/mtu.txt
	CGO_ENABLED=0 $(GO) build -o bin/muster ./server/cmd/muster
	{ echo "at $$(git rev-parse --short HEAD)"; .ci/mtu; } > docs/mtu.txt

TRIALS ?= 20
store: ## restart and kill the servers of a shared journal TRIALS times in each of eight ways; what came of it goes to docs/store.txt
	echo "at $$(git rev-parse --short HEAD), every write synced, 4 zones" > docs/store.txt
	TRIALS=$(TRIALS) STORE=$(CURDIR)/docs/store.txt $(GO) test -count=1 -timeout 2h -v -run NoRestart ./shard/journal/etcd

storeday: ## write a day of fifty matches through the store of a shared journal, some 13 million records; takes hours; docs/store-day.txt
	echo "at $$(git rev-parse --short HEAD), one server, every write synced" > docs/store-day.txt
	STORE_DAY=72 $(GO) test -count=1 -timeout 12h -v -run ADayOfFifty ./shard/journal/etcd/member | grep -E "rounds of|^(---|ok|FAIL)" | tee -a docs/store-day.txt

failover: build consul ## what players notice when shards are killed, stopped, moved from and replaced, TRIALS of each; docs/figures.md has what came of it
	bin/muster bench failover --trials $(TRIALS)

lessons: build ## run every plan of docs/lessons on this machine; each ends with a verdict
	@for p in docs/lessons/*.yaml; do echo "== $$p"; bin/muster cluster $$p || exit 1; done

rolling: consul ## replace everything under BOTS bots (60) by a build of the same rules, and then by one of others; see docs/operators.md
	MUSTER_ROLLING=$(or $(BOTS),60) $(GO) test -count=1 -timeout 40m -v -run RollingUpgrade ./server/cmd/muster

detect: ## how soon a shard notices that another was killed or stands still, and false alarms, for DETECT; docs/figures.md
	MUSTER_DETECT=$(or $(DETECT),12m) $(GO) test -count=1 -timeout 2h -v -run TestDetection ./server/peer

frames: ## what a frame of a thousand units costs in the window: time, memory, draw calls
	LIBGL_ALWAYS_SOFTWARE=1 xvfb-run -a -s "-screen 0 1280x720x24" $(GO) test -count=1 -tags window -run SteadyFrame -bench Thousand ./client/screen
	LIBGL_ALWAYS_SOFTWARE=1 xvfb-run -a -s "-screen 0 1280x720x24" $(GO) test -count=1 -tags window,ebitenginedebug -v -run FewCalls ./client/screen | grep -a 'draw calls\|FAIL\|^ok'

bench: ## the benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./game ./server/wire ./shard/...

spy: ## a spy plays 20 matches of 2,000 ticks in every scenario and looks for what it should not know, and 200 battles of twins
	MUSTER_SPY=all CGO_ENABLED=0 $(GO) test -count=1 -timeout 60m -v -run Twins ./game
	MUSTER_SPY=all CGO_ENABLED=0 $(GO) test -count=1 -timeout 60m -v -run ASpyFinds ./server/wire

FOR ?= 1h
soak: build ## attack `muster up` steadily for FOR while 32 bots play, and verify all that was played; see docs/soak.txt
	(echo "at $$(git rev-parse --short HEAD), $(FOR)" && FOR=$(FOR) .ci/soak) > docs/soak.txt; code=$$?; cat docs/soak.txt; exit $$code

GAMES ?= 60
SEED ?= 70001
BATTLES ?= keep convoy village crossing ridge arena duel
balance: build ## equal commanders of every level on both sides of BATTLES, GAMES of each level; what came of it goes to docs/balance.txt
	(echo "at $$(git rev-parse --short HEAD), games of seed $(SEED) and up" && for b in $(BATTLES); do \
	  bin/muster league recruit regular veteran elite --sides --scenario $$b --games $(GAMES) --seed $(SEED) || exit 1; \
	  done) > docs/balance.txt; code=$$?; cat docs/balance.txt; exit $$code

SEEDS ?= 3000
simulate: build ## the whole system under SEEDS seeds, with everything failing
	bin/muster simulate --seeds $(SEEDS)

planted: ## every mutant of shard/simulate/mutants is found; what was found goes to docs/planted.txt
	PLANTED=$(CURDIR)/docs/planted.txt $(GO) test -count=1 -timeout 10h -run AllMutants -v ./shard/simulate/mutants
	@echo "found at $$(git rev-parse --short HEAD)" >> docs/planted.txt

FUZZTIME ?= 30s
fuzz: ## every fuzzer for FUZZTIME each
	@for f in $$(grep -rlE '^func Fuzz' --include='*_test.go' .); do d=$$(dirname $$f); \
	  for n in $$(sed -nE 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/p' $$f); do \
	    echo "== $$d $$n"; $(GO) test -run '^$$' -fuzz "^$$n$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x $$d || exit 1; done; done
