package ui

import (
	"fmt"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// newUI measures letters as half as wide as they are high.
func newUI() *UI {
	u := New(func(s string, size float64) float64 { return float64(utf8.RuneCountInString(s)) * size / 2 }, nil)
	u.Begin(640, 360, Input{Pointer: Point{-1, -1}})
	return u
}

// written are the texts that were written, and whether each was shortened.
func written(u *UI) (all []Command) {
	for _, c := range u.Commands {
		if c.Do == Write {
			all = append(all, c)
		}
	}
	return all
}

func TestATextThatIsTooLongGetsSmallerBeforeItIsShortened(t *testing.T) {
	u := newUI()
	u.Text(Rect{W: 80, H: 20}, "0123456789", Usual, Left, Body)
	u.Text(Rect{W: 70, H: 20}, "0123456789", Usual, Left, Body)
	u.Text(Rect{W: 40, H: 20}, "0123456789", Usual, Left, Body)
	all := written(u)
	require.Equal(t, "0123456789", all[0].Text)
	require.EqualValues(t, Usual, all[0].Size)
	require.Equal(t, "0123456789", all[1].Text)
	require.EqualValues(t, 14, all[1].Size)
	require.Equal(t, "01234…", all[2].Text)
	require.Equal(t, "0123456789", all[2].Whole)
	require.EqualValues(t, least, all[2].Size)
}

func TestAShortenedTextIsReadWholeUnderThePointer(t *testing.T) {
	u := newUI()
	u.Begin(640, 360, Input{Pointer: Point{20, 20}})
	u.Press("b", Rect{W: 60, H: 40}, "a name that is too long", "what it does", true)
	require.Equal(t, "a name that is too long\nwhat it does", u.Hint)
	u.Block()
	require.Empty(t, u.Hint, "of what lies under a dialog nothing is said")
}

func TestNoLineBeginsWithTheDotBetweenTwoParts(t *testing.T) {
	u := newUI()
	for width := 70.0; width < 200; width += 5 {
		for _, line := range u.Wrap("click to select · right-click to order · F1 for help", 10, width) {
			require.NotEqual(t, '·', []rune(line)[0], "in a width of %v: %q", width, line)
		}
	}
	require.Equal(t, []string{"click to select ·", "right-click"}, u.Wrap("click to select · right-click", 10, 85))
}

func TestTwoTextsOnALineShareItByNeed(t *testing.T) {
	for _, s := range []struct{ name, value, wantName, wantValue string }{
		{"short", "a value that takes most", "short", "a value that takes most"},
		{"a name that takes most of it", "value", "a name that takes most of it", "value"},
	} {
		u := newUI()
		u.Pair(Rect{W: 280, H: 20}, Span{s.name, Usual, Body}, Span{s.value, Usual, Body})
		all := written(u)
		require.Equal(t, []string{s.wantValue, s.wantName}, []string{all[0].Text, all[1].Text})
		require.LessOrEqual(t, all[1].R.X+all[1].R.W, all[0].R.X, "they do not touch")
	}
	u := newUI()
	u.Pair(Rect{W: 200, H: 20}, Span{"a name that is much too long", Usual, Body}, Span{
		"and a value that is too long", Usual, Body,
	})
	all := written(u)
	require.NotEmpty(t, all[0].Whole)
	require.NotEmpty(t, all[1].Whole)
	require.EqualValues(t, 100, all[0].R.W)
}

func TestAChoiceHasAnArrowForEachWay(t *testing.T) {
	r, values := Rect{X: 10, Y: 10, W: 300, H: 40}, []string{"one", "a longer one", "three"}
	u := newUI()
	_, less, value, more := u.chooser(r, "Name", values)
	press := func(at Point, now int) int {
		u.Begin(640, 360, Input{Pointer: at, Down: true, Held: true})
		now = u.Choice("c", r, "Name", "", values, now)
		u.End()
		return now
	}
	require.Equal(t, 2, press(less.Mid(), 0))
	require.Equal(t, 1, press(more.Mid(), 0))
	require.Equal(t, 1, press(value.Mid(), 0), "who clicks the value goes on")
	require.Equal(t, 1, press(Point{r.X + 5, r.Mid().Y}, 0), "and so does who clicks the name")
	var signs []string
	for _, c := range written(u) {
		signs = append(signs, c.Text)
	}
	require.Contains(t, signs, "‹")
	require.Contains(t, signs, "›")
	for now := range values {
		_, again, _, _ := u.chooser(r, "Name", values)
		require.Equal(t, less, again, "the arrows stay where they are at %d", now)
	}
}

func TestAFieldKeepsItsLabel(t *testing.T) {
	for _, text := range []string{"", "Ada", "somebody whose name is as long as it may be"} {
		u := newUI()
		u.Begin(640, 360, Input{Pointer: Point{-1, -1}})
		u.Field("f", Rect{W: 300, H: 40}, "Your name", text, 60)
		all := written(u)
		require.Equal(t, "Your name", all[0].Text)
		if text != "" {
			require.Len(t, all, 2)
			require.LessOrEqual(t, all[0].R.X+all[0].R.W, all[1].R.X)
			require.Empty(t, all[1].Whole, "its end is shown")
		}
	}
}

func TestThingsFlowIntoRows(t *testing.T) {
	for _, s := range []struct {
		wide  float64
		needs []float64
		rows  string
	}{
		{400, []float64{100, 100, 100}, "[0 0 0]"},
		{320, []float64{100, 100, 100}, "[0 0 0]"},
		{300, []float64{100, 100, 100, 100}, "[0 0 1 1]"},
		{210, []float64{100, 100, 100}, "[0 0 1]"},
		{50, []float64{100, 20, 20}, "[0 1 1]"},
		{587.8, []float64{143.6, 103.3, 136.2, 60.2, 104.5}, "[0 0 0 0 0]"}, // just so wide, but for rounding
	} {
		places := Flow(Rect{X: 5, Y: 7, W: s.wide, H: 0}, 30, 10, s.needs)
		var rows []int
		for i, p := range places {
			rows = append(rows, int(p.Y-7)/40)
			require.LessOrEqual(t, p.X+p.W, 5+s.wide+0.01)
			if s.needs[i] <= s.wide {
				require.GreaterOrEqual(t, p.W+0.01, s.needs[i], "%v", s)
			}
		}
		require.Equal(t, s.rows, fmt.Sprint(rows), "%v", s.wide)
	}
}
