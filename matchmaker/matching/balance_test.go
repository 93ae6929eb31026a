package matching

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// cluster is shards and matches whose true costs nobody tells the Balancer.
type cluster struct {
	b       Balancer
	now     time.Time
	shards  []Candidate
	matches []Hosted
	cost    map[string]int // by match: percent
	base    map[string]int // by shard: percent that have nothing to do with its matches
	silent  string         // a shard of a release that does not say how strained it is
	moved   map[string][]time.Time
	moves   []Move
}

func newCluster(shards ...string) *cluster {
	c := &cluster{
		now: time.Unix(1e9, 0), cost: map[string]int{}, base: map[string]int{}, moved: map[string][]time.Time{},
	}
	for _, id := range shards {
		c.shards = append(c.shards, Candidate{Shard: Shard{ID: id, Capacity: 100}, Rules: "r", Machine: id})
	}
	return c
}

// runs begins n matches on a shard, of so many percent each.
func (c *cluster) runs(shard string, n, cost int) {
	for range n {
		m := Hosted{Match: fmt.Sprint("m", len(c.matches)+1), Shard: shard}
		c.matches, c.cost[m.Match] = append(c.matches, m), cost
	}
}

// measure has all shards tell how they do, 5 s later.
func (c *cluster) measure() {
	c.now = c.now.Add(5 * time.Second)
	for i := range c.shards {
		s := &c.shards[i]
		s.Load, s.Strain = 0, Strain{Busy: c.base[s.ID], Measured: c.now.UnixMilli()}
		if s.ID == c.silent {
			s.Strain.Measured = 0
		}
		for _, m := range c.matches {
			if m.Shard == s.ID {
				s.Load++
				s.Strain.Busy += c.cost[m.Match]
			}
		}
	}
}

// round is one round, and has what is decided be done at once.
func (c *cluster) round() (moves []Move, strained []Overload) {
	moves, strained = c.b.Round(c.now, c.shards, c.matches)
	for _, m := range moves {
		c.moves = append(c.moves, m)
		c.moved[m.Match] = append(c.moved[m.Match], c.now)
		i := slices.IndexFunc(c.matches, func(h Hosted) bool { return h.Match == m.Match })
		c.matches[i].Shard = m.To
		c.b.Done(m.Match, false)
	}
	return moves, strained
}

// pass is n measures of 5 s, each told five times.
func (c *cluster) pass(n int) {
	for range n {
		c.measure()
		for range 5 {
			c.round()
		}
	}
}

// hold has somebody else do something with matches.
func hold(matches []Hosted) {
	for i := range matches {
		matches[i].Held = true
	}
}

func (c *cluster) strain(shard string) int {
	return c.shards[slices.IndexFunc(c.shards, func(s Candidate) bool { return s.ID == shard })].Strain.Percent()
}

func TestMatchesLeaveAStrainedShardAFewAtATimeUntilItIsEased(t *testing.T) {
	c := newCluster("a", "b")
	c.runs("a", 20, 5)
	c.pass(strainedMeasures - 1)
	require.Empty(t, c.moves, "it may pass")
	c.measure()
	moves, strained := c.round()
	require.Len(t, moves, maxMoves)
	why := "its process takes 100 % of its machine's processors"
	require.Equal(t, Move{"m20", "a", "b", BusyProcessors, why}, moves[0])
	require.Equal(t, []Overload{{Shard: "a", Why: why}}, strained)
	for range 9 {
		moves, _ = c.round()
		require.Empty(t, moves, "the same measure says nothing of what has been moved")
	}
	c.pass(40)
	require.Less(t, c.strain("a"), easedAt)
	require.Less(t, c.strain("b"), easedAt)
	require.Len(t, c.moves, 9, "from 100 % to 55 %, and not to evenness")
	_, strained = c.round()
	require.Empty(t, strained)
}

func TestWhatPassesByItselfMovesNothing(t *testing.T) {
	c := newCluster("a", "b")
	c.runs("a", 10, 1)
	for range 100 {
		c.base["a"] = 200
		c.pass(strainedMeasures - 1)
		c.base["a"] = 0
		c.pass(1)
	}
	require.Empty(t, c.moves)
}

