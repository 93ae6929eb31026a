package queue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// fleet is shards that share a journal, in virtual time: who runs what, and what goes wrong when one is asked to take a
// match over.
type fleet struct {
	reg  *registry.Memory
	meet registry.Registry // that the queue reads; nil for reg

	mu    sync.Mutex
	dead  map[string]bool
	owner map[string]string   // by match
	epoch map[string]uint32   // by match
	fails map[string][]string // by match: what goes wrong with the next calls
	asked int
	told  map[string]brief // by match: the last OpenMatch; may be nil
	taken time.Time        // of the last take-over
	ill   map[string]bool  // by match: whoever runs it has quarantined it; may be nil
	lasts int              // seconds that a match takes at most
	seen  []api.Presence   // who is there, on any shard; if nil, whoever was offered a seat, where the match runs
	seats map[string][]api.Presence

	began  map[string]int64  // by shard: when its process did; may be nil
	rules  map[string]string // by shard: of its release; may be nil
	needs  map[string]string // by match: the rules it was begun with
	silent map[string]bool   // shards of a release that does not tell its rules
	drains map[string]bool
	alone  bool           // each has files of its own
	cost   map[string]int // by shard: percent of its processors that a match takes; nil if it does not say
	base   map[string]int // by shard: percent that are taken beside that

	matches int                       // at most so many at once; 0 for no bound
	speaks  func(actor) shards.Client // in the place of an actor; nil for itself
	log     *slog.Logger              // of the queue; nil for none
	stop    func()                    // of the queue that leads, where another one is to follow
}

// brief is what a shard was told of a match, and when.
type brief struct {
	barred []string
	at     time.Time
}

// actor is a shard of a fleet, as the queue speaks to it.
type actor struct {
	*fleet
	id string
}

var errRefused = errors.New("connection refused")

// entry is what the shard tells of itself.
func (a actor) entry(load int) registry.Shard {
	a.mu.Lock()
	defer a.mu.Unlock()
	return registry.Shard{
		ID: a.id, Addr: a.id, Capacity: 100, Load: load, Shared: !a.alone, Draining: a.drains[a.id],
		Rules: a.tells(a.rules[a.id]),
		Began: a.began[a.id], HandsOver: a.cost != nil && !a.alone, Busy: a.base[a.id] + load*a.cost[a.id],
		Measured: a.measured(),
	}
}

// measured is when a shard measured how hard it works: every five seconds. The caller holds mu.
func (a actor) measured() int64 {
	if a.cost == nil {
		return 0
	}
	return time.Now().Truncate(5 * time.Second).UnixMilli()
}

// tells is what the shard says of rules. The caller holds mu.
func (a actor) tells(rules string) string {
	if a.silent[a.id] {
		return ""
	}
	return rules
}

// lacks is the answer of a shard that does not have the rules of a match; nil if it has them. The caller holds mu.
func (a actor) lacks(match string) error {
	if need := a.needs[match]; need != "" && need != a.rules[a.id] {
		return &api.Problem{Status: http.StatusPreconditionFailed}
	}
	return nil
}

// live has a shard tell the registry of itself and its matches until it is dead.
func (a actor) live(ctx context.Context) {
	for ctx.Err() == nil {
		a.mu.Lock()
		dead, heads := a.dead[a.id], []registry.Head(nil)
		for match, owner := range a.owner {
			if owner == a.id && a.lacks(match) == nil {
				heads = append(heads, registry.Head{
					Match: match, Shard: a.id, Epoch: a.epoch[match], Number: 1, Rules: a.tells(a.needs[match]),
				})
			}
		}
		a.mu.Unlock()
		if dead {
			return
		}
		_ = a.reg.PutShard(ctx, a.entry(len(heads)))
		_ = a.reg.PutHeads(ctx, heads...)
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (a actor) kill(ids ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, id := range ids {
		a.dead[id] = true
	}
}

// TakeOver goes wrong as often as the match's fate wants it.
func (a actor) TakeOver(ctx context.Context, match string) error {
	a.mu.Lock()
	a.asked++
	fate := ""
	if all := a.fails[match]; len(all) > 0 {
		fate, a.fails[match] = all[0], all[1:]
	}
	dead, ill := a.dead[a.id], a.ill[match]
	if err := a.lacks(match); err != nil && !dead {
		a.mu.Unlock()
		return err
	}
	if !dead && !ill && (fate == "" || fate == "not answered") && a.owner[match] != a.id {
		a.owner[match] = a.id
		a.epoch[match]++
		a.taken = time.Now()
	}
	a.mu.Unlock()
	switch {
	case dead || fate == "refused":
		return errRefused
	case ill:
		return &api.Problem{Status: http.StatusConflict}
	case fate == "busy":
		return &api.Problem{Status: http.StatusServiceUnavailable}
	case fate == "slow" || fate == "not answered":
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Second): // the client's timeout
		}
		return context.DeadlineExceeded
	}
	return nil
}

