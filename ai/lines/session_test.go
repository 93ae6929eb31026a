//go:build unix

package lines

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/league"
	"muster/game"
)

// A bot is told what became of its orders and why an answer was not taken, by the names that it gave them.
func TestABotIsToldWhatBecameOfItsOrders(t *testing.T) {
	log := &bytes.Buffer{}
	got := fight(t, program(t, Runner{Log: log}, "echo").New, 4)
	require.Equal(t, 1, got.Turns[0].Crashes)
	lines := strings.Split(log.String(), "\n")
	require.Equal(t, "0 []", lines[0])
	for _, told := range []string{
		`{"id":"a","squad":0,"do":"move","refusal":"obeyed","tick":1}`,
		`{"id":2,"squad":99,"do":"hold","refusal":"unknown_squad","tick":1}`,
		`{"id":3,"squad":0,"do":"captre","refusal":"malformed","tick":0,"why":"there is no order \"captre\"; there are none, move,`,
		`{"id":4,"squad":1,"do":"capture","refusal":"malformed","tick":0,"why":"point is missing, which \"capture\" needs"}`,
		`{"id":5,"refusal":"malformed","tick":0,"why":"squad: a whole number from 0 to 255 is expected, and there is a string"}`,
	} {
		require.Contains(t, lines[1], told)
	}
	require.Contains(t, lines[2], `{"tick":1,"why":"its line \"oops\" is no object of JSON`)
	require.Equal(t, "3 []", lines[3])
}

// What a bot writes to its standard error is printed for its maker, also what it wrote when it ended, and no more than
// anybody may print.
func TestWhatABotLogsIsPrinted(t *testing.T) {
	printed := func(bot string, ticks game.Tick) (all []string) {
		league.Observe(duel(t), 7, func(s *game.Setup, seat uint8, seed uint64) ai.Commander {
			if seat == 0 {
				return program(t, Runner{}, bot).New(s, seat, seed)
			}
			return idle{}
		}, ticks, league.Observer{Printed: func(_ game.Tick, seat uint8, text string) {
			require.Zero(t, seat)
			require.LessOrEqual(t, len(text), ai.MaxPrinted)
			all = append(all, text)
		}})
		return all
	}
	said := strings.Join(printed("echo", 3), "")
	require.Contains(t, said, "0 []\n")
	require.Contains(t, said, `1 [{"id":3,`)
	require.Contains(t, said, `2 {"tick":1,"why":`, "nothing is lost when the match ends")
	require.Contains(t, strings.Join(printed("exits", 3), ""), "a bot's last words\n")
	require.NotEmpty(t, printed("logs", 3))
}

// A bot is told how the match ended, and has time to write that down; so is one whose seat somebody else leads.
func TestABotIsToldHowItsMatchEnded(t *testing.T) {
	s := duel(t)
	var v game.View
	game.New(s, 1).View(0, &v)
	for _, r := range []game.Result{{Reason: game.NotOver}, {Winner: 1, Reason: game.Elimination, Tick: 9}} {
		log := &bytes.Buffer{}
		c := program(t, Runner{Log: log, ends: time.Hour}, "farewell").New(s, 0, 1)
		c.Think(&v, nil)
		require.NoError(t, ai.Fault(c))
		ai.Finish(c, r)
		require.Equal(t, r.Reason.String()+" true\n", log.String())
	}
}

// Each order needs what the page of rules says, and becomes what the game knows; a squad shows it as it was given.
func TestOrdersAreReadAsTheyAreShown(t *testing.T) {
	page, err := os.ReadFile("../../docs/rules.md")
	require.NoError(t, err)
	place, friend := [2]string{`"at":[3.5,4.25]`, "`at`"}, [2]string{`"friend":1`, "`friend`"}
	needs := map[Need][2]string{
		Nothing: {`"x":0`, "nothing"}, APlace: place, AUnit: {`"unit":9`, "`unit`"}, APoint: {`"point":2`, "`point`"},
		AFriend: friend, AStance: {`"stance":"hold_fire"`, "`stance`"},
		AForming: {`"formation":"wedge"`, "`formation`"},
	}
	for k := range game.OrderKinds {
		has := needs[Needs[k]]
		var o Order
		text := `{"squad":3,"do":"` + k.String() + `",` + has[0] + `,"queued":true,"facing":-90}`
		require.NoError(t, json.Unmarshal([]byte(text), &o))
		got, err := o.order()
		require.NoError(t, err, text)
		want := game.Order{Kind: k, Flags: game.Queued | game.Faced, Squad: 3, Facing: 192}
		switch Needs[k] {
		case APlace:
			want.X, want.Y = 56, 68
		case AUnit:
			want.Target = 9
		case APoint:
			want.Target = 2
		case AFriend:
			want.Target = 1
		case AStance:
			want.Arg = uint8(game.HoldFire)
		case AForming:
			want.Arg = uint8(game.Wedge)
		}
		require.Equal(t, want, got, text)
		shown, err := json.Marshal(taskOf(k, got.X, got.Y, got.Target))
		require.NoError(t, err)
		if n := Needs[k]; n != Nothing && n != AStance && n != AForming {
			require.Contains(t, string(shown), has[0])
		}
		if k != game.NoOrder {
			require.Regexp(t, "(?m)^\\| [^|]*`"+k.String()+"`[^|]*\\| "+has[1], string(page), "docs/rules.md")
		}
	}
}