// The registry has stood still, and with it what it tells of the shards.
func TestAnOldMeasureMovesNothing(t *testing.T) {
	c := newCluster("a", "b")
	c.runs("a", 20, 6)
	c.pass(1)
	for range 1000 {
		c.now = c.now.Add(time.Second)
		c.round()
	}
	require.Empty(t, c.moves)
	c.pass(strainedMeasures)
	require.Len(t, c.moves, maxMoves)
	for range 1000 {
		c.now = c.now.Add(time.Second)
		c.round()
	}
	require.Len(t, c.moves, maxMoves)
}

func TestNothingIsMovedWhereThatWouldHelpNobody(t *testing.T) {
	const best = "no other shard can take one; the best one, b: "
	for _, v := range []struct {
		name  string
		does  func(*cluster)
		stuck string
	}{
		{
			"equally strained", func(c *cluster) { c.runs("b", 10, 10) },
			best + "it would be strained by 110 % then, and less than 60 % is wanted",
		},
		{
			"less strained, and not enough", func(c *cluster) { c.runs("b", 5, 11) },
			best + "it would be strained by 65 % then, and less than 60 % is wanted",
		},
		{
			"one heavy match", func(c *cluster) { c.matches = nil; c.runs("a", 1, 100) },
			best + "it would be strained by 100 % then, and less than 60 % is wanted",
		},
		{
			"the same machine", func(c *cluster) { c.shards[1].Machine = "a" },
			best + "it has the same machine's processors",
		},
		{
			"far away", func(c *cluster) { c.shards[1].Region = "far" },
			best + "it is in another region",
		},
		{
			"full", func(c *cluster) { c.shards[1].Capacity = 0 },
			best + "it is full: it runs 0 matches of 0",
		},
		{"it says nothing of itself", func(c *cluster) { c.silent = "b" }, best + "it has not told how strained it is"},
		{"alone", func(c *cluster) { c.shards = c.shards[:1] }, "there is no other shard"},
		{"it gives none", func(c *cluster) { c.shards[0].Closed = "it is draining" }, "it is draining"},
		{
			"none may be moved", func(c *cluster) { hold(c.matches) },
			"each of its matches was moved or tried lately, or cannot be moved now",
		},
	} {
		t.Run(v.name, func(t *testing.T) {
			c := newCluster("a", "b")
			c.runs("a", 10, 10)
			v.does(c)
			c.pass(50)
			require.Empty(t, c.moves)
			_, strained := c.round()
			i := slices.IndexFunc(strained, func(o Overload) bool { return o.Shard == "a" })
			require.Equal(t, v.stuck, strained[i].Stuck)
		})
	}
}

// It was strained, and is not eased yet; two matches are left, and the other would be worse off with one of them.
func TestTheOtherIsNotToBeWorseOff(t *testing.T) {
	c := newCluster("a", "b")
	c.runs("a", 2, 33)
	c.base["a"], c.base["b"] = 15, 20
	c.pass(2 * strainedMeasures)
	c.base["a"] = 0
	c.pass(50)
	require.Empty(t, c.moves)
	d := Destinations(&c.shards[0], c.shards)
	require.Equal(t, "it would be strained more than shard a then: 53 %, and 33 %", d[0].Unfit)
	_, strained := c.round()
	require.Empty(t, strained, "it is as good as can be had, and nobody is alarmed for it")
}

// A shard that comes anew is empty. It gets no match for being so.
func TestNothingIsMovedForEvenness(t *testing.T) {
	c := newCluster("a", "b", "new")
	c.runs("a", 10, 7)
	c.runs("b", 10, 7)
	for i := range 100 { // more and less than average, by turns
		c.base["a"], c.base["b"] = 9*(i%2), 9*(1-i%2)
		c.pass(strainedMeasures)
	}
	require.Empty(t, c.moves)
}

func TestAMatchRestsAfterAMoveWhoeverMadeIt(t *testing.T) {
	c := newCluster("a", "b")
	c.runs("a", 3, 20)
	c.pass(1)
	byHand := c.now
	for i := range c.matches { // an operator's, to a shard that will be strained by them
		c.matches[i].Shard = "b"
	}
	c.base["b"] = 40
	c.pass(int(matchRests / (5 * time.Second)))
	require.Empty(t, c.moves)
	c.pass(2)
	require.NotEmpty(t, c.moves)
	for _, m := range c.moves {
		require.Greater(t, c.moved[m.Match][0].Sub(byHand), matchRests)
	}
}