// answers is every other call: it works where the match runs.
func (a actor) answers(match string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.dead[a.id]:
		return errRefused
	case a.ill[match]:
		return &api.Problem{Status: http.StatusConflict}
	case a.owner[match] != a.id:
		return &api.Problem{Status: http.StatusNotFound}
	}
	return a.lacks(match)
}

func (a actor) OpenMatch(_ context.Context, match string, o api.OpenMatch) error {
	a.mu.Lock()
	if a.owner[match] == "" && !a.dead[a.id] { // it begins here
		a.owner[match], a.epoch[match] = a.id, 1
	}
	a.mu.Unlock()
	err := a.answers(match)
	a.mu.Lock()
	defer a.mu.Unlock()
	if err == nil && a.told != nil {
		a.told[match] = brief{o.Access.Barred, time.Now()}
	}
	for _, v := range o.Seats {
		a.sit(match, v.Stint)
	}
	return err
}

// sit has a player be there who was offered a seat. The caller holds mu.
func (a actor) sit(match string, stint int64) {
	if a.seats == nil {
		a.seats = map[string][]api.Presence{}
	}
	a.seats[match] = append(a.seats[match], api.Presence{Stint: stint, Here: true})
}

func (a actor) OfferSeat(_ context.Context, match string, _ int, o api.OfferSeat) error {
	a.mu.Lock()
	a.sit(match, o.Stint)
	a.mu.Unlock()
	return a.answers(match)
}

func (a actor) FreeSeat(_ context.Context, match string, _ int, _ int64) error {
	return a.answers(match)
}

func (a actor) SetAccess(_ context.Context, match string, _ api.Access) error {
	return a.answers(match)
}

func (a actor) Matches(context.Context) (all []api.Match, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.dead[a.id] {
		return nil, errRefused
	}
	for match, owner := range a.owner {
		if owner == a.id && !a.ill[match] && a.lacks(match) == nil {
			all = append(all, api.Match{ID: match})
		}
	}
	return all, nil
}

func (a actor) Presence(context.Context) ([]api.Presence, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	all := a.seen
	for match, seats := range a.seats {
		if a.seen == nil && a.owner[match] == a.id && !a.ill[match] && a.lacks(match) == nil {
			all = append(all, seats...)
		}
	}
	return all, nil
}

func (a actor) ReadLog(context.Context, api.LogQuery) (api.LogPage, error) { return api.LogPage{}, nil }

func (a actor) SetLogLevel(context.Context, api.LogLevelRequest) error { return nil }

func (a actor) MutePlayer(_ context.Context, _ string, _ time.Time) error { return nil }
func (a actor) Said(context.Context, string) (api.MatchSaid, error) {
	return api.MatchSaid{}, &api.Problem{Status: http.StatusNotFound}
}

func (a actor) SoFar(context.Context, string) ([]byte, error) { panic("nobody asks") }

func (a actor) Sight(context.Context, string) ([]byte, error) { panic("nobody asks") }

func (a actor) Replay(context.Context, string) (io.ReadCloser, int64, error) {
	return nil, 0, errRefused
}
func (a actor) Drain(context.Context) error       { return nil }
func (a actor) Undrain(context.Context) error     { return nil }
func (a actor) End(context.Context, string) error { return nil }
func (a actor) Close()                            {}

