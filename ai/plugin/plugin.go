// Package plugin runs commanders that are WebAssembly modules, by wazero: anybody's code may lead a seat and can do no
// harm. A module has no files, no network, no clock that tells the time and no chance but the seed it is given.
//
// A module exports memory and four functions, or five, and may import WASI preview 1 (what a Go program built with
// GOOS=wasip1 -buildmode=c-shared does; package guest is its side in Go):
//
//	muster_abi() -> u32                  the version that it speaks: 1. A module without it speaks 1, too
//	muster_room(n u32) -> u32            where n bytes may be written; good until the next call of it
//	muster_begin(seat u32, seed u64, n u32)   the set-up lies there: n bytes of game.AppendSetup
//	muster_think(n u32) -> u64           view and talk lie there; the answer is address<<32 | length of the orders
//	muster_explain() -> u64              optional, called after a turn where somebody wants to see what it intends:
//	                                     address<<32 | length of the intentions. It changes nothing
//
// What it writes to its output and its error output is kept for its maker where a fight is recorded, a screen or two a
// turn. A module without WASI imports, and calls
//
//	muster.log(at u32, n u32)            n bytes of text lie there
//
// All numbers little-endian; lists have their length before them:
//
//	view   = tick u32, audience u8, winner i8, reason u8, end tick u32, units, squads, points, scores, supply u32,
//	         waypoints, marks, combat events, talk
//	unit   = id u16, kind, team, squad u8, x, y u16, facing, hp, suppression, ammo, flags u8
//	squad  = id, seat, kind, alive, order u8, x, y, target u16, formation, stance, morale, level, bits u8 (1 broken,
//	         2 ready)
//	point  = owner, taker i8, progress, contested u8       score    = u32
//	waypoint = squad, order u8, x, y, target u16           mark     = x, y u16, kind, what u8
//	combat = kind u8, source, target u16, dir, loud u8     talk     = seat, kind u8, x, y u16, text (u8 length)
//	orders = u8 length, then each: kind, flags, squad u8, x, y, target u16, facing, arg u8
//	intentions = u8 length, then each: squad, act u8, x, y u16, point i8 (-1 for none), score i32
//
// A list of more than 255 has its length in a u16: units, waypoints, marks and combat events do.
// Kinds of orders are numbered
//
//	0 none, 1 move, 2 attack, 3 attack_move, 4 hold, 5 capture, 6 retreat, 7 suppress, 8 take_cover, 9 enter,
//	10 board, 11 leave, 12 patrol, 13 guard, 14 stance, 15 formation, 16 smoke, 17 grenade, 18 heal,
//	19 sandbags, 20 lay_mine, 21 clear_mines, 22 repair, 23 reinforce
//
// and docs/rules.md says what each needs. The set-up is written in other bytes, those of replays: numbers and lengths
// are varints (seven bits a byte, the lowest first, 128 added to all but the last), bytes are named as such, a text is
// its length and its bytes.
//
//	set-up   = version byte (2), tick rate byte, terrains, kinds, works, map, scenario
//	terrain  = name text, letter byte, cost foot, wheels, tracks (16 is normal, 0 for no entry), cover, conceal,
//	           blocks sight, blocks fire, building, hp, ruin byte (index of a terrain)
//	kind     = name text, letter byte, class, hp, armour front, side, rear, turn, sight, size, speed (1/256 cells a
//	           tick), turret, abilities (bits: smoke, grenade, heal, build, mine, repair), room, price, two weapons
//	weapon   = bytes: min range, range (0 for no weapon), accuracy, far accuracy, burst, settle, damage, penetration,
//	           area, suppression, ammo, flight; reload, fires moving, fires indirectly
//	works    = bytes: smoke range, smoke radius, heal every, repair every, sandbags, mine sight; smoke ticks, ready,
//	           build ticks, mine ticks; grenade, mine: a weapon each
//	map      = name text, w, h, w*h bytes (index of a terrain, row by row), has heights, then w*h bytes of them
//	scenario = name text, map text, mode byte, side byte, charge byte, goal byte, teams, seats, squads, points,
//	           clock, score to win, capture ticks, score every, supply
//	team     = name text, start x, y                       seat     = team
//	squad    = seat, kind, count, x, y (cells), facing, arrives (tick)
//	point    = name text, x, y (cells), radius, owner (a team and 1, 0 for nobody)
//
// A module gets MemoryPages of
// memory and TurnTime for a turn. One that takes longer, traps or answers nonsense loses that turn and
// begins anew, its memory lost.
//
// A module may use WebAssembly 2.0 without reference types: it has one table, which cannot grow. What it holds is
// counted in its bytes before anything is made of it (check.go), and a process of its own compiles it (apart.go): how
// long that takes, nobody can tell from the bytes. It runs in this process, which bounds what it may take. A Record
// remembers what harm it has done in a match.
package plugin

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"muster/ai"
	"muster/ai/plugin/guest"
	"muster/game"
)

