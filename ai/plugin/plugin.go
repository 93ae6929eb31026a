// Package plugin runs commanders that are WebAssembly modules, by wazero: anybody's code may lead a seat and can do no
// harm. A module has no files, no network, no clock that tells the time and no chance but the seed it is given.
//
// A module exports memory and three functions, and may import WASI preview 1 (what a Go program built with GOOS=wasip1
// -buildmode=c-shared does; package guest is its side in Go):
//
//	muster_room(n u32) -> u32            where n bytes may be written; good until the next call of it
//	muster_begin(seat u32, seed u64, n u32)   the set-up lies there: n bytes of game.AppendSetup
//	muster_think(n u32) -> u64           view and talk lie there; the answer is address<<32 | length of the orders
//
// All numbers little-endian; lists have their length before them:
//
//	view   = tick u32, audience u8, winner i8, reason u8, end tick u32, units, squads, points, scores, supply u32,
//	         waypoints, marks, happenings, talk
//	unit   = id u16, kind, team, squad u8, x, y u16, facing, hp, suppression, ammo, flags u8
//	squad  = id, seat, kind, alive, order u8, x, y, target u16, formation, stance, morale, level, bits u8 (1 broken,
//	         2 ready)
//	point  = owner, taker i8, progress, contested u8       score    = u32
//	waypoint = squad, order u8, x, y, target u16           mark     = x, y u16, kind, what u8
//	happening = kind u8, source, target u16, dir, loud u8  talk     = seat, kind u8, x, y u16, text (u8 length)
//	orders = u8 length, then each: kind, flags, squad u8, x, y, target u16, facing, arg u8
//
// A list of more than 255 has its length in a u16: units, marks and happenings do. A module gets MemoryPages of memory
// and TurnTime for a turn. One that takes longer, traps or answers nonsense loses that turn and
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
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	if err := call(ctx); err != nil {
		if c.inside != nil {
			c.inside.Close(context.Background())
			c.inside = nil
		}
		panic(fmt.Errorf("plug-in: %w", err))
	}
}

func (c *commander) begin(ctx context.Context) (err error) {
	if c.inside, err = c.module.instance(ctx); err != nil {
		return err
	}
	// or the runtime would keep it
	runtime.AddCleanup(c, func(m api.Module) { m.Close(context.Background()) }, c.inside)
	c.bytes = game.AppendSetup(c.bytes[:0], c.setup)
	if err := c.put(ctx); err != nil {
		return err
	}
	_, err = c.call(ctx, "muster_begin", uint64(c.seat), c.seed, uint64(len(c.bytes)))
	return err
}

// instance gives the module a memory of its own.
func (m *Module) instance(ctx context.Context) (inside api.Module, err error) {
	defer func() {
		if r := recover(); r != nil { // what wazero does where the pool is empty
			inside, err = nil, fmt.Errorf("there is no memory for it: all plug-ins together have %d MiB (%v)",
				MaxMemory>>20, r)
		}
	}()
	// No name, so that many can live in one runtime. Without a system's clock or chance a module is deterministic.
	cfg := wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize")
	inside, err = m.runtime.InstantiateModule(experimental.WithMemoryAllocator(ctx, memories), m.code, cfg)
	if err != nil {
		return nil, err
	}
	return inside, nil
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
	out, err := c.call(ctx, "muster_think", uint64(len(c.bytes)))
	if err != nil {
		return err
	}
	if len(out) != 1 {
		return errors.New("muster_think gave no address")
	}
	answer, ok := c.inside.Memory().Read(uint32(out[0]>>32), uint32(out[0]))
	if !ok {
		return errors.New("muster_think gave an address outside its memory")
	}
	c.orders, err = guest.ReadOrders(answer, c.orders)
	return err
}
