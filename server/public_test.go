package server

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/server/wire"
)

// busy is a view in which everything intends something.
func busy(t game.Tick) *game.View {
	return &game.View{
		Tick: t, Audience: game.All,
		Units: []game.UnitView{{ID: 1, X: 7, Y: 8, HP: 50}},
		Squads: []game.SquadView{{
			ID: 0, Alive: 3, Order: game.Attack, X: uint16(9 + t), Y: 9, Target: 4, Stance: 1,
			Formation: 1, Morale: 60,
		}},
		Scores:    []uint32{1, 2},
		Waypoints: []game.Waypoint{{Squad: 0, Kind: game.Move, X: 3, Y: 4}},
		Marks:     []game.Mark{{X: 1, Y: 1, Kind: game.Mine}, {X: 2, Y: 1, Kind: game.Altered, What: 3}},
	}
}

// spectated is what went over the wire to the spectators of a match, up to its end.
func spectated(t *testing.T, terms string) (seen []*game.View) {
	play(t, func(t *testing.T, h *house) {
		h.withQueue()
		h.zone.all = busy
		all := h.srv.matches["m1"].audience(game.All)
		frames := func() {
			in := wire.NewIncoming(h.zone.setup)
			if b, _ := all.frame(wire.Ack{}); len(b) > 0 {
				v, err := in.Receive(b)
				require.NoError(t, err)
				if len(seen) == 0 || seen[len(seen)-1].Tick != v.Tick {
					seen = append(seen, v)
				}
			}
		}
		for range 200 {
			h.tick()
			frames()
		}
		require.Empty(t, seen, "nothing before the queue has said how late they are")
		h.tells("PUT", "/v1/matches/m1", terms)
		for range 150 {
			h.tick()
			frames()
		}
		h.zone.Abandon()
		h.tick()
		frames()
	})
	return seen
}

// Of a rated match that runs, the wire holds nothing for spectators that tells what a side intends; of others it does,
// and when it is over of all.
func TestSpectatorsOfARatedMatchSeeNoIntentions(t *testing.T) {
	for name, c := range map[string]struct {
		terms string
		late  game.Tick
		shows bool
	}{
		"rated": {`{"scenario":"duel","spectators":{"delay":5,"no_orders":true}}`, 100, false},
		"quick": {`{"scenario":"duel","spectators":{"delay":3}}`, 60, true},
	} {
		t.Run(name, func(t *testing.T) {
			seen := spectated(t, c.terms)
			last := seen[len(seen)-1]
			require.Equal(t, busy(last.Tick).Waypoints, last.Waypoints, "it is over")
			require.Len(t, last.Marks, 2)
			live := seen[:len(seen)-1]
			require.Greater(t, len(live), 20)
			require.InDelta(t, int(350-c.late), int(live[len(live)-1].Tick), delayedEvery)
			for _, v := range live {
				require.GreaterOrEqual(t, v.Tick, game.Tick(200), "what was before the queue spoke is not kept")
				require.Equal(t, busy(v.Tick).Units, v.Units)
				require.EqualValues(t, 60, v.Squads[0].Morale)
				if c.shows {
					require.Equal(t, busy(v.Tick).Squads, v.Squads)
					require.Equal(t, busy(v.Tick).Waypoints, v.Waypoints)
					continue
				}
				require.Equal(t, game.SquadView{Alive: 3, Morale: 60}, v.Squads[0])
				require.Empty(t, v.Waypoints)
				require.Equal(t, []game.Mark{{X: 2, Y: 1, Kind: game.Altered, What: 3}}, v.Marks)
			}
		})
	}
}

// What spectators are not shown is a closed list; whoever gives a View a field decides here.
func TestWhatIsConcealed(t *testing.T) {
	full := func(v any) reflect.Value {
		r := reflect.ValueOf(v).Elem()
		for i := range r.NumField() {
			switch f := r.Field(i); f.Kind() {
			case reflect.Bool:
				f.SetBool(true)
			case reflect.Int8:
				f.SetInt(1)
			case reflect.Uint8, reflect.Uint16, reflect.Uint32:
				f.SetUint(1)
			case reflect.Slice:
				f.Set(reflect.MakeSlice(f.Type(), 1, 1))
			}
		}
		return r
	}
	gone := func(r reflect.Value) (names []string) {
		for i := range r.NumField() {
			if r.Field(i).IsZero() {
				names = append(names, r.Type().Field(i).Name)
			}
		}
		return names
	}
	v, sq := &game.View{}, &game.SquadView{}
	full(v)
	v.Result.Winner, v.Turn.Number, v.Turn.Plan = 1, 1, make([]game.PlannedOrder, 1)
	full(sq)
	v.Squads[0] = *sq
	c := conceal(v)
	require.Equal(t, []string{"Supply", "Waypoints"}, gone(reflect.ValueOf(c).Elem()))
	require.Empty(t, c.Turn.Plan)
	require.Len(t, v.Turn.Plan, 1)
	require.Equal(t, []string{"Order", "X", "Y", "Target", "Formation", "Stance", "Ready"},
		gone(reflect.ValueOf(&c.Squads[0]).Elem()))
	require.EqualValues(t, 1, v.Squads[0].Order, "the view itself is not touched: others see it too")
}
