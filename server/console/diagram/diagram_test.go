package diagram

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/server/observe"
)

// said puts a key and its pairs behind each other.
func said(key string, pairs ...string) string {
	return strings.TrimPrefix(key, "console.") + " " + strings.Join(pairs, " ")
}

func linked(node string) string { return "?node=" + node }

// system is one of so many shards with so many matches each; the next shard stands by.
func system(shards, matches int) *observe.State {
	s := &observe.State{At: time.Unix(1_790_000_000, 0)}
	for i := range shards {
		s.Nodes = append(s.Nodes, observe.Node{
			ID: fmt.Sprint("shard-", i+1), Kind: observe.Shards, Health: observe.Up, Capacity: 50, Stands: true,
			Load: matches,
		})
		for j := range matches {
			s.Matches = append(s.Matches, observe.Match{
				ID: fmt.Sprintf("m%d-%d", i+1, j+1), Owner: fmt.Sprint("shard-", i+1),
				Standby: fmt.Sprint("shard-", (i+1+j)%shards+1), Ready: true,
			})
		}
		for k := range i {
			s.Links = append(s.Links, observe.Link{A: fmt.Sprint("shard-", k+1), B: fmt.Sprint("shard-", i+1), RTT: 1})
		}
	}
	s.Nodes = append(s.Nodes, observe.Node{ID: "queue-1", Kind: observe.Matchmakers, Health: observe.Up, Leads: true},
		observe.Node{ID: "journal", Kind: observe.Journal, Health: observe.Up})
	return s
}

// element is one of a drawing.
type element struct {
	name  string
	attrs map[string]string
	text  string // in it, and in what is in it
}

// elements reads a drawing, which must be well-formed.
func elements(t *testing.T, drawing string) (all []*element) {
	in := xml.NewDecoder(strings.NewReader(drawing))
	var open []*element
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			require.Empty(t, open)
			return all
		}
		require.NoError(t, err)
		switch v := token.(type) {
		case xml.StartElement:
			e := &element{name: v.Name.Local, attrs: map[string]string{}}
			for _, a := range v.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			all, open = append(all, e), append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			for _, e := range open {
				e.text += string(v)
			}
		}
	}
}

func classed(all []*element, class string) (some []*element) {
	for _, e := range all {
		if strings.Contains(" "+e.attrs["class"]+" ", " "+class+" ") {
			some = append(some, e)
		}
	}
	return some
}

func TestEveryMatchIsOnTheRingWithItsStandby(t *testing.T) {
	s := system(3, 4)
	all := elements(t, Ring(s, Options{Say: said, Link: linked}))
	require.Len(t, classed(all, "shard"), 3)
	dots := classed(all, "match")
	require.Len(t, dots, 12)
	require.Contains(t, dots[0].text, "topology.match match m1-1 owner shard-1 standby")
	require.Equal(t, 12-len(alike(s)), strings.Count(classed(all, "chords")[0].attrs["d"], "M"))
	require.Len(t, classed(all, "link"), 3)
	require.Len(t, classed(all, "support"), 2)
	places := map[string]bool{}
	for _, dot := range dots {
		require.False(t, places[dot.attrs["d"]], "two matches are not at one place")
		places[dot.attrs["d"]] = true
	}
}

// alike are matches whose standby would be their owner, which no system has.
func alike(s *observe.State) (all []string) {
	for _, m := range s.Matches {
		if s.Node(m.Standby) == nil {
			all = append(all, m.ID)
		}
	}
	return all
}

// What is wrong is told by a sign and in words, not by colour alone.
func TestWhatIsWrongHasASign(t *testing.T) {
	s := system(3, 2)
	s.Nodes[1].Health = observe.Ended
	s.Matches[0].Standby = ""
	s.Links[1].DeafA, s.Links[1].DeafB = true, true
	all := elements(t, Ring(s, Options{Say: said, Link: linked}))
	shards := classed(all, "shard")
	require.Contains(t, shards[1].text, "× shard-2")
	require.Contains(t, shards[1].text, "health.ended")
	require.Len(t, classed(classed(all, "match"), "bad"), 2)
	require.Len(t, classed(classed(all, "match"), "alone"), 1)
	signs := classed(all, "on")
	require.Len(t, signs, 3)
	require.Equal(t, "!", signs[0].text)
	require.Equal(t, "×", signs[1].text)
	broken := classed(classed(all, "link"), "bad")
	require.Len(t, broken, 1)
	require.Contains(t, broken[0].text, "topology.link_parted a shard-1 b shard-3")
	require.Contains(t, broken[0].text, "×")
}

// Names come from outside: they are text.
func TestNamesAreText(t *testing.T) {
	evil := `"><script>alert(1)</script>%`
	s := system(2, 2)
	s.Nodes[0].ID, s.Nodes[2].ID = evil, evil+"2"
	for i := range s.Matches {
		s.Matches[i].ID = evil + s.Matches[i].ID
		s.Matches[i].Owner = evil
	}
	s.Links = []observe.Link{{A: evil, B: "shard-2", DeafA: true}}
	drawing := Ring(s, Options{Say: said, Link: linked})
	for _, e := range elements(t, drawing) {
		require.NotEqual(t, "script", e.name)
		for name := range e.attrs {
			require.NotContains(t, name, "on")
		}
	}
	events := []observe.Event{{At: s.At.UnixMilli(), What: observe.Died, Node: evil}}
	strip := Timeline(events, s.At.Add(-time.Minute), s.At, said, func(int64) string { return evil })
	require.Len(t, classed(elements(t, strip), "tick"), 1)
}

