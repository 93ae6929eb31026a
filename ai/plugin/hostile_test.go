package plugin_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/plugin"
	"muster/game"
)

// u is a number of a module.
func u(n uint64) []byte { return binary.AppendUvarint(nil, n) }

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// sized stands behind its length.
func sized(parts ...[]byte) []byte {
	b := join(parts...)
	return append(u(uint64(len(b))), b...)
}

func list(items ...[]byte) []byte { return append(u(uint64(len(items))), join(items...)...) }

func section(id byte, parts ...[]byte) []byte { return append([]byte{id}, sized(parts...)...) }

// hostile is a module that exports what a plug-in must, for tests to spoil: by section number, what stands there in
// place of what is usual.
type hostile map[byte][]byte

// function is a body without locals.
func function(code ...byte) []byte { return sized(list(), code, []byte{0x0b}) }

var (
	room  = function(0x41, 0x80, 0x10) // i32.const 2048
	begin = function()
	think = function(0x42, 0x01) // one byte at address 0: no orders
)

func export(name string, kind byte, index uint64) []byte {
	return join(sized([]byte(name)), []byte{kind}, u(index))
}

func (h hostile) bytes() []byte {
	usual := hostile{
		1: list([]byte{0x60, 1, 0x7f, 1, 0x7f}, []byte{0x60, 3, 0x7f, 0x7e, 0x7f, 0}, []byte{0x60, 1, 0x7f, 1, 0x7e}),
		3: list(u(0), u(1), u(2)),
		5: list([]byte{0, 2}), // two pages
		7: list(export("muster_room", 0, 0), export("muster_begin", 0, 1), export("muster_think", 0, 2),
			export("memory", 2, 0)),
		10: list(room, begin, think),
	}
	b := []byte("\x00asm\x01\x00\x00\x00")
	for _, id := range []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11, 0} {
		content := usual[id]
		if spoilt, ok := h[id]; ok {
			content = spoilt
		}
		if content != nil {
			b = append(b, section(id, content)...)
		}
	}
	return b
}

// lead compiles a module and has it lead a seat for a turn, as a server does.
func (h hostile) lead(t *testing.T, limit time.Duration) (harm any) {
	m, err := plugin.Compile(t.Context(), h.bytes(), apart)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, m.Close()) })
	m.TurnTime, m.BeginTime = limit, limit
	return turn(t, m)
}

func turn(t *testing.T, m *plugin.Module) (harm any) {
	s := duel(t)
	var v game.View
	game.New(s, 1).View(0, &v)
	defer func() { harm = recover() }()
	m.New(s, 0, 1).Think(&v, nil)
	return nil
}

func TestAHostileModuleIsSoundWhereNothingIsSpoilt(t *testing.T) {
	require.Nil(t, hostile{}.lead(t, time.Hour))
}

// What a module says that it holds is refused before room is made for it: each of these files has less than 300 bytes.
func TestAModuleThatSaysTooMuchIsRefused(t *testing.T) {
	four := u(math.MaxUint32)
	locals := func(groups ...[]byte) []byte { return sized(list(groups...), []byte{0x0b}) }
	for name, c := range map[string]struct {
		module hostile
		why    string
	}{
		"a table of 128 Mi":     {hostile{4: list(join([]byte{0x70, 0}, u(1<<27)))}, "entries of a table"},
		"two tables":            {hostile{4: list([]byte{0x70, 0, 1}, []byte{0x70, 0, 1})}, "2 tables"},
		"a table of references": {hostile{4: list([]byte{0x6f, 0, 1})}, "tables of functions"},
		"memory of 4 GiB":       {hostile{5: list(join([]byte{0}, u(65536)))}, "pages of memory"},
		"locals": {
			hostile{10: list(room, begin, locals(join(four, []byte{0x7f})))},
			"more than 1000000 locals",
		},
		"locals bit by bit": {hostile{10: list(locals(join(u(500_000), []byte{0x7f})), begin,
			locals(join(u(500_001), []byte{0x7e})))}, "more than 1000000 locals"},
		"types":      {hostile{1: four}, "types"},
		"parameters": {hostile{1: list(join([]byte{0x60}, four))}, "parameters"},
		"results": {hostile{
			1: list(join([]byte{0x60, 0}, u(17), bytes.Repeat([]byte{0x7f}, 17))),
		}, "17 results"},
		"imports":             {hostile{2: four}, "imports"},
		"a name of an import": {hostile{2: join(u(1), four)}, "a name of"},
		"a memory from elsewhere": {
			hostile{2: list(join(sized([]byte("a")), sized([]byte("b")), []byte{2, 0, 1}))},
			"imports what is no function",
		},
		"functions":        {hostile{3: four}, "functions"},
		"globals":          {hostile{6: four}, "globals"},
		"exports":          {hostile{7: four}, "exports"},
		"element segments": {hostile{9: four}, "element segments"},
		"elements": {
			hostile{9: list(join([]byte{0, 0x41, 0, 0x0b}, four))},
			"entries in element segments",
		},
		"bodies":        {hostile{10: four}, "functions"},
		"data segments": {hostile{11: four}, "data segments"},
		"data":          {hostile{11: list(join([]byte{0, 0x41, 0, 0x0b}, four))}, "cut short"},
		"names":         {hostile{0: join(sized([]byte("name")), []byte{1}, sized(four))}, "names"},
		"names of locals": {hostile{
			0: join(sized([]byte("name")), []byte{2}, sized(join(u(1), u(0), four))),
		}, "names"},
		"a section that goes on": {hostile{8: []byte{0, 0}}, "1 bytes too many"},
	} {
		b := c.module.bytes()
		require.Less(t, len(b), 300, name)
		before := allocated()
		_, err := plugin.Compile(t.Context(), b, apart)
		require.ErrorContains(t, err, c.why, name)
		require.ErrorContains(t, err, "byte ", name)
		require.Less(t, allocated()-before, uint64(1<<20), name)
	}
}

