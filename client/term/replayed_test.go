package term

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// written is a duel's journal in which nobody orders anything: a record every eighth tick up to the last.
func written(t *testing.T, last game.Tick, end bool) (recs []journal.Record) {
	setup, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	head := journal.Hash{}
	write := func(r *replay.Record) {
		payload := replay.AppendRecord(nil, r)
		head = journal.Link(head, payload)
		recs = append(recs, journal.Record{Number: uint64(len(recs) + 1), Hash: head, Payload: payload})
	}
	write(&replay.Record{Kind: replay.Begin, Setup: setup, Seed: 1, Fingerprint: replay.Fingerprint()})
	w := game.New(setup, 1)
	for w.Tick() < last {
		w.Step(&game.Input{})
		if w.Tick()%8 == 0 || w.Tick() == last {
			write(&replay.Record{Kind: replay.Tick, Tick: w.Tick(), Lease: w.Tick() + 10})
		}
	}
	if end {
		write(&replay.Record{
			Kind: replay.End, Tick: last, WorldHash: w.Hash(),
			Result: game.Result{Winner: game.NoTeam, Reason: game.Abandoned, Tick: last},
		})
	}
	return recs
}

func replayed(t *testing.T, recs []journal.Record, more func(p *replay.Player) error) *Replayed {
	p, err := replay.OpenPlayer("m", recs)
	require.NoError(t, err)
	if more == nil {
		return NewReplayed(p, nil)
	}
	return NewReplayed(p, func() error { return more(p) })
}

// frames lets n frames pass and returns the last view that was drawn.
func frames(r *Replayed, n int) (v *game.View) {
	for range n {
		if drawn := r.Advance(); drawn != nil {
			v = drawn
		}
	}
	return v
}

func press(t *testing.T, r *Replayed, keys ...string) {
	for _, key := range keys {
		require.True(t, r.Key(key), key)
	}
}

func TestAReplayGoesAtTheSpeedThatIsAskedFor(t *testing.T) {
	r := replayed(t, written(t, 4000, true), nil)
	require.Equal(t, game.Tick(1), frames(r, 1).Tick, "a frame is a tick, and it begins at once")
	press(t, r, "up")
	require.Equal(t, game.Tick(21), frames(r, 10).Tick)
	press(t, r, "up", "up", "up", "up", "up")
	require.Equal(t, game.Tick(181), frames(r, 10).Tick, "16 times is the most")
	require.Contains(t, r.Status(), "x16")
	press(t, r, "down", "down", "down", "down", "down", "down", "down", "down")
	require.Equal(t, game.Tick(191), frames(r, 40).Tick, "a quarter is the least")
	require.Contains(t, r.Status(), "x1/4")
	press(t, r, " ")
	require.Nil(t, frames(r, 40), "nothing is drawn anew while it pauses")
	require.Contains(t, r.Status(), "paused")
	press(t, r, " ")
	require.Equal(t, game.Tick(201), frames(r, 40).Tick)
	require.True(t, r.Speed(64))
	require.False(t, r.Speed(3))
	require.False(t, r.Key("x"))
}

func TestAReplayIsSoughtThrough(t *testing.T) {
	r := replayed(t, written(t, 1000, true), nil)
	press(t, r, " ", "right", "right")
	require.Equal(t, game.Tick(400), frames(r, 1).Tick, "10 s are 200 ticks")
	press(t, r, "left")
	require.Equal(t, game.Tick(200), frames(r, 1).Tick)
	press(t, r, "left", "left")
	require.Equal(t, game.Tick(0), frames(r, 1).Tick)
	require.False(t, r.Over())
	press(t, r, "end")
	require.False(t, r.Over(), "the end is shown before it is over")
	require.Equal(t, game.Abandoned, frames(r, 1).Result.Reason)
	require.True(t, r.Over())
	require.Contains(t, r.Status(), "0:50 of 0:50")
	require.Contains(t, r.Status(), "A draw at 0:50")
	press(t, r, "home")
	require.Equal(t, game.Tick(0), frames(r, 1).Tick)
	require.False(t, r.Over(), "it can be seen again")
}

