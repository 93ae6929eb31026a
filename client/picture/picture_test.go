package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
)

func setup(t testing.TB, scenario string) *game.Setup {
	s, err := assets.Embedded().Setup(scenario)
	require.NoError(t, err)
	return s
}

// posed is the beginning of a battle with something of everything in it. It does not depend on how anybody fights.
func posed(s *game.Setup) *game.View {
	v := &game.View{}
	game.New(s, 1).View(game.All, v)
	for i := range v.Units {
		u := &v.Units[i]
		u.X, u.Y = (u.X*3+uint16(s.Map.W)*game.ViewStep/2)/4, (u.Y*3+uint16(s.Map.H)*game.ViewStep/2)/4
		if i%7 == 3 {
			u.HP = 0
		}
	}
	for i := range v.Points {
		v.Points[i] = game.PointView{Owner: int8(i%3) - 1, Taker: int8(i % 2), Progress: uint8(30 * i)}
	}
	w, h := uint16(s.Map.W), uint16(s.Map.H)
	v.Marks = []game.Mark{
		{X: w / 2, Y: h / 2, Kind: game.Cloud, What: 5},
		{X: w / 3, Y: h / 3, Kind: game.Mine, What: 1},
		{X: w / 4, Y: h / 2, Kind: game.Altered, What: 11},
		{X: w/4 + 1, Y: h / 2, Kind: game.Altered, What: 11},
	}
	last := v.Units[len(v.Units)-1].ID
	v.CombatEvents = []game.CombatEvent{
		{Kind: game.Shot, Source: v.Units[0].ID, Target: last},
		{Kind: game.Blast, Source: w * game.ViewStep * 2 / 3, Target: h * game.ViewStep / 4},
	}
	return v
}