// HandOver works where the match runs, and the other one lives.
func (a actor) HandOver(_ context.Context, match, to string) (string, error) {
	if err := a.answers(match); err != nil {
		return "", err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.dead[to] {
		return "", &api.Problem{Status: http.StatusConflict}
	}
	a.owner[match] = to
	a.epoch[match]++
	return to, nil
}

// lead opens a matchmaker on the database in dir and has it lead until it is killed. Matches that are to run on s1
// stand in the database before its first round, which must not find their tickets in the queue.
func (f *fleet) lead(t *testing.T, dir, id string, matches ...string) (m *Queue, kill func()) {
	scenario := duel
	scenario.Lasts = f.lasts
	meet := f.meet
	if meet == nil {
		meet = f.reg
	}
	m = open(t, dir, id, meet, Config{Matches: f.matches, Log: f.log}, scenario)
	m.shards.Dial = func(s registry.Shard) shards.Client {
		if f.speaks != nil {
			return f.speaks(actor{f, s.ID})
		}
		return actor{f, s.ID}
	}
	for _, match := range matches {
		f.begin(t, m.store, match, "s1")
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- m.Run(ctx) }()
	return m, func() {
		cancel()
		require.NoError(t, <-done)
		require.NoError(t, m.store.Close())
	}
}

// begin writes a match down that runs on a shard, before that is there: whoever leads must not be asked to open it.
func (f *fleet) begin(t *testing.T, s *store.Store, match, shard string) {
	f.mu.Lock()
	f.owner[match], f.epoch[match] = shard, 1
	f.mu.Unlock()
	now := time.Now()
	v := store.NewMatch{
		Match: store.Match{ID: match, Mode: "quick", Scenario: "duel", Teams: duel.Teams, Shard: shard, Joinable: true},
	}
	for seat := range duel.Teams {
		player := fmt.Sprint("p-", match, "-", seat)
		require.NoError(t, s.AddAccount(t.Context(), store.Account{
			Player: player, Name: player, Guest: true, Role: api.RolePlayer, Created: now,
		}))
		_, _, err := s.AddTicket(t.Context(), "t-"+player, []string{player}, store.TicketRequest{Mode: "quick"}, now)
		require.NoError(t, err)
		v.Seats = append(v.Seats, store.NewSeat{Seat: seat, Player: player, Ticket: "t-" + player})
	}
	begun, err := s.Begin(t.Context(), []store.NewMatch{v}, now)
	require.NoError(t, err)
	require.Len(t, begun, 1)
	told, err := s.Unsynced(t.Context(), match, now)
	require.NoError(t, err)
	require.NoError(t, s.Confirm(t.Context(), match, told, 1, now))
}

// A shard dies with all its matches. Whoever is asked to take one over is slow, busy, cannot be reached, or does it and
// is not heard; players leave meanwhile; the leading matchmaker is killed, and then one of the shards that took over.
// There is always another try: everything goes on, on the one that is left.
func TestEveryMatchOfADeadShardIsTakenOverWhateverGoesWrong(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &fleet{
			reg: registry.NewMemory(5 * time.Second), dead: map[string]bool{}, owner: map[string]string{},
			epoch: map[string]uint32{}, fails: map[string][]string{},
		}
		fates := [][]string{
			nil,
			{"slow"},
			{"busy", "busy", "busy"},
			{"refused", "slow"},
			{"not answered"},
			{"slow", "slow", "not answered"},
		}
		var matches []string
		for i := range 24 {
			match := fmt.Sprint("m", i)
			f.fails[match] = fates[i%len(fates)]
			matches = append(matches, match)
		}
		m, kill := f.lead(t, dir, "queue-1", matches...)
		ctx, stop := context.WithCancel(t.Context())
		var living sync.WaitGroup
		for _, id := range []string{"s1", "s2", "s3"} {
			living.Go(func() { actor{f, id}.live(ctx) })
		}
		defer func() { // kill is another one by then
			kill()
			stop()
			living.Wait()
		}()
		time.Sleep(3 * time.Second)
		actor{f, ""}.kill("s1")
		for _, match := range matches[:12] {
			// which its shard will have to be told
			require.NoError(t, m.store.Leave(t.Context(), match, "p-"+match+"-0", time.Now()))
		}
		time.Sleep(12 * time.Second)
		kill()
		m, kill = f.lead(t, dir, "queue-2")
		time.Sleep(9 * time.Second)
		actor{f, ""}.kill("s2")
		goOn := func() (n int) {
			for _, match := range matches {
				r, err := m.store.Match(t.Context(), match)
				require.NoError(t, err)
				require.Equal(t, store.MatchOpen, r.Status, "%s: %s", match, r.Reason)
				if f.mu.Lock(); r.Shard == "s3" && f.owner[match] == "s3" && !r.Unsynced {
					n++
				}
				f.mu.Unlock()
			}
			return n
		}
		began := time.Now()
		for goOn() < len(matches) && time.Since(began) < shardFound-time.Minute {
			time.Sleep(time.Second)
		}
		require.Equal(t, len(matches), goOn(), "after %v and %d calls", time.Since(began), f.asked)
		t.Logf("all go on %v after the last death, after %d calls", time.Since(began), f.asked)
	})
}

