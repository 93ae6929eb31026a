package loadtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/commander"
	"muster/server/wire"
)

// run lets bots play for ten seconds of virtual time in matches that go as p says.
func run(t *testing.T, players int, p play, q *fakeQueue) (r Report, answers string) {
	return runWith(t, players, p, q, Habits{})
}

func runWith(t *testing.T, players int, p play, q *fakeQueue, habits Habits) (r Report, answers string) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		var links []*fakeLink
		late := 0
		seats := map[string]int{}
		var err error
		r, err = Run(t.Context(), Config{
			Matchmaker: "http://queue", Players: players, Duration: 10 * time.Second, HTTP: q.client(),
			Answers: &out, Commander: march, Habits: habits,
			join: func(_ context.Context, cfg client.Config) (commander.Link, error) {
				q.mu.Lock()
				defer q.mu.Unlock()
				if late < p.late {
					late++
					return nil, &wire.CloseError{Reason: wire.MatchEnded, Remote: true}
				}
				l := &fakeLink{seat: seats[cfg.Join.Match], play: p}
				seats[cfg.Join.Match]++
				links = append(links, l)
				return l, nil
			},
		})
		require.NoError(t, err)
		for _, l := range links {
			require.True(t, l.closed, "bots close their links")
		}
		require.Len(t, q.left, len(links)+late-r.CameBack, "and give their seats back, but for those they came back to")
		answers = out.String()
	})
	return r, answers
}

func TestBotsPlay(t *testing.T) {
	r, answers := run(t, 4, play{}, &fakeQueue{})
	require.NoError(t, r.Err())
	require.Equal(t, []int{4, 4, 4, 0, 0, 0}, []int{
		r.Players, r.Joined, r.Seated, r.Reconnected, r.Starved, r.Failures,
	})
	require.InDelta(t, 20, r.ViewsPerS, 0.5)
	require.InDelta(t, 2000, r.DownBytesPerS, 50)
	require.InDelta(t, 200, r.UpBytesPerS, 5)
	require.Equal(t, 20, r.Orders, "five each, then the window is full")
	require.NotZero(t, r.HeldBack)
	require.Equal(t, 20, r.OrdersEffective)
	require.Equal(t, 20, r.EffectsChecked)
	require.Equal(t, 20, r.EffectsShown)
	require.InDelta(t, 50, r.OrderEffectP50, 1)
	require.InDelta(t, 50, r.ViewIntervalP99, 1)
	require.Empty(t, r.Refused)

	seen := map[Answer]bool{}
	for line := range strings.Lines(answers) {
		var a Answer
		require.NoError(t, json.Unmarshal([]byte(line), &a))
		require.NotZero(t, a.Tick)
		require.False(t, seen[a], "each answered order once")
		seen[a] = true
	}
	require.Len(t, seen, 20)
}

func TestHabitsAreSharedOut(t *testing.T) {
	count := map[habit]int{}
	for n := range 20 {
		count[Habits{Idle: .1, Leave: .25, Spam: .05}.of(n, 20)]++
	}
	require.Equal(t, map[habit]int{idler: 2, leaver: 5, spammer: 1, fighter: 12}, count)
	_, err := Run(t.Context(), Config{Players: 1, Duration: time.Second, Habits: Habits{Idle: .9, Spam: .2}})
	require.ErrorContains(t, err, "together at most 1")
}

func TestLeaversComeBackAndIdlersOrderNothing(t *testing.T) {
	r, _ := runWith(t, 4, play{}, &fakeQueue{}, Habits{Idle: .5, Leave: .5})
	require.NoError(t, r.Err())
	require.Equal(t, 2, r.CameBack, "each once in ten seconds")
	require.InDelta(t, 18, r.Orders, 2, "at most five in each stint of the two that leave, none of the two that idle")
	require.Zero(t, r.Failures)
}

func TestAnswersThatComeTwiceCountOnce(t *testing.T) {
	r, answers := run(t, 1, play{twice: true}, &fakeQueue{})
	require.Equal(t, 5, r.OrdersEffective)
	require.Equal(t, 5, strings.Count(answers, "\n"))
}

func TestRefusedOrders(t *testing.T) {
	r, answers := run(t, 1, play{refuses: true}, &fakeQueue{})
	require.Equal(t, map[string]int{"no_way": 5}, r.Refused)
	require.Zero(t, r.OrdersEffective)
	require.Contains(t, answers, `{"match":"m0","seat":0,"seq":1,"tick":2,"refusal":"no_way"}`+"\n")
}