func TestAReplayIsSeenThroughAnyTeamsEyes(t *testing.T) {
	r := replayed(t, written(t, 100, true), nil)
	press(t, r, " ")
	all := frames(r, 1)
	require.Equal(t, game.All, all.Audience)
	for _, c := range []struct {
		key  string
		want game.Audience
		name string
	}{
		{"1", 0, "seen by red"},
		{"2", 1, "seen by blue"},
		{"0", game.All, "seen by all"},
		{"t", 0, "seen by red"},
		{"t", 1, "seen by blue"},
		{"t", game.All, "seen by all"},
	} {
		press(t, r, c.key)
		v := frames(r, 1)
		require.Equal(t, c.want, v.Audience, c.key)
		require.Contains(t, r.Status(), c.name)
		require.Equal(t, c.want != game.All, len(v.Units) < len(all.Units))
	}
	press(t, r, "9")
	require.Nil(t, frames(r, 1), "there is no team 9")
}

func TestALiveMatchIsFollowed(t *testing.T) {
	recs, given := written(t, 600, true), 10
	r := replayed(t, recs[:given], func(p *replay.Player) error {
		p.Add(recs[p.Records():given])
		return nil
	})
	require.Equal(t, game.Tick(72), frames(r, 100).Tick)
	require.Contains(t, r.Status(), "live: waiting for the next record")
	require.False(t, r.Over())
	given = 20
	require.Equal(t, game.Tick(152), frames(r, 100).Tick)
	require.Nil(t, frames(r, 570))
	require.False(t, r.Over())
	frames(r, 40)
	require.True(t, r.Over(), "nobody has written for half a minute")
	given = len(recs)
	frames(r, 600)
	require.Contains(t, r.Status(), "A draw")
	require.True(t, r.Over())
}

func TestABreakIsToldWhereItIs(t *testing.T) {
	recs := written(t, 600, true)
	recs[50].Payload = []byte{99}
	r := replayed(t, recs, nil)
	press(t, r, "end")
	require.Equal(t, game.Tick(392), frames(r, 1).Tick)
	require.Contains(t, r.Status(), "It stops here: match m: record 51, behind tick 392")
	require.True(t, r.Over())
	press(t, r, "home", " ")
	require.NotContains(t, r.Status(), "It stops here")
	cut := replayed(t, written(t, 600, true)[:10], nil)
	frames(cut, 100)
	require.Contains(t, cut.Status(), "nothing is known behind this")
	require.True(t, cut.Over())
	lost := replayed(t, recs[:10], func(*replay.Player) error { return errors.New("the disk is gone") })
	frames(lost, 100)
	require.Contains(t, lost.Status(), "It stops here: the disk is gone")
	require.True(t, lost.Over())
}

// Without a terminal it prints pictures until the end, and none twice.
func TestAReplayIsPrintedWithoutATerminal(t *testing.T) {
	r := replayed(t, written(t, 300, true), nil)
	require.True(t, r.Speed(64))
	var out bytes.Buffer
	require.NoError(t, printing(context.Background(), &out, r.p.Setup(), r, 200*time.Millisecond))
	text := out.String()
	require.Contains(t, text, "0:15 of 0:15   seen by all   A draw at 0:15: the match was abandoned.")
	require.GreaterOrEqual(t, strings.Count(text, "duel   0:"), 2)
}

// The screen's own keys work beside those of the show.
func TestTheScreenHandsKeysToItsShow(t *testing.T) {
	r := replayed(t, written(t, 300, true), nil)
	sc := &screen{setup: r.p.Setup(), show: r}
	sc.Update(tea.WindowSizeMsg{Width: 80, Height: 30})
	sc.Update(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
	sc.Update(tea.KeyPressMsg{Code: tea.KeyRight})
	sc.Update(frameMsg{})
	require.Contains(t, sc.content(), "0:10 of 0:15   seen by all   paused")
	require.Contains(t, sc.content(), "space pause")
	sc.Update(tea.KeyPressMsg{Code: '2', Text: "2"})
	sc.Update(frameMsg{})
	require.Contains(t, sc.content(), "seen by blue")
	_, quit := sc.Update(tea.KeyPressMsg{Code: 'q', Text: "q"})
	require.NotNil(t, quit)
}