// A match stays where it is when another one comes or goes, and the drawing of one state is one.
func TestDotsStay(t *testing.T) {
	s := system(4, 10)
	o := Options{Say: said, Link: linked}
	require.Equal(t, Ring(s, o), Ring(s, o))
	at := func(s *observe.State) map[string]string {
		places := map[string]string{}
		for _, dot := range classed(elements(t, Ring(s, o)), "match") {
			places[dot.text] = dot.attrs["d"]
		}
		return places
	}
	before := at(s)
	s.Matches = append(s.Matches[:7:7], s.Matches[8:]...)
	moved := 0
	for match, place := range at(s) {
		if before[match] != place {
			moved++
		}
	}
	require.LessOrEqual(t, moved, 3)
}

// A system of any size is drawn within the picture, and a large one in few elements.
func TestAnySystemIsDrawn(t *testing.T) {
	for _, size := range [][2]int{{0, 0}, {1, 0}, {1, 1}, {1, 400}, {2, 3}, {50, 20}, {100, 50}} {
		s := system(size[0], size[1])
		drawing := Ring(s, Options{Say: said, Link: linked})
		require.NotContains(t, drawing, "NaN")
		all := elements(t, drawing)
		require.Len(t, classed(all, "shard"), size[0])
		if size[0]*size[1] > manyMatches {
			require.Less(t, len(all), 20+5*size[0])
			dots := 0
			for _, e := range classed(all, "match") {
				dots += strings.Count(e.attrs["d"], "M")
			}
			require.Equal(t, size[0]*size[1], dots)
		}
	}
}

func TestAChosenNodeShowsItsOwn(t *testing.T) {
	s := system(4, 5)
	all := elements(t, Ring(s, Options{Say: said, Link: linked, Node: "shard-1"}))
	require.Len(t, classed(all, "chosen"), 1)
	own := 0
	for _, m := range s.Matches {
		if m.Owner == "shard-1" || m.Standby == "shard-1" {
			own++
		}
	}
	require.Equal(t, own, strings.Count(classed(all, "chords")[0].attrs["d"], "M"))
	require.Len(t, classed(classed(all, "match"), "pale"), 20-own)
}

func TestTheTimelineShowsWhatHappenedWithin(t *testing.T) {
	to := time.UnixMilli(1_790_000_000_000)
	events := []observe.Event{
		{At: to.Add(-2 * time.Hour).UnixMilli(), What: observe.Died, Node: "early"},
		{At: to.Add(-30 * time.Minute).UnixMilli(), What: observe.TookSilent, Node: "a", Other: "b", N: 4, For: 310},
	}
	strip := Timeline(events, to.Add(-time.Hour), to, said, func(at int64) string { return fmt.Sprint("?at=", at) })
	ticks := classed(elements(t, strip), "tick")
	require.Len(t, ticks, 1)
	require.True(t, strings.HasPrefix(ticks[0].attrs["d"], "M500 "), ticks[0].attrs["d"])
	require.Contains(t, ticks[0].text, "for 310 ms")
}

func BenchmarkRing(b *testing.B) {
	s := system(50, 20)
	o := Options{Say: said, Link: linked}
	size := 0
	for b.Loop() {
		size = len(Ring(s, o))
	}
	b.ReportMetric(float64(size), "bytes")
}

// What went wrong holds addresses at times. Who may look at the strip is not told them.
func TestTheStripTellsNoAddresses(t *testing.T) {
	at := time.UnixMilli(1_790_000_000_000)
	drawing := Timeline([]observe.Event{{
		Number: 1, At: at.UnixMilli(), What: observe.DatabaseAway, Node: "queue-1",
		Why: "dial tcp 10.0.0.5:5432: refused",
	}}, at.Add(-time.Minute), at.Add(time.Minute), said, func(int64) string { return "?" })
	require.Contains(t, drawing, "dial tcp (address): refused")
	require.NotContains(t, drawing, "10.0.0.5")
}

// What a plan has done is full and what comes is an outline; texts are escaped, and what lasts is as long as it lasts.
func TestAPlanIsDrawn(t *testing.T) {
	d := Plan(&api.ClusterPlan{At: 5000, For: 10_000, Steps: []api.ClusterStep{
		{At: 1000, Words: "kill <shard-1>", Done: true}, {At: 6000, Lasts: 2000, Words: "cut a b"},
	}}, func(key string, pairs ...string) string { return key + strings.Join(pairs, " ") })
	require.Contains(t, d, `<rect class="done" x="100" y="2" width="4" height="9"><title>1s kill &lt;shard-1&gt;</title>`)
	require.Contains(t, d, `<rect class="next" x="600" y="13" width="200" height="9">`)
	require.Contains(t, d, `<path class="now" d="M500 0V34"/>`)
	require.Contains(t, d, "done 1 all 2")
	require.NotContains(t, Plan(&api.ClusterPlan{}, func(string, ...string) string { return "" }), "NaN")
}
