//go:build window

package screen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/client/screen/host"
	"muster/client/screen/keys"
	"muster/client/screen/pages"
	"muster/client/screen/ui"
	"muster/client/screen/viewer"
	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// recorded is the exported replay of what commanders did in a scenario, to a tick or to its end.
func recorded(t *testing.T, scenario string, until game.Tick) (rec host.Recording) {
	s, err := assets.Embedded().Setup(scenario)
	require.NoError(t, err)
	w := game.New(s, 7)
	recs := []*replay.Record{{Kind: replay.Begin, Setup: s, Seed: 7, Fingerprint: replay.Fingerprint(), Owner: "test"}}
	said, lines := replay.Said{}, &bytes.Buffer{}
	numbers, commanders := make([]uint32, len(s.Scenario.Seats)), []ai.Commander{}
	for seat := range s.Scenario.Seats {
		commanders = append(commanders, ai.New(s, uint8(seat), uint64(seat)))
	}
	for w.Tick() < until && w.Result().Reason == game.NotOver {
		in := game.Input{}
		for seat, c := range commanders {
			v := &game.View{}
			w.View(game.Audience(s.Scenario.Seats[seat].Team), v)
			for _, o := range c.Think(v, nil) {
				numbers[seat]++
				o.Seat, o.Leader, o.Seq = uint8(seat), game.AI, numbers[seat]
				in.Orders = append(in.Orders, o)
			}
			var squads []replay.Intention
			for _, i := range c.(ai.Explainer).Explain() {
				squads = append(squads, replay.Intention{
					Squad: i.Squad, Act: i.Act.String(), X: i.X, Y: i.Y, Point: i.Point,
				})
			}
			for _, i := range said.Changed(w.Tick(), uint8(seat), squads) {
				require.NoError(t, json.NewEncoder(lines).Encode(i))
			}
		}
		recs = append(recs, &replay.Record{Kind: replay.Tick, Tick: w.Tick() + 1, Lease: w.Tick() + 11, Input: in})
		w.Step(&in)
	}
	if w.Result().Reason != game.NotOver {
		recs = append(recs, &replay.Record{Kind: replay.End, Tick: w.Tick(), WorldHash: w.Hash(), Result: w.Result()})
	}
	f, err := replay.NewFile("golden", chained(recs), nil)
	require.NoError(t, err)
	return host.Recording{Replay: f.Export(), Intentions: lines.Bytes()}
}

func chained(recs []*replay.Record) (all []journal.Record) {
	head := journal.Hash{}
	for i, r := range recs {
		payload := replay.AppendRecord(nil, r)
		head = journal.Link(head, payload)
		all = append(all, journal.Record{Number: uint64(i + 1), Hash: head, Payload: payload})
	}
	return all
}

// watched opens a replay and waits until it is shown and all of it is known.
func watched(t *testing.T, a *app, b host.Recording) *viewer.Viewer {
	a.Watch(pages.ReadAtOnce(func() (host.Recording, error) { return b, nil }))
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) {
		a.step(a.Now)
		if v, ok := a.top().(replayed); ok && v.Known() {
			return v.Viewer
		}
	}
	require.Fail(t, "the replay never opened")
	return nil
}

// on lets the game go on for a while.
func (a *app) on(d time.Duration) {
	for range d / (time.Second / 60) {
		a.step(a.Now.Add(time.Second / 60))
	}
}

func TestReplaysLookAsTheyDid(t *testing.T) {
	b := recorded(t, "duel", 100000)
	for _, l := range looks {
		onMain(func() {
			a := newTestApp(t, l)
			at := time.Date(2026, 3, 14, 15, 9, 26, 0, time.Local)
			replays := &host.MemoryReplays{}
			replays.Put(host.Replay{ID: "whole", When: at}, b)
			replays.Put(host.Replay{ID: "left", When: at.Add(-time.Hour)}, recorded(t, "village", 900))
			replays.Put(host.Replay{ID: "Holiday pictures", When: at.Add(-time.Hour * 30)},
				host.Recording{Replay: []byte("a picture of the sea")})
			a.pages.Replays = replays
			a.paintNow()
			a.Open(pages.Replays)
			require.Eventually(t, func() bool {
				a.settle()
				return !says(a, a.Words.Say("replays.opening")) && says(a, "Holiday pictures")
			}, time.Minute, time.Millisecond)
			take(t, a, l, "replays")

			v := watched(t, a, b)
			v.Seek(v.Last()/2, a.stage)
			v.Act(a.stage, keys.ReplayGraphs)
			v.Act(a.stage, keys.ReplayPlay)
			a.settle()
			takeViewer(t, a, v, l, "replay")
			v.Act(a.stage, keys.ReplayGraphs)
			v.Act(a.stage, keys.ReplayPlans)
			a.settle()
			takeViewer(t, a, v, l, "replay.plans")
		})
	}
}

func takeViewer(t *testing.T, a *app, v *viewer.Viewer, l look, name string) {
	a.ui.Commands = v.UI.Commands // for the test of texts
	take(t, a, l, name)
}

func TestAReplayIsPlayedSoughtAndSeenWithOtherEyes(t *testing.T) {
	b := recorded(t, "duel", 1200)
	onMain(func() {
		a := newTestApp(t, looks[0])
		a.paintNow()
		v := watched(t, a, b)
		shown := func() int { return int(v.Tick()) }
		require.Zero(t, shown())

		a.on(10 * time.Second)
		require.InDelta(t, 10*20, shown(), 5, "at usual speed")
		v.Act(a.stage, keys.ReplayFaster)
		a.on(5 * time.Second)
		require.InDelta(t, (10+2*5)*20, shown(), 8, "twice as fast")
		v.Act(a.stage, keys.ReplayBack)
		require.InDelta(t, 10*20, shown(), 8, "ten seconds back")
		v.Act(a.stage, keys.ReplayPlay)
		still := shown()
		a.on(time.Second)
		require.Equal(t, still, shown(), "paused")

		all := len(v.Battle.View.Units)
		v.Act(a.stage, keys.ReplayEyes)
		require.EqualValues(t, 0, v.Battle.View.Audience)
		require.Equal(t, still, shown(), "the same tick")
		require.Less(t, len(v.Battle.View.Units), all, "one team sees less than all")
		v.Act(a.stage, keys.ReplayEyes)
		v.Act(a.stage, keys.ReplayEyes)
		require.Equal(t, game.All, v.Battle.View.Audience)

		v.Seek(1190, a.stage)
		v.Act(a.stage, keys.ReplayPlay)
		a.on(3 * time.Second)
		require.EqualValues(t, v.Last(), shown(), "to the last tick, and it stays there")
		v.Act(a.stage, keys.ReplayStart)
		require.Zero(t, shown())
	})
}

func TestWhatIsNoReplayIsToldSo(t *testing.T) {
	onMain(func() {
		a := newTestApp(t, looks[0])
		var trace strings.Builder
		a.TraceTo = &trace
		a.dropped(fstest.MapFS{"cat.gif": {Data: []byte("GIF89a")}})
		require.Eventually(t, func() bool {
			a.settle()
			return strings.Contains(trace.String(), replay.ErrExport.Error())
		}, time.Minute, time.Millisecond)
		require.Contains(t, fmt.Sprint(a.ui.Commands), "This file is not a replay")
	})
}

// says reports whether a page shows a text.
func says(a *app, text string) bool {
	return slices.ContainsFunc(a.ui.Commands, func(c ui.Command) bool { return c.Text == text })
}