// Module is a compiled plug-in, from which commanders are made.
type Module struct {
	TurnTime, BeginTime time.Duration // the limits of the same names, unless somebody changes them

	cache   wazero.CompilationCache
	runtime wazero.Runtime
	code    wazero.CompiledModule
	sum     [sha256.Size]byte // of its bytes
}

// Open reads the plug-in in a file, and has it compiled by a process of its own.
func Open(ctx context.Context, file string, apart Apart) (*Module, error) {
	binary, err := read(file)
	if err == nil {
		var m *Module
		if m, err = Compile(ctx, binary, apart); err == nil {
			return m, nil
		}
	}
	return nil, fmt.Errorf("plug-in %s: %w", file, err)
}

// read takes no more than may be: a file can be longer than it says.
func read(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	binary, err := io.ReadAll(io.LimitReader(f, MaxModule+1))
	if len(binary) > MaxModule {
		return nil, fmt.Errorf("it has more than %d bytes", MaxModule)
	}
	return binary, err
}

// Compile makes a Module of WebAssembly.
func Compile(ctx context.Context, binary []byte, apart Apart) (*Module, error) {
	if err := check(binary); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "muster-plugin-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := apart.compile(ctx, binary, dir); err != nil {
		return nil, err
	}
	m := &Module{TurnTime: TurnTime, BeginTime: BeginTime, sum: sha256.Sum256(binary)}
	if err := m.load(ctx, binary, dir); err != nil {
		return nil, errors.Join(err, m.Close())
	}
	return m, nil
}

// load compiles a module, or takes what was compiled into a directory.
func (m *Module) load(ctx context.Context, binary []byte, dir string) (err error) {
	if m.cache, err = wazero.NewCompilationCacheWithDir(dir); err != nil {
		return err
	}
	cfg := wazero.NewRuntimeConfig().WithMemoryLimitPages(MemoryPages).WithCloseOnContextDone(true).
		WithDebugInfoEnabled(false).
		WithCoreFeatures(api.CoreFeaturesV2 &^ api.CoreFeatureReferenceTypes).WithCompilationCache(m.cache)
	m.runtime = wazero.NewRuntimeWithConfig(ctx, cfg)
	if m.code, err = m.runtime.CompileModule(ctx, binary); err != nil {
		return err
	}
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, m.runtime); err != nil {
		return err
	}
	if err := provideLog(ctx, m.runtime); err != nil {
		return err
	}
	for _, name := range [...]string{"muster_room", "muster_begin", "muster_think"} {
		if m.code.ExportedFunctions()[name] == nil {
			return fmt.Errorf("it exports no function %s", name)
		}
	}
	if len(m.code.ExportedMemories()) == 0 {
		return errors.New("it exports no memory")
	}
	return nil
}

// Close frees what the module holds; its commanders lose every turn from then on.
func (m *Module) Close() (err error) {
	if m.runtime != nil {
		err = m.runtime.Close(context.Background())
	}
	if m.cache != nil {
		err = errors.Join(err, m.cache.Close(context.Background()))
	}
	return err
}

// New makes a commander of a seat. Its Think panics when the module traps, hangs or answers nonsense: whoever runs
// commanders takes that for a lost turn.
func (m *Module) New(s *game.Setup, seat uint8, seed uint64) ai.Commander {
	return &commander{module: m, setup: s, seat: seat, seed: seed}
}

// commander is one instance.
type commander struct {
	module *Module
	setup  *game.Setup
	seat   uint8
	seed   uint64
	inside api.Module
	bytes  []byte
	orders []game.Order

	intends []ai.Intention
	prints  prints
}

// Think implements ai.Commander.
func (c *commander) Think(v *game.View, talk []game.Talk) []game.Order {
	if c.inside == nil {
		c.within(c.module.BeginTime, c.begin)
	}
	c.within(c.module.TurnTime, func(ctx context.Context) error { return c.turn(ctx, v, talk) })
	return c.orders
}

// within runs a call under a time cap. What goes wrong ends the instance.
func (c *commander) within(limit time.Duration, call func(context.Context) error) {
	ctx, cancel := context.WithTimeout(c.prints.within(context.Background()), limit)
	defer cancel()
	if err := call(ctx); err != nil {
		c.Finish(game.Result{})
		panic(fmt.Errorf("plug-in: %w", err))
	}
}