// comes has the registry know a shard that will live, before the others do: its matches are not for them.
func (f *fleet) comes(t *testing.T, id string) {
	require.NoError(t, f.reg.PutShard(t.Context(), actor{f, id}.entry(0)))
}

// byHand is an operator who has a shard take a match over without asking the queue.
func (f *fleet) byHand(match, shard string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.owner[match] = shard
	f.epoch[match]++
}

// live has shards do as they are told until the function that it returns ends them, and the queue before them.
func (f *fleet) live(t *testing.T, kill func(), ids ...string) (end func()) {
	ctx, stop := context.WithCancel(t.Context())
	var living sync.WaitGroup
	for _, id := range ids {
		living.Go(func() { actor{f, id}.live(ctx) })
	}
	return func() {
		kill()
		stop()
		living.Wait()
	}
}

// An operator has a shard take a match over by hand. The queue goes by the heads that the shard tells: players are sent
// there, new ones too, and when that shard dies, at once or later, the match is rescued from it
// and not from where it was.
func TestTheQueueFollowsATakeOverByHand(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &fleet{
			reg: registry.NewMemory(5 * time.Second), dead: map[string]bool{}, owner: map[string]string{},
			epoch: map[string]uint32{},
		}
		m, kill := f.lead(t, dir, "queue-1", "m1", "m2")
		f.comes(t, "s1")
		defer f.live(t, kill, "s1", "s2", "s3")()
		lives := func(match, shard string) {
			r, err := m.store.Match(t.Context(), match)
			require.NoError(t, err)
			require.Equal(t, store.MatchOpen, r.Status, r.Reason)
			require.Equal(t, shard, r.Shard)
			_, there, err := m.shards.Find(t.Context(), r.Shard)
			require.NoError(t, err)
			require.True(t, there, "who asks where it lives is sent there")
			f.mu.Lock()
			defer f.mu.Unlock()
			require.Equal(t, shard, f.owner[match])
		}
		time.Sleep(5 * time.Second)
		lives("m1", "s1")

		f.byHand("m1", "s2")
		time.Sleep(10 * time.Second)
		lives("m1", "s2")
		lives("m2", "s1")
		require.True(t, m.ledger.knows("m1", "s2 since 0"), "it has heard who sits there")
		require.Zero(t, f.asked, "nobody else was asked to take anything over")

		f.byHand("m2", "s2")
		time.Sleep(1500 * time.Millisecond) // it has told one head, and dies before the queue goes by it
		actor{f, ""}.kill("s2")
		time.Sleep(20 * time.Second)
		for _, match := range []string{"m1", "m2"} {
			r, err := m.store.Match(t.Context(), match)
			require.NoError(t, err)
			require.NotEqual(t, "s2", r.Shard)
			lives(match, r.Shard)
		}
	})
}

// A shard that takes a match over hears in the same breath who was removed from it: they hold resume tokens that every
// shard of the house takes.
func TestWhoeverTakesAMatchOverHearsAtOnceWhoMayNotComeBack(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := &fleet{
			reg: registry.NewMemory(5 * time.Second), dead: map[string]bool{}, owner: map[string]string{},
			epoch: map[string]uint32{}, told: map[string]brief{},
		}
		m, kill := f.lead(t, dir, "queue-1", "m1")
		f.comes(t, "s1")
		ctx, stop := context.WithCancel(t.Context())
		var living sync.WaitGroup
		for _, id := range []string{"s1", "s2"} {
			living.Go(func() { actor{f, id}.live(ctx) })
		}
		defer func() {
			kill()
			stop()
			living.Wait()
		}()
		time.Sleep(3 * time.Second)
		require.NoError(t, m.store.Punish(t.Context(), api.Sanction{
			ID: "x1", Player: "p-m1-0", Kind: api.Ban, Created: time.Now(),
		}, ""))
		actor{f, ""}.kill("s1")
		time.Sleep(20 * time.Second)
		f.mu.Lock()
		defer f.mu.Unlock()
		require.Equal(t, "s2", f.owner["m1"])
		require.Equal(t, brief{[]string{"p-m1-0"}, f.taken}, f.told["m1"])
	})
}
