package env

import (
	"muster/ai/lines"
	"muster/game"
)

// Field is an array of a frame.
type Field struct {
	Name    string   `json:"name"`
	Type    string   `json:"type"` // u1, u4, i4, u8, f4: by its bytes
	Shape   []int    `json:"shape"`
	Offset  int      `json:"offset"` // in the frame's body
	Columns []string `json:"columns,omitempty"`
}

// The columns. Numbers of kinds are indexes into the rules' kinds, orders into the header's verbs.
var (
	squadColumns = []string{
		"there",  // 1; 0 in the rows of a team that has fewer squads
		"seat",   // whose it is
		"kind",   //
		"alive",  // men; 0 also before it arrives
		"x", "y", // cells: the middle of its men
		"hp",           // of a man, in the mean
		"suppression",  // the same, in percent
		"morale",       // percent
		"level",        // 0 to 3
		"broken",       // 1 while it runs
		"ready",        // 1 when it can throw smoke or a grenade
		"order",        // what it does
		"to_x", "to_y", // cells: where, for orders that need a place
		"target", // point, friend's number or enemy's id, for orders that need one; else -1
		"queue",  // orders that wait behind it
		"formation", "stance",
		"moving", "firing", "pinned", "in_cover", "fleeing", "aboard", "working", // shares of its men
		"refusal", // what became of the order of this step; 0 if it was obeyed or there was none
	}
	seenColumns = []string{
		"there", "id", "kind", "team", "x", "y", "facing", "hp", "suppression",
		"moving", "firing", "pinned", "in_cover", "fleeing", "aboard", "working", // 1 or 0
	}
	pointColumns = []string{
		"owner", "taker", // teams, -1 for nobody
		"progress",  // percent
		"contested", // 1 or 0
		"ours",      // 1; -1 for another team's, 0 for nobody's
	}
)

// flags are those of units, by game's bits.
const flags = 7

// sizes are what the shapes are made of.
type sizes struct {
	Worlds int `json:"worlds"`
	Teams  int `json:"teams"` // that the learner leads
	Squads int `json:"squads"`
	Seen   int `json:"seen"`
	Points int `json:"points"`
	Scores int `json:"scores"` // the scenario's teams
	Verbs  int `json:"verbs"`
}

// layout is where everything stands in a frame.
type layout struct {
	sizes
	Size   int
	Fields []Field
	at     map[string]int // offsets
}

func newLayout(c *Config) *layout {
	sc := &c.Setup.Scenario
	l := &layout{at: map[string]int{}, sizes: sizes{
		Worlds: c.Worlds, Teams: len(c.Teams), Points: len(sc.Points), Scores: len(sc.Teams),
		Verbs: int(game.OrderKinds),
	}}
	for _, team := range c.Teams {
		squads, enemies := 0, 0
		for _, q := range sc.Squads {
			if sc.Seats[q.Seat].Team == team {
				squads++
			} else {
				enemies += int(q.Count) // who is bought back takes the place of one who fell
			}
		}
		l.Squads, l.Seen = max(l.Squads, squads), max(l.Seen, enemies)
	}
	w, t := l.Worlds, l.Teams
	l.add("seed", "u8", nil, w)
	l.add("hash", "u8", nil, w)
	l.add("tick", "u4", nil, w)
	l.add("played", "u4", nil, w)
	l.add("winner", "i4", nil, w)
	l.add("reason", "u4", nil, w)
	l.add("reward", "f4", nil, w, t)
	l.add("supply", "f4", nil, w, t)
	l.add("scores", "f4", nil, w, t, l.Scores)
	l.add("squads", "f4", squadColumns, w, t, l.Squads, len(squadColumns))
	l.add("seen", "f4", seenColumns, w, t, l.Seen, len(seenColumns))
	l.add("points", "f4", pointColumns, w, t, l.Points, len(pointColumns))
	l.add("terminated", "u1", nil, w)
	l.add("truncated", "u1", nil, w)
	l.add("mask", "u1", nil, w, t, l.Squads, l.Verbs)
	return l
}

// add puts an array behind the others: those of larger numbers come first, so that each stands where its type may.
func (l *layout) add(name, kind string, columns []string, shape ...int) {
	l.Fields = append(l.Fields, Field{name, kind, shape, l.Size, columns})
	l.at[name] = l.Size
	size := int(kind[1] - '0')
	for _, n := range shape {
		size *= n
	}
	l.Size += size
}

// Verb is what a squad may be told.
type Verb struct {
	Name  string     `json:"name"`
	Needs lines.Need `json:"needs"`
}

// Agent is a seat that the learner leads.
type Agent struct {
	Seat uint8 `json:"seat"`
	Team uint8 `json:"team"`
	Row  int   `json:"row"` // of the team among the learner's
}

// Header is what a client is told first: all that never changes.
type Header struct {
	Version    int          `json:"version"`
	Ticks      int          `json:"ticks"` // of a step
	Steps      int          `json:"steps"` // after which a game is truncated; 0 for never
	Sizes      sizes        `json:"sizes"`
	Size       int          `json:"size"` // of a frame's body
	Fields     []Field      `json:"fields"`
	Teams      []int        `json:"teams"`
	Agents     []Agent      `json:"agents"`
	Verbs      []Verb       `json:"verbs"`
	Stances    []string     `json:"stances"`
	Formations []string     `json:"formations"`
	Refusals   []string     `json:"refusals"`
	Reasons    []string     `json:"reasons"`
	Grid       Grid         `json:"grid"`
	Begin      *lines.Begin `json:"begin"` // scenario, rules and map, as "muster lines" has them
}

// header is that of an environment.
func (c *Config) header(l *layout) *Header {
	h := &Header{
		Version: Version, Ticks: c.Ticks, Steps: c.Steps, Sizes: l.sizes, Size: l.Size, Fields: l.Fields,
		Agents:  []Agent{},
		Stances: names(game.Stances), Formations: names(game.Formations), Refusals: names(game.Refusals),
		Reasons: names(game.EndReasons), Grid: gridOf(c.Setup), Begin: lines.Scene(c.Setup, c.Teams[0]),
	}
	for _, team := range c.Teams {
		h.Teams = append(h.Teams, int(team))
	}
	for k := range game.OrderKinds {
		h.Verbs = append(h.Verbs, Verb{k.String(), lines.Needs[k]})
	}
	for row, team := range c.Teams {
		for seat, s := range c.Setup.Scenario.Seats {
			if s.Team == team {
				h.Agents = append(h.Agents, Agent{uint8(seat), team, row})
			}
		}
	}
	return h
}

// names are those of a closed list.
func names[K interface {
	~uint8
	String() string
}](n K,
) (all []string) {
	for k := range n {
		all = append(all, k.String())
	}
	return all
}
