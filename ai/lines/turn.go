package lines

import "muster/game"

// Turn is what a bot is given to see and to read.
type Turn struct {
	Tick    uint32   `json:"tick"`
	DueMS   int      `json:"due_ms" jsonschema_description:"how long the match waits for the answer"`
	Missed  int      `json:"missed" jsonschema_description:"turns that it was too late to be shown"`
	Units   []Unit   `json:"units"`
	Squads  []Squad  `json:"squads"`
	Points  []Point  `json:"points"`
	Scores  []uint32 `json:"scores"`
	Supply  uint32   `json:"supply"`
	Marks   []Mark   `json:"marks"`
	Events  []Event  `json:"events"`
	Answers []Answer `json:"answers"`
	Talk    []Talk   `json:"talk"`
	Lost    *Lost    `json:"lost,omitempty" jsonschema_description:"an answer that was not taken"`
	Clock   *Clock   `json:"clock,omitempty" jsonschema_description:"by turns: the turn that is planned"`
}

// Unit is one as the team sees it.
type Unit struct {
	ID          uint16   `json:"id"`
	Kind        string   `json:"kind"`
	Team        uint8    `json:"team"`
	Squad       int      `json:"squad" jsonschema_description:"-1 for another team's"`
	At          Place    `json:"at"`
	Facing      float64  `json:"facing"`
	HP          uint8    `json:"hp"`
	Suppression uint8    `json:"suppression"`
	Ammo        uint8    `json:"ammo"`
	Flags       []string `json:"flags"`
}

// Squad is one of the team's.
type Squad struct {
	ID        uint8  `json:"id"`
	Seat      uint8  `json:"seat" jsonschema_description:"whose it is: orders to others' squads are refused"`
	Kind      string `json:"kind"`
	Alive     uint8  `json:"alive"`
	At        *Place `json:"at,omitempty" jsonschema_description:"the middle of its men; missing while nobody is there"`
	Order     Task   `json:"order"`
	Queue     []Task `json:"queue"`
	Formation string `json:"formation"`
	Stance    string `json:"stance"`
	Morale    uint8  `json:"morale"`
	Level     uint8  `json:"level"`
	Broken    bool   `json:"broken"`
	Ready     bool   `json:"ready" jsonschema_description:"to throw smoke or a grenade"`
}

// Point is a capture point.
type Point struct {
	Owner     int8  `json:"owner"`
	Taker     int8  `json:"taker"`
	Progress  uint8 `json:"progress"`
	Contested bool  `json:"contested"`
}

// Mark is something on the map that was not there at the beginning.
type Mark struct {
	Kind    string `json:"kind"`
	At      Place  `json:"at"`
	Terrain string `json:"terrain,omitempty" jsonschema_description:"altered: what the cell is now"`
	Radius  uint8  `json:"radius,omitempty" jsonschema_description:"cloud"`
	Team    *uint8 `json:"team,omitempty" jsonschema_description:"mine: who laid it"`
}

// Event is something seen or heard since the last turn.
type Event struct {
	Tick  uint32   `json:"tick"`
	Kind  string   `json:"kind"`
	By    *uint16  `json:"by,omitempty" jsonschema_description:"unit; missing where it is not known"`
	Unit  *uint16  `json:"unit,omitempty"`
	At    *Place   `json:"at,omitempty" jsonschema_description:"blast"`
	Point *uint16  `json:"point,omitempty" jsonschema_description:"captured"`
	Team  *uint16  `json:"team,omitempty" jsonschema_description:"captured: its new owner"`
	Dir   *float64 `json:"dir,omitempty" jsonschema_description:"heard: from where, seen from the nearest own unit"`
	Loud  uint8    `json:"loud,omitempty" jsonschema_description:"heard: 1 far to 3 near"`
}

// Talk is what the seat may read.
type Talk struct {
	Seat   uint8  `json:"seat"`
	Kind   string `json:"kind"`
	Text   string `json:"text,omitempty"`
	Phrase string `json:"phrase,omitempty"`
	At     *Place `json:"at,omitempty"`
}

// Lost is why an answer was not taken.
type Lost struct {
	Tick uint32 `json:"tick"`
	Why  string `json:"why"`
}