func (c *commander) begin(ctx context.Context) (err error) {
	if c.inside, err = c.module.instance(ctx, &c.prints); err != nil {
		return err
	}
	// or the runtime would keep it
	runtime.AddCleanup(c, func(m api.Module) { m.Close(context.Background()) }, c.inside)
	if err := c.version(ctx); err != nil {
		return err
	}
	c.bytes = game.AppendSetup(c.bytes[:0], c.setup)
	if err := c.put(ctx); err != nil {
		return err
	}
	_, err = c.call(ctx, "muster_begin", uint64(c.seat), c.seed, uint64(len(c.bytes)))
	return err
}

// version makes sure that the module speaks as we do.
func (c *commander) version(ctx context.Context) error {
	if c.inside.ExportedFunction("muster_abi") == nil {
		return nil
	}
	v, err := c.call(ctx, "muster_abi")
	if err != nil {
		return err
	}
	if len(v) != 1 || uint32(v[0]) != guest.ABI {
		return fmt.Errorf("it speaks version %v of muster_abi, and this program %d: build it with the module "+
			"of this release", v, guest.ABI)
	}
	return nil
}

// instance gives the module a memory of its own.
func (m *Module) instance(ctx context.Context, out *prints) (inside api.Module, err error) {
	defer func() {
		if r := recover(); r != nil { // what wazero does where the pool is empty
			inside, err = nil, fmt.Errorf("there is no memory for it: all plug-ins together have %d MiB (%v)",
				MaxMemory>>20, r)
		}
	}()
	// No name, so that many can live in one runtime. Without a system's clock or chance a module is deterministic.
	cfg := wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize").WithStdout(out).WithStderr(out)
	inside, err = m.runtime.InstantiateModule(experimental.WithMemoryAllocator(ctx, memories), m.code, cfg)
	if err != nil {
		return nil, err
	}
	return inside, nil
}

// Explain implements ai.Explainer. A module that does not tell intends nothing.
func (c *commander) Explain() []ai.Intention {
	c.intends = c.intends[:0]
	if c.inside != nil && c.module.code.ExportedFunctions()["muster_explain"] != nil {
		c.within(c.module.TurnTime, c.intend)
	}
	return c.intends
}

func (c *commander) intend(ctx context.Context) error {
	answer, err := c.answer(ctx, "muster_explain")
	if err != nil {
		return err
	}
	c.intends, err = guest.ReadIntentions(answer, c.intends)
	return err
}

// Finish implements ai.Finisher: its memory is given back now.
func (c *commander) Finish(game.Result) {
	if c.inside != nil {
		c.inside.Close(context.Background())
		c.inside = nil
	}
}

// call calls a function. Each call has its own stack, up to 100 MB: it is given back when the call ends.
func (c *commander) call(ctx context.Context, name string, args ...uint64) ([]uint64, error) {
	return c.inside.ExportedFunction(name).Call(ctx, args...)
}

// put writes bytes to where the module has room for them.
func (c *commander) put(ctx context.Context) error {
	at, err := c.call(ctx, "muster_room", uint64(len(c.bytes)))
	switch {
	case err != nil:
		return err
	case len(at) != 1 || !c.inside.Memory().Write(uint32(at[0]), c.bytes):
		return errors.New("muster_room gave an address outside its memory")
	}
	return nil
}

func (c *commander) turn(ctx context.Context, v *game.View, talk []game.Talk) error {
	c.orders = c.orders[:0]
	c.bytes = guest.AppendTurn(c.bytes[:0], v, talk)
	if err := c.put(ctx); err != nil {
		return err
	}
	answer, err := c.answer(ctx, "muster_think", uint64(len(c.bytes)))
	if err != nil {
		return err
	}
	c.orders, err = guest.ReadOrders(answer, c.orders)
	return err
}

// answer calls a function that gives an address and a length, and is what lies there until the next call.
func (c *commander) answer(ctx context.Context, name string, args ...uint64) ([]byte, error) {
	out, err := c.call(ctx, name, args...)
	if err != nil {
		return nil, err
	}
	if len(out) != 1 {
		return nil, fmt.Errorf("%s gave no address", name)
	}
	answer, ok := c.inside.Memory().Read(uint32(out[0]>>32), uint32(out[0]))
	if !ok {
		return nil, fmt.Errorf("%s gave an address outside its memory", name)
	}
	return answer, nil
}