// What a turn shows is the view, less nothing, in cells and names.
func TestATurnShowsTheView(t *testing.T) {
	s := duel(t)
	n := NewSession(s, 0, 1<<60+5, false)
	var h Host
	require.NoError(t, json.Unmarshal(n.Begin(), &h))
	b := h.Begin
	require.Equal(t, []any{Protocol, uint8(0), uint8(0), uint64(5), uint8(20)},
		[]any{b.Protocol, b.Seat, b.Team, b.Seed, b.TickRate})
	require.Equal(t, StartPoint{"north bridge", Place{31.5, 11.5}, 4, -1}, b.Scenario.Points[0])
	require.Equal(t, StartSquad{1, 0, 1, "rifle", 5, Place{57.5, 13.5}, 180, 0}, b.Scenario.Squads[4])
	require.Equal(t, []float64{600, 10, 2}, []float64{b.Scenario.Clock, b.Scenario.Capture, b.Scenario.ScoreEvery})
	require.Len(t, b.Map, int(s.Map.H))
	require.Equal(t, byte('f'), b.Map[3][22])
	rifle := b.Rules.Kinds[0]
	require.Equal(t, []any{"rifle", "foot", []string{"grenade"}, 2.2}, []any{
		rifle.Name, rifle.Class, rifle.Abilities, rifle.Weapons[0].Reload,
	})
	require.InDelta(t, 1.8, rifle.Speed, 0.05)
	require.Equal(t, map[string]float64{"foot": 150}, b.Rules.Terrains[2].Cost)

	answers, err := n.Receive([]byte(`{"ready":{"name":"x","every":3},"later":1}`))
	require.True(t, answers)
	require.NoError(t, err)
	w := game.New(s, 7)
	c := ai.New(s, 1, 1)
	var v, other game.View
	seen := 0
	for range 2000 {
		w.View(0, &v)
		w.View(1, &other)
		in := &game.Input{}
		for i, o := range c.Think(&other, nil) {
			o.Seat, o.Leader, o.Seq = 1, game.AI, w.LastSeq(1, game.AI)+uint32(i)+1
			in.Orders = append(in.Orders, o)
		}
		n.See(&v, []game.Talk{{Seat: 1, Kind: game.ChatAll, Text: game.PhraseMark + "hello"}})
		if seen += len(v.CombatEvents); n.Due(v.Tick) {
			h = Host{}
			require.NoError(t, json.Unmarshal(n.Turn(&v), &h))
			require.Len(t, h.Turn.Units, len(v.Units))
			require.Len(t, h.Turn.Events, seen, "what happened between two turns is told as well")
			require.LessOrEqual(t, len(h.Turn.Talk), 3)
			require.Equal(t, Talk{Seat: 1, Kind: "all", Phrase: "hello"}, h.Turn.Talk[0])
			seen = 0
		}
		w.Step(in)
	}
	require.EqualValues(t, 1998, h.Turn.Tick, "every third tick")
	require.Equal(t, "hold", h.Turn.Squads[0].Order.Do)
}

// What a bot explains and says is cut to what others bear.
func TestWhatABotSaysIsBounded(t *testing.T) {
	s := duel(t)
	n := NewSession(s, 0, 1, false)
	_, err := n.Receive([]byte(`{"ready":{}}`))
	require.NoError(t, err)
	var v game.View
	game.New(s, 1).View(0, &v)
	n.Turn(&v)
	said, err := json.Marshal(Bot{
		Tick: new(int64), Say: []string{"\x01begin\n\x1b[31m", strings.Repeat("€", 100), "third"},
		Explain: []Intent{{Squad: 2, Act: "going", At: Place{31, -1}}, {Squad: 1, Act: "nonsense"}, {Squad: 2}},
		Orders:  make([]Order, 0),
	})
	require.NoError(t, err)
	answers, err := n.Receive(said)
	require.NoError(t, err)
	require.True(t, answers)
	require.Equal(t, []game.Talk{
		{Kind: game.ChatTeam, Text: "begin  [31m"}, {Kind: game.ChatTeam, Text: strings.Repeat("€", 66)},
	}, n.said)
	require.Equal(t, []ai.Intention{
		{Squad: 1, Point: -1}, {Squad: 2, Act: ai.Going, X: 31 * game.ViewStep, Point: -1},
	}, n.intents)

	many := `{"tick":0,"orders":[` + strings.TrimSuffix(strings.Repeat(`{"squad":0,"do":"hold"},`, 20), ",") + `]}`
	_, err = n.Receive([]byte(many))
	require.NoError(t, err)
	require.Len(t, n.orders, ai.MaxOrders)
	require.Len(t, n.turn.Answers, 4)
	require.Equal(t, "too_many", n.turn.Answers[0].Refusal)
}