var (
	markKinds = [game.MarkKinds]string{game.Altered: "altered", game.Cloud: "cloud", game.Mine: "mine"}
	talkKinds = [...]string{game.ChatAll: "all", game.ChatTeam: "team", game.Ping: "ping", game.Plan: "plan"}
	unitFlags = [...]string{"moving", "firing", "pinned", "in_cover", "fleeing", "aboard", "working"}
	// flagLists are the names of every set of flags: a turn has hundreds of units.
	flagLists = func() (lists [1 << len(unitFlags)][]string) {
		for set := range lists {
			lists[set] = []string{}
			for bit, name := range unitFlags {
				if set>>bit&1 != 0 {
					lists[set] = append(lists[set], name)
				}
			}
		}
		return lists
	}()
)

// show writes a view into the turn, whose slices it uses again.
func (t *Turn) show(s *game.Setup, v *game.View) {
	t.Tick, t.Supply = uint32(v.Tick), v.Supply
	t.Units, t.Squads, t.Points, t.Marks = t.Units[:0], t.Squads[:0], t.Points[:0], t.Marks[:0]
	for i := range v.Units {
		u := &v.Units[i]
		squad := int(u.Squad)
		if u.Squad == game.NoSquad {
			squad = -1
		}
		t.Units = append(t.Units, Unit{
			ID: u.ID, Kind: s.Rules.Kinds[u.Kind].Name, Team: u.Team, Squad: squad, At: placeAt(u.X, u.Y),
			Facing: degrees(u.Facing), HP: u.HP, Suppression: u.Suppression, Ammo: u.Ammo,
			Flags: flagLists[int(u.Flags)%len(flagLists)],
		})
	}
	t.showSquads(s, v)
	for _, p := range v.Points {
		t.Points = append(t.Points, Point(p))
	}
	t.Scores = append(t.Scores[:0], v.Scores...)
	for _, m := range v.Marks {
		t.Marks = append(t.Marks, mark(s, m))
	}
}

func (t *Turn) showSquads(s *game.Setup, v *game.View) {
	var x, y, n [game.MaxSquads]int
	for i := range v.Units {
		if u := &v.Units[i]; u.Squad < game.MaxSquads && u.HP > 0 {
			x[u.Squad], y[u.Squad], n[u.Squad] = x[u.Squad]+int(u.X), y[u.Squad]+int(u.Y), n[u.Squad]+1
		}
	}
	waits := v.Waypoints
	for i := range v.Squads {
		q := &v.Squads[i]
		out := Squad{
			ID: q.ID, Seat: q.Seat, Kind: s.Rules.Kinds[q.Kind].Name, Alive: q.Alive,
			Order: taskOf(q.Order, q.X, q.Y, q.Target), Queue: []Task{}, Formation: q.Formation.String(),
			Stance: q.Stance.String(), Morale: q.Morale, Level: q.Level, Broken: q.Broken, Ready: q.Ready,
		}
		if men := n[q.ID]; q.Alive > 0 && men > 0 {
			at := placeAt(uint16(x[q.ID]/men), uint16(y[q.ID]/men))
			out.At = &at
		}
		for len(waits) > 0 && waits[0].Squad == q.ID {
			out.Queue = append(out.Queue, taskOf(waits[0].Kind, waits[0].X, waits[0].Y, waits[0].Target))
			waits = waits[1:]
		}
		t.Squads = append(t.Squads, out)
	}
}

func mark(s *game.Setup, m game.Mark) Mark {
	out := Mark{Kind: markKinds[m.Kind], At: cellAt(int32(m.X), int32(m.Y))}
	switch m.Kind {
	case game.Altered:
		out.Terrain = s.Rules.Terrains[m.What].Name
	case game.Cloud:
		out.Radius = m.What
	case game.Mine:
		out.Team = &m.What
	}
	return out
}

func event(tick game.Tick, h game.CombatEvent) Event {
	out := Event{Tick: uint32(tick), Kind: h.Kind.String()}
	known := func(id uint16) *uint16 {
		if id == game.NoUnit {
			return nil
		}
		return &id
	}
	switch h.Kind {
	case game.Heard:
		dir := degrees(h.Dir * 32)
		out.Dir, out.Loud = &dir, h.Loud
	case game.Captured:
		out.Point, out.Team = &h.Target, &h.Source
	case game.Blast:
		at := placeAt(h.Source, h.Target)
		out.At = &at
	default:
		out.By, out.Unit = known(h.Source), known(h.Target)
	}
	return out
}
