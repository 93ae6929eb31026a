package queue

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// A match in quarantine waits for its operator as long as its scenario lasts, also while its shard is stopped for that;
// nobody new is sent there. Pardoned in time it goes on; else it is void.
func TestAMatchInQuarantineWaitsForItsOperator(t *testing.T) {
	for _, c := range []struct {
		name    string
		stopped bool // its shard is, for most of the time
		pardon  bool
		ran     bool // before, as far as the queue knew, which has nothing to tell its shard
		another bool // queue leads by then, which was started while the shard was stopped
	}{
		{"never pardoned", false, false, false, false},
		{"pardoned in time", false, true, false, false},
		{"pardoned while its shard was stopped", true, true, false, false},
		{"never pardoned, and its shard does not come back", true, false, false, false},
		{"it ran before", true, true, true, false},
		{"the queue was stopped too", true, true, false, true},
		{"the queue was started anew, and nobody pardons", false, false, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				f := &fleet{
					reg: registry.NewMemory(5 * time.Second), dead: map[string]bool{}, owner: map[string]string{},
					epoch: map[string]uint32{}, ill: map[string]bool{"m1": !c.ran}, lasts: 60, alone: c.another,
				}
				m, kill := f.lead(t, dir, "queue-1", "m1")
				f.comes(t, "s1")
				ctx, stop := context.WithCancel(t.Context())
				var living sync.WaitGroup
				defer func() { // kill may be another one by then
					kill()
					stop()
					living.Wait()
				}()
				living.Go(func() { actor{f, "s1"}.live(ctx) })
				status := func() store.MatchStatus {
					r, err := m.store.Match(t.Context(), "m1")
					require.NoError(t, err)
					return r.Status
				}
				if c.ran {
					time.Sleep(10 * time.Second)
					require.False(t, m.ledger.misses("m1"))
					f.mu.Lock()
					f.ill["m1"] = true
					f.mu.Unlock()
				}
				time.Sleep(15 * time.Second)
				require.Equal(t, store.MatchOpen, status())
				require.True(t, m.ledger.misses("m1"), "nobody new is sent there")
				if c.stopped {
					actor{f, ""}.kill("s1")
				}
				if c.another {
					kill()
					m, kill = f.lead(t, dir, "queue-2")
				}
				time.Sleep(40 * time.Second) // longer than a shard that is just away keeps its matches
				require.Equal(t, store.MatchOpen, status())
				if c.another {
					open, err := m.store.WithRoom(t.Context(), 9)
					require.NoError(t, err)
					require.Empty(t, open, "nobody new is sent there")
				}
				f.mu.Lock()
				f.ill["m1"] = !c.pardon
				f.mu.Unlock()
				if c.stopped && c.pardon {
					f.mu.Lock()
					f.dead["s1"] = false
					f.mu.Unlock()
					living.Go(func() { actor{f, "s1"}.live(ctx) })
				}
				time.Sleep(15 * time.Second)
				if c.stopped && !c.pardon {
					time.Sleep(shardFound) // from now on it is missed like any other
				}
				if c.pardon {
					require.Equal(t, store.MatchOpen, status())
					require.False(t, m.ledger.misses("m1"))
					return
				}
				require.Equal(t, store.MatchVoid, status())
			})
		})
	}
}

// Who has no end to wait for waits for a day.
func TestHowLongAMatchMayBeFound(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &fleet{
			reg: registry.NewMemory(5 * time.Second), dead: map[string]bool{}, owner: map[string]string{},
			epoch: map[string]uint32{},
		}
		m, kill := f.lead(t, dir, "queue-1", "m1")
		defer kill()
		for status, want := range map[int]time.Duration{
			http.StatusNotFound: headComes, http.StatusGone: reportComes, http.StatusConflict: operatorComes,
		} {
			require.Equal(t, want, m.syncer.mayBeFound("duel", &api.Problem{Status: status}))
		}
	})
}

// A match has just been handed over, and a player is to come: he is sent there in the same breath. Who was sent where
// it was would be back in line, and come nowhere until the queue found the match.
func TestWhoIsToComeFollowsAMatchThatHasJustMoved(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &fleet{
			reg: registry.NewMemory(5 * time.Second), dead: map[string]bool{}, owner: map[string]string{},
			epoch: map[string]uint32{},
		}
		m, kill := f.lead(t, dir, "queue-1", "m1", "m2")
		f.comes(t, "s1")
		f.comes(t, "s2")
		defer f.live(t, kill, "s1", "s2")()
		time.Sleep(5 * time.Second)
		now := time.Now()
		for i, match := range []string{"m1", "m2"} {
			require.NoError(t, m.store.Leave(t.Context(), match, "p-"+match+"-1", now))
			time.Sleep(time.Second)
			f.byHand(match, "s2")
			if i == 0 { // its new shard has told so; of the other one somebody has put back what is not true
				require.NoError(t, f.reg.PutHeads(t.Context(), registry.Head{Match: match, Shard: "s2", Epoch: 2}))
			} else {
				f.mu.Lock()
				f.owner[match] = "s1"
				f.mu.Unlock()
				require.NoError(t, f.reg.PutHeads(t.Context(), registry.Head{Match: match, Shard: "s2", Epoch: 9}))
			}
			player := "newcomer-" + match
			require.NoError(t, m.store.AddAccount(t.Context(), store.Account{
				Player: player, Name: player, Guest: true, Role: api.RolePlayer, Created: now,
			}))
			_, _, err := m.store.AddTicket(t.Context(), "t-"+player, []string{player},
				store.TicketRequest{Mode: "quick", Match: match}, time.Now())
			require.NoError(t, err)
			m.notify.WakeRound()
			time.Sleep(500 * time.Millisecond)
			r, err := m.store.Match(t.Context(), match)
			require.NoError(t, err)
			require.Equal(t, []string{"s2", "s1"}[i], r.Shard, match)
			seat, _, err := m.store.SeatOf(t.Context(), match, player)
			require.NoError(t, err)
			require.Equal(t, 1, seat, match)
			require.False(t, r.Unsynced, "its shard knows who comes")
			require.False(t, m.ledger.misses(match))
		}
	})
}