// The pictures are what they were, to the last pixel. MUSTER_UPDATE=1 writes them anew: look at them.
func TestGolden(t *testing.T) {
	for _, scenario := range []string{"duel", "village", "front"} {
		s := setup(t, scenario)
		b, err := New(s, 480, 480).PNG(posed(s))
		require.NoError(t, err)
		file := filepath.Join("testdata", scenario+".png")
		if os.Getenv("MUSTER_UPDATE") != "" {
			require.NoError(t, os.WriteFile(file, b, 0o600))
			continue
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		same(t, want, b, scenario)
	}
}

func same(t *testing.T, want, got []byte, what string) {
	a, b := decoded(t, want), decoded(t, got)
	require.Equal(t, a.Bounds(), b.Bounds(), what)
	for y := range a.Bounds().Max.Y {
		for x := range a.Bounds().Max.X {
			require.Equal(t, color.RGBAModel.Convert(a.At(x, y)), color.RGBAModel.Convert(b.At(x, y)),
				"%s at %d, %d", what, x, y)
		}
	}
}

func decoded(t *testing.T, b []byte) image.Image {
	m, err := png.Decode(bytes.NewReader(b))
	require.NoError(t, err)
	return m
}

// The same View gives the same bytes, whatever was drawn before, and by another painter too.
func TestSameViewSameBytes(t *testing.T) {
	s := setup(t, "village")
	p, v := New(s, 480, 480), posed(s)
	first, err := p.PNG(v)
	require.NoError(t, err)
	other := &game.View{}
	game.New(s, 9).View(0, other)
	team, err := p.PNG(other)
	require.NoError(t, err)
	require.NotEqual(t, first, team)
	for _, p := range []*Painter{p, New(s, 480, 480)} {
		again, err := p.PNG(v)
		require.NoError(t, err)
		require.Equal(t, first, again)
	}
}

// A picture fits into what it was given, with the map's shape, and things out of place do not stop it.
func TestFits(t *testing.T) {
	s := setup(t, "duel")
	for _, size := range []image.Point{
		{X: 480, Y: 480}, {X: 480, Y: 100}, {X: 1, Y: 1}, {X: 0, Y: -3}, {X: 1 << 20, Y: 1 << 20},
	} {
		p := New(s, size.X, size.Y)
		require.LessOrEqual(t, p.Size().X, max(1, size.X))
		require.LessOrEqual(t, p.Size().Y, max(1, size.Y))
		require.LessOrEqual(t, max(p.Size().X, p.Size().Y), maxSide)
		v := posed(s)
		v.Units[0].X, v.Units[0].Y = 65535, 65535
		v.Marks = append(v.Marks, game.Mark{X: 65535, Y: 65535, What: 255},
			game.Mark{X: 65535, Y: 3, Kind: game.Cloud, What: 255}, game.Mark{Kind: game.Altered, What: 255},
			game.Mark{X: 65535, Kind: game.Mine, What: 255})
		v.Points = append(v.Points, game.PointView{Owner: 100, Taker: 100, Progress: 255})
		v.Units[0].Kind, v.Units[0].Team = 255, 255
		require.NotNil(t, p.Draw(v))
	}
}

// Kinds of the rules that are shipped look different, and so do four teams without their colours.
func TestNothingIsToldByColourAlone(t *testing.T) {
	s := setup(t, "duel")
	require.LessOrEqual(t, len(s.Rules.Kinds), len(outlines))
	signs := map[string]bool{}
	for i := range s.Rules.Kinds {
		signs[Sign(i)] = true
	}
	require.Len(t, signs, len(s.Rules.Kinds))
	p, masks := New(s, 480, 480), map[string]bool{}
	for i := range outlines {
		masks[string(p.mask(shape(i), squadSize).Pix)] = true
	}
	require.Len(t, masks, len(outlines))
	grey := map[string]bool{}
	for team := range 5 {
		copy(p.frame.Pix, p.ground.Pix)
		p.inside(image.Pt(20, 20), team)
		grey[string(p.frame.Pix)] = true
	}
	require.Len(t, grey, 5)
}

// Looks at a fight of commanders in every scenario: MUSTER_PICTURES=DIR leaves the pictures there.
func TestFights(t *testing.T) {
	dir := os.Getenv("MUSTER_PICTURES")
	if dir == "" {
		t.Skip("MUSTER_PICTURES names no directory")
	}
	for _, scenario := range assets.Embedded().Scenarios() {
		s := setup(t, scenario)
		s.Scenario.Turns = game.Turns{} // a turn looks the same
		w, p := game.New(s, 1), New(s, 480, 480)
		fight(w, 1500)
		v := &game.View{}
		w.View(game.All, v)
		b, err := p.PNG(v)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "fight-"+scenario+".png"), b, 0o600))
	}
}

// fight has commanders lead all seats for so many ticks.
func fight(w *game.World, ticks int) {
	s := w.Setup()
	var chairs []ai.Commander
	numbers := make([]uint32, len(s.Scenario.Seats))
	for seat := range s.Scenario.Seats {
		chairs = append(chairs, ai.New(s, uint8(seat), uint64(seat)))
	}
	for n := range ticks {
		var in game.Input
		for seat := range chairs {
			if n == 0 {
				in.Seats = append(in.Seats, game.SeatChange{Seat: uint8(seat), Ticket: game.TicketID{uint8(seat + 1)}})
			}
		}
		for seat, c := range chairs {
			v := &game.View{}
			w.View(game.Audience(s.Scenario.Seats[seat].Team), v)
			for _, o := range c.Think(v, nil) {
				numbers[seat]++
				o.Seat, o.Leader, o.Seq = uint8(seat), game.Player, numbers[seat]
				in.Orders = append(in.Orders, o)
			}
		}
		w.Step(&in)
	}
}

func BenchmarkDraw(b *testing.B) {
	for _, scenario := range []string{"duel", "village", "front"} {
		s := setup(b, scenario)
		p, v := New(s, 480, 480), posed(s)
		b.Run(scenario+"/pixels", func(b *testing.B) {
			for b.Loop() {
				p.Draw(v)
			}
		})
		b.Run(scenario+"/png", func(b *testing.B) {
			n := 0
			for b.Loop() {
				f, err := p.PNG(v)
				require.NoError(b, err)
				n = len(f)
			}
			b.ReportMetric(float64(n), "bytes")
		})
	}
}