// A line has room for very many orders. What is read of them is bounded, what the bot is told of them too, and what it
// wrote wrong is told by its place.
func TestOfALineSoManyOrdersAreRead(t *testing.T) {
	n := NewSession(duel(t), 0, 1, false)
	_, err := n.Receive([]byte(`{"ready":{}}`))
	require.NoError(t, err)
	var v game.View
	game.New(n.setup, 1).View(0, &v)
	n.Turn(&v)
	for _, order := range []string{`{}`, `{"squad":0,"do":"hold"}`, `{"do":"` + strings.Repeat("€", 1000) + `"}`, `7`} {
		n.turn.Answers = nil
		line := `{"tick":0,"orders":[` + order + strings.Repeat(","+order, (MaxLine-100-len(order))/(len(order)+1)) + `]}`
		require.LessOrEqual(t, len(line), MaxLine)
		var b Bot
		require.NoError(t, json.Unmarshal([]byte(line), &b))
		require.Len(t, b.Orders, maxRead)
		answers, err := n.Receive([]byte(line))
		require.NoError(t, err)
		require.True(t, answers)
		require.LessOrEqual(t, len(n.turn.Answers), maxRead+1)
		last := n.turn.Answers[len(n.turn.Answers)-1]
		require.Equal(t, Answer{Refusal: "too_many", Why: "only the first 64 orders of a line are read"}, last)
		told := n.Turn(&v)
		require.LessOrEqual(t, len(told), 100_000)
		require.True(t, json.Valid(told))
	}
	for order, why := range map[string]string{
		`"do":7`:                   "do: a text is expected, and there is a number",
		`"do":"move","at":[1]`:     "at: a place, [x, y], is expected, and there is a [1]",
		`"do":"move","at":[1,2,3]`: "at: a place, [x, y], is expected, and there is a [1,2,3]",
		`"do":"move","at":7`:       "at: a place, [x, y], is expected, and there is a 7",
		`"do":"attack","unit":-1`:  "unit: a whole number from 0 to 65535 is expected, and there is a number -1",
	} {
		n.turn.Answers = nil
		line := `{"tick":0,"orders":[{"squad":0,` + order + `}]}`
		_, err := n.Receive([]byte(line))
		require.NoError(t, err)
		require.Equal(t, why, n.turn.Answers[0].Why)
	}
	for line, why := range map[string]string{
		`{"tick":0,"orders":7}`:                "orders: a list is expected, and there is a number",
		`{"tick":0,"say":[7]}`:                 "say: a text is expected, and there is a number",
		`{"tick":0,"explain":[{"squad":"x"}]}`: "explain.squad: a whole number from 0 to 255 is expected, and there is a string",
	} {
		_, err := n.Receive([]byte(line))
		require.ErrorContains(t, err, why)
	}
	_, err = n.Receive([]byte(`{"tick":0,"orders":null,"explain":null,"say":null}`))
	require.NoError(t, err)
}

// The schema that is published is made of the types.
func TestTheSchemaIsTheTypes(t *testing.T) {
	got, err := Schema()
	require.NoError(t, err)
	const file = "lines.schema.json"
	if os.Getenv("MUSTER_UPDATE") != "" {
		require.NoError(t, os.WriteFile(file, append(got, '\n'), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got)+"\n", "renew it by MUSTER_UPDATE=1")
}

// A bot that wants no such thing is refused at once.
func TestABotMayNotAskForAnything(t *testing.T) {
	for _, line := range []string{`{"ready":{"every":-1}}`, `{"ready":{"every":100000}}`, `{}`, `[]`, `null`, ``, `{"ready":3}`} {
		_, err := NewSession(duel(t), 0, 1, false).Receive([]byte(line))
		require.Error(t, err, line)
	}
}

func FuzzTake(f *testing.F) {
	f.Add([]byte(`{"tick":0,"orders":[{"id":5,"squad":2,"do":"capture","point":1,"facing":1e300}],"explain":[{"at":[1e9,-1]}],"say":[""]}`))
	f.Add([]byte(`{"ready":{"name":"x","every":10}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		s := duel(t)
		n := NewSession(s, 0, 1, false)
		_, _ = n.Receive([]byte(`{"ready":{}}`))
		var v game.View
		game.New(s, 1).View(0, &v)
		n.Turn(&v)
		if answers, err := n.Receive(line); err == nil && answers {
			require.LessOrEqual(t, len(n.orders), ai.MaxOrders)
			for _, said := range n.said {
				require.LessOrEqual(t, len(said.Text), game.MaxTalk)
			}
			n.Turn(&v) // what it did wrong can be told
		}
	})
}