// A table that grows takes 4 GB in one turn; without reference types there is no instruction for it.
func TestATableCannotGrow(t *testing.T) {
	// ref.null func, i32.const, table.grow
	grow := function(0xd0, 0x70, 0x41, 0xff, 0xff, 0xff, 0x3f, 0xfc, 0x0f, 0x00, 0x1a, 0x42, 0x01)
	_, err := plugin.Compile(t.Context(), hostile{
		4: list([]byte{0x70, 0, 1}), 10: list(room, begin, grow),
	}.bytes(), apart)
	require.ErrorContains(t, err, `feature "reference-types" is disabled`)
}

// Compilers of C and Rust write the number of the one table in five bytes, where they know of reference types.
func TestACallThroughTheTableIsUnderstoodHoweverItIsWritten(t *testing.T) {
	call := function(0x41, 0x00, 0x41, 0x00, 0x11, 0x00, 0x80, 0x80, 0x80, 0x80, 0x00, 0x1a, 0x42, 0x01)
	require.Nil(t, hostile{
		4: list([]byte{0x70, 1, 1, 1}), 9: list(join([]byte{0, 0x41, 0, 0x0b}, list(u(0)))),
		10: list(room, begin, call),
	}.lead(t, time.Hour))
}

// Whatever runs for ever is ended by its time, also before the first turn.
func TestALoopIsEndedWhereverItStands(t *testing.T) {
	loop := []byte{0x03, 0x40, 0x0c, 0x00, 0x0b}
	for name, h := range map[string]hostile{
		"start function": {
			8: u(3), 1: list([]byte{0x60, 1, 0x7f, 1, 0x7f}, []byte{0x60, 3, 0x7f, 0x7e, 0x7f, 0},
				[]byte{0x60, 1, 0x7f, 1, 0x7e}, []byte{0x60, 0, 0}), 3: list(u(0), u(1), u(2), u(3)),
			10: list(room, begin, think, function(loop...)),
		},
		"muster_room":  {10: list(function(append(loop, 0x41, 0x00)...), begin, think)},
		"muster_begin": {10: list(room, function(loop...), think)},
		"muster_think": {10: list(room, begin, function(append(loop, 0x42, 0x01)...))},
	} {
		require.ErrorContains(t, h.lead(t, 50*time.Millisecond).(error), "closed", name)
	}
}

// A recursion without end is a trap, and its stack is given back.
func TestARecursionWithoutEndIsATrap(t *testing.T) {
	forever := function(0x20, 0x00, 0x10, 0x02) // think calls think
	require.ErrorContains(t, hostile{10: list(room, begin, forever)}.lead(t, time.Hour).(error), "stack overflow")
}

// More memory than there may be is not given: memory.grow says so, and the module goes on.
func TestMemoryEndsWhereItMay(t *testing.T) {
	// loop: memory.grow 1; if it is not -1, again. Then: memory.size, 1024 or trap.
	grow := function(0x03, 0x40, 0x41, 0x01, 0x40, 0x00, 0x41, 0x7f, 0x47, 0x0d, 0x00, 0x0b,
		0x3f, 0x00, 0x41, 0x80, 0x08, 0x47, 0x04, 0x40, 0x00, 0x0b, 0x42, 0x01)
	require.Nil(t, hostile{10: list(room, begin, grow)}.lead(t, time.Hour))
}

func FuzzCheck(f *testing.F) {
	f.Add(hostile{}.bytes())
	f.Add(hostile{4: list([]byte{0x70, 1, 1, 1}), 9: list(join([]byte{0, 0x41, 0, 0x0b}, list(u(0))))}.bytes())
	f.Add(hostile{
		11: list(join([]byte{0, 0x41, 0, 0x0b}, sized([]byte("x")))), 12: u(1),
		0: join(sized([]byte("name")), []byte{1}, sized(list(join(u(0), sized([]byte("f")))))),
	}.bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		before := allocated()
		err := plugin.Check(b)
		require.Less(t, allocated()-before, uint64(1<<20))
		if err == nil {
			_ = plugin.Load(t.Context(), b, t.TempDir()) // what wazero makes of it is its own
			require.Less(t, allocated()-before, uint64(64<<20+1000*len(b)))
		}
	})
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// All plug-ins of a process share so much memory. Who has it all and traps gives it back; who gets none loses its turn.
func TestAllPluginsShareSoMuchMemory(t *testing.T) {
	defer plugin.Share(200 << 20)()
	whole := list(join([]byte{0}, u(plugin.MemoryPages)))
	m, err := plugin.Compile(t.Context(), hostile{5: whole}.bytes(), apart)
	require.NoError(t, err)
	traps, err := plugin.Compile(t.Context(), hostile{5: whole, 10: list(room, begin, function(0x00))}.bytes(), apart)
	require.NoError(t, err)
	m.TurnTime, m.BeginTime, traps.TurnTime, traps.BeginTime = time.Hour, time.Hour, time.Hour, time.Hour
	for range 5 {
		require.ErrorContains(t, turn(t, traps).(error), "unreachable")
	}
	s := duel(t)
	var v game.View
	game.New(s, 1).View(0, &v)
	var all []ai.Commander
	for range 3 {
		all = append(all, m.New(s, 0, 1))
		all[len(all)-1].Think(&v, nil)
	}
	require.ErrorContains(t, turn(t, m).(error), "there is no memory for it: all plug-ins together have 1024 MiB")
	all[0].Think(&v, nil)
	require.NoError(t, traps.Close())
	require.NoError(t, m.Close())
	require.Nil(t, hostile{}.lead(t, time.Hour))
}
