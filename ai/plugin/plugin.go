// Package plugin runs commanders that are WebAssembly modules, by wazero: anybody's code may lead a seat and can do no harm. A
// module has no files, no network, no clock that tells the time and no chance but the seed it is given.
//
// A module exports memory and three functions, and may import WASI preview 1 (what a Go program built with GOOS=wasip1
// -buildmode=c-shared does; package guest is its side in Go):
//
//	muster_room(n u32) -> u32            where n bytes may be written; good until the next call of it
//	muster_begin(seat u32, seed u64, n u32)   the set-up lies there: n bytes of game.AppendSetup
//	muster_think(n u32) -> u64           the view and the talk lie there; the answer is address<<32 | length of the orders
//
// All numbers little-endian; lists have their length before them:
//
//	view   = tick u32, audience u8, winner i8, reason u8, end tick u32, units, squads, points, scores, supply u32, waypoints,
//	         marks, happenings, talk
//	unit   = id u16, kind, team, squad u8, x, y u16, facing, hp, suppression, ammo, flags u8
//	squad  = id, seat, kind, alive, order u8, x, y, target u16, formation, stance, morale, level, bits u8 (1 broken, 2 ready)
//	point  = owner, taker i8, progress, contested u8       score    = u32
//	waypoint = squad, order u8, x, y, target u16           mark     = x, y u16, kind, what u8
//	happening = kind u8, source, target u16, dir, loud u8  talk     = seat, kind u8, x, y u16, text (u8 length)
//	orders = u8 length, then each: kind, flags, squad u8, x, y, target u16, facing, arg u8
//
// A list of more than 255 has its length in a u16: units, marks and happenings do. A module gets MemoryPages of memory and
// TurnTime for a turn. One that takes longer, traps or answers nonsense loses that turn and begins anew, its memory lost.
package plugin

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"muster/ai"
	"muster/ai/plugin/guest"
	"muster/game"
)

// Module is a compiled plug-in, from which commanders are made.
type Module struct {
	TurnTime, BeginTime time.Duration // the limits of the same names, unless somebody changes them

	runtime wazero.Runtime
	code    wazero.CompiledModule
}

// Open compiles the plug-in in a file.
func Open(ctx context.Context, file string) (*Module, error) {
	info, err := os.Stat(file)
	if err == nil && info.Size() > MaxModule {
		err = fmt.Errorf("%d bytes, and %d are the most", info.Size(), MaxModule)
	}
	var binary []byte
	if err == nil {
		binary, err = os.ReadFile(file)
	}
	if err != nil {
		return nil, fmt.Errorf("plug-in %s: %w", file, err)
	}
	m, err := Compile(ctx, binary)
	if err != nil {
		return nil, fmt.Errorf("plug-in %s: %w", file, err)
	}
	return m, nil
}

// Compile makes a Module of WebAssembly.
func Compile(ctx context.Context, binary []byte) (*Module, error) {
	cfg := wazero.NewRuntimeConfig().WithMemoryLimitPages(MemoryPages).WithCloseOnContextDone(true)
	r := wazero.NewRuntimeWithConfig(ctx, cfg)
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
		return nil, errors.Join(err, r.Close(ctx))
	}
	code, err := r.CompileModule(ctx, binary)
	if err != nil {
		return nil, errors.Join(err, r.Close(ctx))
	}
	for _, name := range [...]string{"muster_room", "muster_begin", "muster_think"} {
		if code.ExportedFunctions()[name] == nil {
			return nil, errors.Join(fmt.Errorf("it exports no function %s", name), r.Close(ctx))
		}
	}
	return &Module{TurnTime: TurnTime, BeginTime: BeginTime, runtime: r, code: code}, nil
}

// Close frees what the module holds; its commanders lose every turn from then on.
func (m *Module) Close() error { return m.runtime.Close(context.Background()) }

// New makes a commander of a seat. Its Think panics when the module traps, hangs or answers nonsense: whoever runs commanders
// takes that for a lost turn.
func (m *Module) New(s *game.Setup, seat uint8, seed uint64) ai.Commander {
	return &commander{module: m, setup: s, seat: seat, seed: seed}
}

// commander is one instance.
type commander struct {
	module      *Module
	setup       *game.Setup
	seat        uint8
	seed        uint64
	inside      api.Module
	room, think api.Function
	bytes       []byte
	orders      []game.Order
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
	// No name, so that many can live in one runtime. Without a system's clock or chance a module is deterministic.
	cfg := wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize")
	if c.inside, err = c.module.runtime.InstantiateModule(ctx, c.module.code, cfg); err != nil {
		c.inside = nil
		return err
	}
	c.room, c.think = c.inside.ExportedFunction("muster_room"), c.inside.ExportedFunction("muster_think")
	c.bytes = game.AppendSetup(c.bytes[:0], c.setup)
	if err := c.put(ctx); err != nil {
		return err
	}
	_, err = c.inside.ExportedFunction("muster_begin").Call(ctx, uint64(c.seat), c.seed, uint64(len(c.bytes)))
	return err
}

// put writes bytes to where the module has room for them.
func (c *commander) put(ctx context.Context) error {
	at, err := c.room.Call(ctx, uint64(len(c.bytes)))
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
	out, err := c.think.Call(ctx, uint64(len(c.bytes)))
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
