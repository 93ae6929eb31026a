package plugin_test

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/plugin"
	"muster/ai/plugin/guest"
	"muster/assets"
	"muster/game"
)

// TestMain is the process that compiles when the environment says so.
func TestMain(m *testing.M) {
	if os.Getenv("EAT") != "" {
		eat()
	}
	if dir := os.Getenv("COMPILE_INTO"); dir != "" {
		within, err := time.ParseDuration(cmp.Or(os.Getenv("WITHIN"), "1h")) // the race detector takes its time
		if err != nil {
			panic(err)
		}
		os.Exit(plugin.Serve(context.Background(), os.Stdin, os.Stderr, dir, within))
	}
	os.Exit(m.Run())
}

func apart(ctx context.Context, dir string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), "COMPILE_INTO="+dir)
	return cmd
}

// build compiles a guest in Go, as its author would.
func build(t *testing.T, pkg string) string {
	to := filepath.Join(t.TempDir(), "guest.wasm")
	cmd := exec.Command("go", "build", "-buildmode=c-shared", "-o", to, pkg)
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return to
}

// open opens a plug-in that has all the time it wants: the machine may be slow.
func open(t *testing.T, file string) *plugin.Module {
	m, err := plugin.Open(t.Context(), file, apart)
	require.NoError(t, err)
	require.Equal(t, []time.Duration{plugin.TurnTime, plugin.BeginTime}, []time.Duration{m.TurnTime, m.BeginTime})
	m.TurnTime, m.BeginTime = time.Hour, time.Hour
	t.Cleanup(func() { require.NoError(t, m.Close()) })
	return m
}

func duel(t *testing.T) *game.Setup {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	return s
}

// A guest in Go takes the points that nobody defends.
func TestAGuestLeadsASeat(t *testing.T) {
	s := duel(t)
	c, w, seq := open(t, build(t, "./guest/example")).New(s, 0, 7), game.New(s, 1), uint32(0)
	var v game.View
	for range 1600 {
		w.View(0, &v)
		in := &game.Input{}
		for _, o := range c.Think(&v, nil) {
			seq++
			o.Seat, o.Leader, o.Seq = 0, game.AI, seq
			in.Orders = append(in.Orders, o)
		}
		w.Step(in)
	}
	require.Positive(t, seq)
	require.EqualValues(t, 0, v.Points[1].Owner, "the ford is taken")
	for i := range v.Squads { // as they stay when they have taken it
		v.Squads[i].Order, v.Squads[i].Target = game.Capture, 1
	}
	v.Points[0].Owner = 1
	require.Len(t, c.Think(&v, nil), len(v.Squads), "who has taken a point goes for the next one that is lost")
}

// A guest in Rust runs too, though its compiler names reference types among what it uses: it writes calls in a longer
// form and no more.
func TestAGuestInRustLeadsASeat(t *testing.T) {
	require.Nil(t, turn(t, open(t, "testdata/rust/guest.wasm")))
}

// One guest panics and one hangs: each loses that turn and goes on with the next, begun anew.
func TestAGuestThatTrapsOrHangsLosesItsTurn(t *testing.T) {
	m, s := open(t, build(t, "./testdata/spin")), duel(t)
	var v game.View
	game.New(s, 1).View(0, &v)
	for _, seed := range []uint64{1, 2} {
		c := m.New(s, 0, seed)
		for range 2 {
			for range 9 {
				require.NotPanics(t, func() { c.Think(&v, nil) })
			}
			if seed == 2 {
				m.TurnTime = plugin.TurnTime // or it would hang for an hour
			}
			require.Panics(t, func() { c.Think(&v, nil) })
			m.TurnTime = time.Hour
		}
	}
}

func TestWhatIsNoPluginIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.wasm")
	require.NoError(t, os.WriteFile(file, []byte("hello"), 0o600))
	_, err := plugin.Open(t.Context(), file, apart)
	require.ErrorContains(t, err, "plug-in "+file)
	require.NoError(t, os.WriteFile(file, []byte("\x00asm\x01\x00\x00\x00"), 0o600))
	_, err = plugin.Open(t.Context(), file, apart)
	require.ErrorContains(t, err, "it exports no function muster_room")
	_, err = plugin.Open(t.Context(), filepath.Join(t.TempDir(), "none.wasm"), apart)
	require.ErrorIs(t, err, os.ErrNotExist)
}

// What is written is read again, over a whole fight.
func TestATurnIsReadAsItWasWritten(t *testing.T) {
	s := duel(t)
	w, talk := game.New(s, 3), []game.Talk{{Seat: 1, Kind: game.Ping, X: 5, Y: 6, Text: "there"}}
	a, b := ai.New(s, 0, 1), ai.New(s, 1, 2)
	var seq [2]uint32
	for range 1500 {
		in := &game.Input{}
		for seat, c := range []ai.Commander{a, b} {
			v := &game.View{}
			w.View(game.Audience(seat), v)
			got, said, err := guest.ReadTurn(guest.AppendTurn(nil, v, talk))
			require.NoError(t, err)
			require.Equal(t, talk, said)
			require.Equal(t, guest.AppendTurn(nil, v, nil), guest.AppendTurn(nil, got, nil))
			require.Equal(t, v.Units, got.Units)
			require.Equal(t, v.Squads, got.Squads)
			for _, o := range c.Think(got, nil) {
				seq[seat]++
				o.Seat, o.Leader, o.Seq = uint8(seat), game.AI, seq[seat]
				in.Orders = append(in.Orders, o)
			}
		}
		w.Step(in)
	}
}

func FuzzReadTurn(f *testing.F) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(f, err)
	var v game.View
	game.New(s, 1).View(0, &v)
	f.Add(guest.AppendTurn(nil, &v, []game.Talk{{Text: "x"}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		v, talk, err := guest.ReadTurn(b)
		if err == nil {
			_, _, err = guest.ReadTurn(guest.AppendTurn(nil, v, talk))
			require.NoError(t, err)
		}
	})
}

func FuzzReadOrders(f *testing.F) {
	f.Add(guest.AppendOrders(nil, []game.Order{{Kind: game.Move, X: 7}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		orders, err := guest.ReadOrders(b, nil)
		if err == nil {
			require.Equal(t, b, guest.AppendOrders(nil, orders))
		}
	})
}