func TestSilenceStarves(t *testing.T) {
	r, _ := run(t, 2, play{silent: 40}, &fakeQueue{})
	require.Equal(t, 2, r.Starved)
	require.ErrorContains(t, r.Err(), "2 of 2 bots starved")
}

func TestSilenceOfALostLinkDoesNotStarve(t *testing.T) {
	r, _ := run(t, 2, play{drops: 40}, &fakeQueue{})
	require.Zero(t, r.Starved)
	require.Equal(t, 2, r.Reconnected)
	require.InDelta(t, 20, r.ViewsPerS, 0.5, "the time without a link does not count")
	require.NoError(t, r.Err())
}

func TestBotsQueueAgainAfterAMatch(t *testing.T) {
	q := &fakeQueue{}
	r, _ := run(t, 2, play{ends: 40}, q)
	require.GreaterOrEqual(t, r.Matches, 6)
	require.Equal(t, 2, r.Joined, "each bot counts once")
	require.Equal(t, 2, q.guests, "and stays who it is")
	require.Zero(t, r.Failures)
}

func TestBotsWhoseLinkBreaksQueueAgain(t *testing.T) {
	r, _ := run(t, 1, play{breaks: 40}, &fakeQueue{})
	require.NotZero(t, r.Failures)
	require.Equal(t, []string{"link of match m0 closed: went away"}, r.Errors[:1])
	require.LessOrEqual(t, len(r.Errors), maxErrors)
}

func TestBotsWhoseMatchWasOverQueueAgain(t *testing.T) {
	r, _ := run(t, 2, play{late: 2}, &fakeQueue{})
	require.Equal(t, 2, r.Joined)
	require.Zero(t, r.Failures, "it ended before they came: nobody's failure")
}

// A match that goes on from an earlier moment is as it should be where a backup was put back, and the numbers that come
// again are new orders; otherwise it is a fault.
func TestAMatchGoesBackOnlyWhereABackupWasPutBack(t *testing.T) {
	r, answers := run(t, 2, play{back: 100, restored: true}, &fakeQueue{})
	require.NoError(t, r.Err())
	require.Equal(t, []int{2, 0}, []int{r.Restored, r.Failures})
	require.Equal(t, 20, r.OrdersEffective, "five of each before, and five after")
	require.Contains(t, answers, `{"match":"m0","seat":1,"restored":true}`)
	require.Equal(t, r.EffectsChecked, r.EffectsShown)

	r, _ = run(t, 1, play{back: 100}, &fakeQueue{})
	require.Equal(t, []int{0, 1}, []int{r.Restored, r.Failures})
	require.Equal(t, []string{"match m0 went back from tick 99 to 50, and nobody said why"}, r.Errors)
}

func TestUnseatedBotsAreNotCounted(t *testing.T) {
	r, _ := run(t, 2, play{unseated: true}, &fakeQueue{})
	require.Equal(t, 2, r.Joined)
	require.Zero(t, r.Seated)
}

func TestBotsThatCannotJoin(t *testing.T) {
	r, _ := run(t, 3, play{}, &fakeQueue{broken: true})
	require.Zero(t, r.Joined)
	require.ErrorContains(t, r.Err(), "3 of 3 bots never joined; first error: sign in as guest: 403 Forbidden")
	require.Len(t, r.Errors, 1)
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestAnswersThatCannotBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := Run(t.Context(), Config{
			Matchmaker: "http://queue",
			Players:    1, Duration: time.Second, HTTP: (&fakeQueue{}).client(), Answers: full{}, Commander: march,
			join: func(context.Context, client.Config) (commander.Link, error) { return &fakeLink{}, nil },
		})
		require.ErrorContains(t, err, "write answers: no space left")
	})
}

func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var joined []int
		_, err := Run(t.Context(), Config{
			Matchmaker: "http://queue",
			Players:    3, Duration: 4500 * time.Millisecond, JoinRate: 1, HTTP: (&fakeQueue{}).client(),
			Commander: march,
			Progress: func(r Report) {
				joined = append(joined, r.Joined)
			},
			join: func(context.Context, client.Config) (commander.Link, error) { return &fakeLink{}, nil },
		})
		require.NoError(t, err)
		require.Len(t, joined, 4)
		require.Equal(t, 3, joined[3])
	})
}

func TestConfigIsChecked(t *testing.T) {
	_, err := Run(t.Context(), Config{Duration: time.Second})
	require.ErrorContains(t, err, "players: 1 to 10000, not 0")
	_, err = Run(t.Context(), Config{Players: 1})
	require.ErrorContains(t, err, "duration")
	_, err = Run(t.Context(), Config{Players: 1, Duration: 1, JoinRate: -1})
	require.ErrorContains(t, err, "join rate")
}