// What a shard refuses to hand over is not asked for again and again.
func TestAMoveThatFailsRests(t *testing.T) {
	c := newCluster("a", "b")
	c.runs("a", 3, 30)
	tried, stuck := map[string]int{}, map[string]int{}
	for range matchRests / (5 * time.Second) {
		c.measure()
		for range 5 {
			moves, strained := c.b.Round(c.now, c.shards, c.matches)
			for _, o := range strained {
				stuck[o.Stuck]++
			}
			for _, m := range moves {
				tried[m.Match]++
				c.b.Done(m.Match, true)
			}
		}
	}
	require.Equal(t, map[string]int{"m1": 1, "m2": 1, "m3": 1}, tried)
	require.Positive(t, stuck["no other shard can take one; the best one, b: "+
		"a match that was to go there a moment ago was not handed over"])
}

// The best shard takes no match, as where the two cannot reach each other. It is not tried with each of them: they go
// to the next best one, and it gets another chance now and then.
func TestAShardThatTakesNothingIsNotTriedWithEachMatch(t *testing.T) {
	c := newCluster("a", "b", "c")
	c.runs("a", 50, 2)
	c.base["c"] = 45
	tried := map[string]int{}
	for range 5 * time.Minute / (5 * time.Second) {
		c.measure()
		moves, _ := c.b.Round(c.now, c.shards, c.matches)
		for _, m := range moves {
			tried[m.To]++
			if m.To == "c" {
				c.matches[slices.IndexFunc(c.matches, func(h Hosted) bool { return h.Match == m.Match })].Shard = "c"
			}
			c.b.Done(m.Match, m.To == "b")
		}
	}
	require.LessOrEqual(t, tried["b"], maxMoves*5)
	require.Greater(t, tried["b"], maxMoves)
	require.Equal(t, 7, tried["c"], "45 % to 59 %")
}

// A move that takes long holds up others: there are never more under way than a few.
func TestMovesThatHangHoldUpOthers(t *testing.T) {
	c := newCluster("a", "b", "c")
	c.runs("a", 20, 6)
	c.runs("b", 20, 6)
	n := 0
	for range 200 {
		c.measure()
		moves, _ := c.b.Round(c.now, c.shards, c.matches)
		n += len(moves)
	}
	require.Equal(t, maxMoves, n)
}

// Whatever matches cost and shards suffer beside them, moves are few, never to a shard that is strained, or to and fro,
// and where there is room in plenty nobody stays strained.
func TestBalanceOfAnyClusterIsFoundAndKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ids []string
		for i := range rapid.IntRange(1, 5).Draw(t, "shards") {
			ids = append(ids, fmt.Sprint("s", i))
		}
		c := newCluster(ids...)
		for _, id := range ids {
			c.base[id] = rapid.IntRange(0, 30).Draw(t, "base")
			for range rapid.IntRange(0, 15).Draw(t, "matches") {
				c.runs(id, 1, rapid.IntRange(1, 20).Draw(t, "cost"))
			}
		}
		const settled = 400 // measures of 5 s
		for range settled {
			c.measure()
			before := map[string]int{}
			for _, id := range ids {
				before[id] = c.strain(id)
			}
			moves, _ := c.round()
			require.LessOrEqual(t, len(moves), maxMoves)
			for _, m := range moves {
				require.Less(t, before[m.To], easedAt)
				require.GreaterOrEqual(t, before[m.From], easedAt)
			}
		}
		for match, at := range c.moved {
			for i := range at[1:] {
				require.GreaterOrEqual(t, at[i+1].Sub(at[i]), matchRests, match)
			}
		}
		n := len(c.moves)
		for range settled / 4 {
			c.measure()
			c.round()
		}
		require.Len(t, c.moves, n, "in the end nothing moves any more")
		least := 1000
		for _, id := range ids {
			least = min(least, c.strain(id))
		}
		for _, id := range ids {
			if c.strain(id) >= strainedAt {
				require.GreaterOrEqual(t, least+20, easedAt-20, "%s stays strained, and another has room", id)
			}
		}
	})
}
