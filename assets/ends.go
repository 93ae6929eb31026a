package assets

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"reflect"

	"muster/game"
)

// endFile is one way in which a match ends: all that it asks must be so at once, for one team. Of a list of them the
// first counts that is so.
type endFile struct {
	Alone    bool        `yaml:"alone" jsonschema_description:"a team is the only one with units left"`
	Score    uint32      `yaml:"score" jsonschema_description:"a team has so many points of score"`
	Held     namesFile   `yaml:"held" jsonschema_description:"a team has had this point, or all of a list, for as long as seconds says"`
	Seconds  float64     `yaml:"seconds" jsonschema_description:"held: without a break"`
	Arrives  arrivesFile `yaml:"arrives" jsonschema_description:"a squad, counted from 0, is at a point, counted from 0"`
	Fallen   namesFile   `yaml:"fallen" jsonschema_description:"a squad of which nobody is left, counted from 0; the others win by it"`
	Gone     string      `yaml:"gone" jsonschema_description:"a team of which nobody is left; the others win by it"`
	Holdless string      `yaml:"holdless" jsonschema_description:"a team that holds no point; the others win by it"`
	Clock    float64     `yaml:"clock" jsonschema_description:"seconds after the beginning"`
	To       string      `yaml:"to" jsonschema_description:"who wins by it: a team, or most_score; if it is not given, whoever meets it"`
	Against  string      `yaml:"against" jsonschema_description:"instead of to: the team that loses by it; the strongest of the others wins"`
}

// arrivesFile is a squad and the point that it must come to.
type arrivesFile struct {
	Squad *uint8 `yaml:"squad" jsonschema_description:"counted from 0"`
	Point *uint8 `yaml:"point" jsonschema_description:"counted from 0"`
}

// namesFile is a name, or a list of them.
type namesFile []string

func (namesFile) shorthand() any { return "" }

// UnmarshalYAML reads either form.
func (f *namesFile) UnmarshalYAML(read func(any) error) error {
	var one string
	if err := read(&one); err == nil {
		*f = namesFile{one}
		return nil
	}
	return read((*[]string)(f))
}

// mostScore is who wins by an end that names nobody.
const mostScore = "most_score"

// ends are how a scenario is won, if its file says so, and what it is then taken for.
func (f *scenarioFile) ends(sc *game.Scenario, r *game.Rules) error {
	if len(f.Ends) == 0 {
		return nil
	}
	wrong := faults{}
	if f.Clock.Limit != 0 {
		wrong.add(errors.New("clock: with ends the clock is one of them: {clock: 600}"))
	}
	if f.ScoreToWin != 0 {
		wrong.add(errors.New("score_to_win: with ends the score is one of them: {score: 400}"))
	}
	for i := range f.Ends {
		end, err := f.Ends[i].end(f, sc, rate(r.TickRate))
		wrong.at(fmt.Sprintf("ends[%d]: ", i), err)
		sc.Ends = append(sc.Ends, end)
	}
	if len(wrong) == 0 {
		takenFor(sc, f.Mode == "")
	}
	return wrong.err()
}

func (f *endFile) end(of *scenarioFile, sc *game.Scenario, r rate) (e game.End, err error) {
	wrong := faults{}
	for _, part := range []func(*scenarioFile, *game.Scenario, rate, *game.End) error{f.squads, f.teams, f.times} {
		wrong.add(part(of, sc, r, &e))
	}
	if f.Alone {
		e.When = append(e.When, game.Condition{Kind: game.Alone})
	}
	if len(e.When) == 0 && len(wrong) == 0 {
		wrong.add(errors.New("it asks nothing: expected one of " +
			"held, alone, score, arrives, fallen, gone, holdless, clock"))
	}
	names := of.teamNames()
	switch {
	case f.To != "" && f.Against != "":
		wrong.add(errors.New("to: who loses is said as well, by against: one of them is enough"))
	case f.Against != "":
		team, err := index("team", f.Against, names)
		wrong.at("against: ", err)
		e.To, e.Team = game.ToOthers, uint8(team)
	case f.To == mostScore:
		e.To, e.Team = game.ToWhoever, 0
	case f.To != "":
		team, err := index("team", f.To, append(names, mostScore))
		wrong.at("to: ", err)
		e.To, e.Team = game.ToTeam, uint8(team)
	}
	return e, wrong.err()
}

