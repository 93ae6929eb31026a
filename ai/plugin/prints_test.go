package plugin_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/plugin"
	"muster/ai/plugin/guest"
	"muster/game"
)

// signed is a signed number of a module.
func signed(n int64) (b []byte) {
	for {
		low := byte(n & 0x7f)
		if n >>= 7; n == 0 && low&0x40 == 0 || n == -1 && low&0x40 != 0 {
			return append(b, low)
		}
		b = append(b, low|0x80)
	}
}

// talkative is a module without WASI: it prints hello in each turn, and intends what lies at address 32.
func talkative(intends []byte) hostile {
	data := func(at byte, b []byte) []byte { return join([]byte{0, 0x41, at, 0x0b}, sized(b)) }
	think := function(0x41, 16, 0x41, 6, 0x10, 0, 0x42, 0x01) // muster.log(16, 6); no orders
	explain := function(append([]byte{0x42}, signed(32<<32|int64(len(intends)))...)...)
	return hostile{
		1: list([]byte{0x60, 1, 0x7f, 1, 0x7f}, []byte{0x60, 3, 0x7f, 0x7e, 0x7f, 0}, []byte{0x60, 1, 0x7f, 1, 0x7e},
			[]byte{0x60, 2, 0x7f, 0x7f, 0}, []byte{0x60, 0, 1, 0x7e}),
		2: list(join(sized([]byte("muster")), sized([]byte("log")), []byte{0}, u(3))),
		3: list(u(0), u(1), u(2), u(4)),
		7: list(export("muster_room", 0, 1), export("muster_begin", 0, 2), export("muster_think", 0, 3),
			export("muster_explain", 0, 4), export("memory", 2, 0)),
		10: list(room, begin, think, explain),
		11: list(data(16, []byte("hello\n")), data(32, intends)),
	}
}

// asked is a commander of a module after one turn.
func asked(t *testing.T, h hostile) ai.Commander {
	m, err := plugin.Compile(t.Context(), h.bytes(), apart)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, m.Close()) })
	m.TurnTime, m.BeginTime = time.Hour, time.Hour
	s := duel(t)
	var v game.View
	game.New(s, 1).View(0, &v)
	c := m.New(s, 0, 1)
	c.Think(&v, nil)
	return c
}

// Also who writes in a language without a library sees what the plug-in prints and intends.
func TestAPluginTellsWhatItIntendsAndPrints(t *testing.T) {
	intends := []ai.Intention{{Squad: 2, Act: ai.Going, X: 160, Y: 32, Point: -1, Score: -5}, {Squad: 3, Point: 1}}
	c := asked(t, talkative(guest.AppendIntentions(nil, intends)))
	require.Equal(t, intends, c.(ai.Explainer).Explain())
	require.Equal(t, "hello\n", c.(ai.Printer).Printed())
	require.Empty(t, c.(ai.Printer).Printed(), "it is told once")
	ai.Finish(c, game.Result{})
	require.Empty(t, c.(ai.Explainer).Explain(), "who has gone intends nothing")
}

// What is no intention costs the plug-in its turn, as what is no order does; a text from nowhere too.
func TestAPluginThatIntendsNonsenseTraps(t *testing.T) {
	for _, b := range [][]byte{{}, {1}, {1, 2, byte(ai.Acts), 0, 0, 0, 0, 0, 0, 0, 0, 0}} {
		require.Panics(t, func() { asked(t, talkative(b)).(ai.Explainer).Explain() }, "%v", b)
	}
	h := talkative(nil)
	h[10] = list(room, begin, function(0x41, 0x7f, 0x41, 6, 0x10, 0, 0x42, 0x01), function(0x42, 0x01))
	require.Panics(t, func() { asked(t, h) })
}

// A plug-in that prints without end has a screen or two kept, and no memory is spent on the rest.
func TestOfAPluginsPrintsSoMuchIsKept(t *testing.T) {
	h := talkative([]byte{0})
	// a thousand times: muster.log(0, 4096)
	loop := []byte{0x41, 0x00, 0x41, 0x80, 0x20, 0x10, 0x00}
	h[10] = list(room, begin, function(append([]byte(strings.Repeat(string(loop), 1000)), 0x42, 0x01)...),
		function(0x42, 0x01))
	require.Len(t, asked(t, h).(ai.Printer).Printed(), ai.MaxPrinted)
}

// What Go prints when a plug-in panics reaches its maker, whose only trace it is.
func TestTheMakerOfAGuestInGoSeesItsPanic(t *testing.T) {
	m, s := open(t, build(t, "./testdata/spin")), duel(t)
	var v game.View
	game.New(s, 1).View(0, &v)
	c := m.New(s, 0, 1)
	require.Panics(t, func() {
		for range 10 {
			c.Think(&v, nil)
		}
	})
	require.Contains(t, c.(ai.Printer).Printed(), "panic: enough")
}

func FuzzReadIntentions(f *testing.F) {
	f.Add(guest.AppendIntentions(nil, []ai.Intention{{Squad: 2, Act: ai.Going, X: 160, Y: 32, Point: -1, Score: -5}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		all, err := guest.ReadIntentions(b, nil)
		if err == nil {
			require.Equal(t, b, guest.AppendIntentions(nil, all))
		}
	})
}