// squads are what an end asks of squads.
func (f *endFile) squads(of *scenarioFile, sc *game.Scenario, _ rate, e *game.End) error {
	wrong := faults{}
	if f.Arrives != (arrivesFile{}) {
		if f.Arrives.Squad == nil || f.Arrives.Point == nil {
			return errors.New("arrives: expected a squad and a point, such as {squad: 0, point: 2}")
		}
		e.When = append(e.When, game.Condition{Kind: game.Arrives, Of: *f.Arrives.Squad, Point: *f.Arrives.Point})
	}
	for _, text := range f.Fallen {
		n := -1
		if _, err := fmt.Sscanf(text, "%d", &n); err != nil || n < 0 || n >= len(of.Squads) {
			wrong.add(fmt.Errorf("fallen: %q is no squad: they are counted from 0, and there are %d",
				text, len(of.Squads)))
			continue
		}
		e.When = append(e.When, game.Condition{Kind: game.Fallen, Of: uint8(n)})
		if seat := int(of.Squads[n].Seat); seat < len(sc.Seats) {
			e.To, e.Team = game.ToOthers, sc.Seats[seat].Team
		}
	}
	return wrong.err()
}

// teams are what an end asks of teams, by name.
func (f *endFile) teams(of *scenarioFile, _ *game.Scenario, _ rate, e *game.End) error {
	wrong := faults{}
	for _, asked := range []struct {
		key, team string
		kind      game.ConditionKind
	}{{"gone", f.Gone, game.Gone}, {"holdless", f.Holdless, game.Holdless}} {
		if asked.team == "" {
			continue
		}
		team, err := index("team", asked.team, of.teamNames())
		wrong.at(asked.key+": ", err)
		e.When = append(e.When, game.Condition{Kind: asked.kind, Of: uint8(team)})
		e.To, e.Team = game.ToOthers, uint8(team)
	}
	return wrong.err()
}

// times are what an end asks of points, scores and the clock.
func (f *endFile) times(of *scenarioFile, _ *game.Scenario, r rate, e *game.End) error {
	wrong := faults{}
	var names []string
	for _, p := range of.Points {
		names = append(names, p.Name)
	}
	held, err := r.ticks("seconds", f.Seconds, math.MaxInt32)
	wrong.add(err)
	if (held > 0) != (len(f.Held) > 0) {
		wrong.add(errors.New("held: a point and seconds go together: {held: hill, seconds: 120}"))
	}
	for _, name := range f.Held {
		point, err := index("point", name, names)
		wrong.at("held: ", err)
		e.When = append(e.When, game.Condition{Kind: game.Held, Of: uint8(point), N: uint32(held)})
	}
	if f.Score > 0 {
		e.When = append(e.When, game.Condition{Kind: game.Score, N: f.Score})
	}
	clock, err := r.ticks("clock", f.Clock, math.MaxInt32)
	if wrong.add(err); clock > 0 {
		e.When = append(e.When, game.Condition{Kind: game.Clock, N: uint32(clock)})
	}
	return wrong.err()
}

// takenFor says what commanders and players take a match with ends for: its clock, the score to reach, the nearest
// mode, where the file says none. Ends that are those of a mode are that mode: such a match is as it always was.
func takenFor(sc *game.Scenario, unsaid bool) {
	for i := range sc.Ends {
		if e := &sc.Ends[i]; len(e.When) == 1 {
			switch c := e.When[0]; c.Kind {
			case game.Clock:
				sc.Clock = max(sc.Clock, game.Tick(c.N))
			case game.Score:
				sc.ScoreToWin = cmp.Or(sc.ScoreToWin, c.N)
			}
		}
	}
	if unsaid {
		nearest := nearestMode(sc)
		sc.Mode, sc.Side, sc.Charge, sc.Goal = nearest.Mode, nearest.Side, nearest.Charge, nearest.Goal
	}
	plain := *sc
	plain.Ends = nil
	if reflect.DeepEqual(plain.Ways(), sc.Ends) {
		sc.Ends = nil
	}
}

// nearestMode is the mode whose aims the ends are like.
func nearestMode(sc *game.Scenario) (near game.Scenario) {
	if len(sc.Points) == 0 {
		near.Mode = game.LastStand
	}
	for i := range sc.Ends {
		e, c := &sc.Ends[i], sc.Ends[i].When[0]
		switch {
		case sc.Clock == 0 || len(e.When) > 1 || near.Mode > game.LastStand:
		case c.Kind == game.Arrives && int(c.Of) < len(sc.Squads) && int(sc.Squads[c.Of].Seat) < len(sc.Seats):
			near.Mode, near.Side = game.Escort, sc.Seats[sc.Squads[c.Of].Seat].Team
			near.Charge, near.Goal = c.Of, c.Point
		case c.Kind == game.Clock && e.To == game.ToTeam:
			near.Mode, near.Side = game.HoldOut, e.Team
		}
	}
	return near
}
