package notices

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
)

// post is a sender that remembers what it was given.
type post struct {
	mu   sync.Mutex
	sent []message
	fail []error // of the next messages
	hold time.Duration
}

func (p *post) send(_ context.Context, m *message) error {
	p.mu.Lock()
	hold := p.hold
	p.mu.Unlock()
	time.Sleep(hold)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, *m)
	if len(p.fail) > 0 {
		err := p.fail[0]
		p.fail = p.fail[1:]
		return err
	}
	return nil
}

// slow has each message take so long.
func (p *post) slow(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hold = d
}

// fails has the next messages fail.
func (p *post) fails(all ...error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fail = all
}

// titles are those of what was sent since it was last asked.
func (p *post) titles() (all []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.sent {
		all = append(all, p.sent[i].title)
	}
	p.sent = nil
	return all
}

// table is a match by correspondence of ann and bob, and what sends their notices.
type table struct {
	t     *testing.T
	dir   string
	db    *store.Store
	n     *Notices
	by    *post
	stop  func()
	stint map[string]int64
}

const yourTurn = "Your turn: farms"

// sit opens the database in a folder; a second time it goes on with what is there.
func sit(t *testing.T, dir string) *table { return sitBy(t, dir, &post{}) }

// sitBy is sit with a sender that others may have, too.
func sitBy(t *testing.T, dir string, by *post) *table {
	s := &table{t: t, dir: dir, by: by, stint: map[string]int64{}}
	var err error
	s.db, err = store.Open(t.Context(), "sqlite:"+filepath.Join(dir, "queue.db"))
	require.NoError(t, err)
	s.n, err = Open(t.Context(), Config{
		Link: "https://play.example/", Webhooks: true, Store: s.db, Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	s.n.senders[api.ByWebhook] = s.by
	s.run()
	return s
}

func (s *table) run() {
	ctx, cancel := context.WithCancel(s.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.n.Run(ctx)
	}()
	s.stop = sync.OnceFunc(func() {
		cancel()
		<-done
	})
}

func (s *table) close() {
	s.stop()
	require.NoError(s.t, s.db.Close())
}

// begin has the two play; ann is told by a webhook.
func (s *table) begin() (way store.NoticeWay) {
	t, ctx, now := s.t, s.t.Context(), time.Now()
	m := store.NewMatch{Match: store.Match{
		ID: "m1", Mode: "correspondence", Scenario: "farms", Teams: []int{0, 1}, Shard: "s1", Post: true,
		AI: []string{"", ""}, Why: &api.Why{},
	}}
	for i, p := range []string{"ann", "bob"} {
		require.NoError(t, s.db.AddAccount(ctx, store.Account{
			Player: p, Name: p, Guest: true, Role: "player", Created: now,
		}))
		_, _, err := s.db.AddTicket(ctx, "t-"+p, []string{p}, store.TicketRequest{Mode: m.Mode, Post: true}, now)
		require.NoError(t, err)
		m.Seats = append(m.Seats, store.NewSeat{Seat: i, Player: p, Ticket: "t-" + p})
	}
	_, err := s.db.Begin(ctx, []store.NewMatch{m}, now)
	require.NoError(t, err)
	told, err := s.db.Unsynced(ctx, "m1", now)
	require.NoError(t, err)
	require.NoError(t, s.db.Confirm(ctx, "m1", told, 1, now))
	for _, v := range told {
		s.stint[v.Player] = v.ID
	}
	return s.asks("ann", "https://hooks.example/1")
}

func (s *table) asks(player, target string) store.NoticeWay {
	w, err := s.db.AddNoticeWay(s.t.Context(), store.NoticeWay{
		ID: store.NewID("w"), Player: player, Kind: api.ByWebhook, Target: target, Created: time.Now(),
	}, s.n.Mark(api.ByWebhook, target), time.Now())
	require.NoError(s.t, err)
	return w
}

// turns has a turn be planned by who is named; others are not told.
func (s *table) turns(turn uint32, whose ...string) {
	all := map[int64]store.SeatTurn{}
	for _, stint := range s.stint {
		all[stint] = store.SeatTurn{Turn: turn}
	}
	for _, p := range whose {
		all[s.stint[p]] = store.SeatTurn{Turn: turn, Plans: true, Waits: true, Due: time.Now().Add(24 * time.Hour)}
	}
	require.NoError(s.t, s.db.SetTurns(s.t.Context(), all))
}

func (s *table) goes(player string, at time.Time) {
	require.NoError(s.t, s.db.SetAway(s.t.Context(), map[int64]time.Time{s.stint[player]: at}))
}

// Nothing goes to a way before it is confirmed but the link to do it. Then each turn is told once, to who is not there;
// who is there, or was when it came, hears nothing of it.
func TestATurnIsToldOnceToWhoIsNotThere(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := sit(t, dir)
		defer s.close()
		way := s.begin()
		s.goes("ann", time.Now())
		s.goes("bob", time.Now())
		s.turns(1, "ann", "bob")
		time.Sleep(time.Hour)
		require.Equal(t, []string{"Confirm your notices"}, s.by.titles())
		require.NoError(t, s.db.ConfirmNoticeWay(t.Context(), way.ID, time.Now()))
		time.Sleep(time.Hour)
		require.Equal(t, []string{yourTurn}, s.by.titles(), "the turn that waits is told")
		time.Sleep(2 * time.Hour)
		require.Empty(t, s.by.titles())

		s.turns(1)
		s.goes("ann", time.Time{}) // comes, plans, and sees the next turn begin
		s.turns(2, "ann")
		time.Sleep(time.Minute)
		s.goes("ann", time.Now())
		time.Sleep(time.Hour)
		require.Empty(t, s.by.titles(), "she has seen it")
		s.turns(3, "bob")
		time.Sleep(time.Hour)
		require.Empty(t, s.by.titles(), "bob asked for nothing")
		s.turns(4, "ann")
		time.Sleep(time.Hour)
		require.Equal(t, []string{yourTurn}, s.by.titles())
		require.NoError(t, s.db.DropNoticeWay(t.Context(), "", way.ID))
		s.turns(5, "ann")
		time.Sleep(time.Hour)
		require.Empty(t, s.by.titles(), "she ended it")
	})
}

// A link that breaks for a moment is no leaving.
func TestWhoIsBackAtOnceHearsNothing(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := sit(t, dir)
		defer s.close()
		require.NoError(t, s.db.ConfirmNoticeWay(t.Context(), s.begin().ID, time.Now()))
		time.Sleep(time.Minute)
		s.by.titles()
		s.goes("ann", time.Now())
		s.turns(1, "ann")
		time.Sleep(goneFor - lookEvery)
		s.goes("ann", time.Time{})
		time.Sleep(time.Hour)
		require.Empty(t, s.by.titles())
	})
}

// A message that did not arrive goes again, later and later, across restarts and to whoever leads by then; one that
// arrived, or may have, never does.
func TestNothingIsSentTwice(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := sit(t, dir)
		require.NoError(t, s.db.ConfirmNoticeWay(t.Context(), s.begin().ID, time.Now()))
		stint := s.stint
		again := func() {
			s.close()
			s = sit(t, dir)
			s.stint = stint
		}
		defer func() { s.close() }()
		time.Sleep(time.Minute)
		s.by.titles()
		s.goes("ann", time.Now())
		s.by.fails(errors.New("not now"), errors.New("not now"))
		s.turns(1, "ann")
		time.Sleep(goneFor + 2*lookEvery)
		require.Len(t, s.by.titles(), 1)
		again()
		s.by.fails(errors.New("not now"))
		time.Sleep(firstPause + lookEvery)
		require.Len(t, s.by.titles(), 1, "half a minute later")
		time.Sleep(firstPause)
		require.Empty(t, s.by.titles())
		time.Sleep(firstPause + lookEvery)
		require.Len(t, s.by.titles(), 1, "and then a minute later")
		again()
		time.Sleep(2 * time.Hour)
		require.Empty(t, s.by.titles())

		s.by.fails(errUnknown)
		s.turns(2, "ann")
		time.Sleep(time.Hour)
		require.Len(t, s.by.titles(), 1)
		again()
		time.Sleep(2 * time.Hour)
		require.Empty(t, s.by.titles(), "it may have arrived")

		taken, err := s.db.TakeNotice(t.Context(), 999, time.Now())
		require.NoError(t, err)
		require.False(t, taken)
	})
}

// Two senders at once send each message once.
func TestTwoLeadersSendOnce(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := sit(t, dir)
		require.NoError(t, s.db.ConfirmNoticeWay(t.Context(), s.begin().ID, time.Now()))
		time.Sleep(time.Minute)
		s.by.titles()
		s.by.slow(3 * lookEvery)
		other := sitBy(t, dir, s.by)
		defer s.close()
		defer other.close()
		s.goes("ann", time.Now())
		for turn := range uint32(9) {
			s.turns(turn+1, "ann")
			time.Sleep(time.Minute)
			require.Len(t, s.by.titles(), 1)
		}
	})
}

// A sender that died while it sent leaves a message of which nobody knows: it is closed, and told to operators.
func TestASenderThatDiedSendsNothingAgain(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := sit(t, dir)
		defer s.close()
		s.begin()
		time.Sleep(time.Minute)
		s.by.titles()
		s.stop()
		s.asks("bob", "https://hooks.example/2")
		due, err := s.db.NoticesDue(t.Context(), time.Now(), 9)
		require.NoError(t, err)
		require.Len(t, due, 1)
		taken, err := s.db.TakeNotice(t.Context(), due[0].Number, time.Now())
		require.NoError(t, err)
		require.True(t, taken) // and then the power goes
		time.Sleep(time.Hour)
		s.run()
		time.Sleep(2 * time.Hour)
		require.Empty(t, s.by.titles())
	})
}

// Who has lost the lead, and still believes that a message must wait, takes nothing from the one who sends it.
func TestWhatIsBeingSentIsNotPutOff(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := sit(t, dir)
		defer s.close()
		s.begin()
		time.Sleep(time.Minute)
		s.by.titles()
		s.stop()
		s.asks("bob", "https://hooks.example/2")
		due, err := s.db.NoticesDue(t.Context(), time.Now(), 9)
		require.NoError(t, err)
		require.Len(t, due, 1)
		v := &due[0]
		taken, err := s.db.TakeNotice(t.Context(), v.Number, time.Now())
		require.NoError(t, err)
		require.True(t, taken)
		require.NoError(t, s.db.NoticeLater(t.Context(), v.Number, false, time.Now(), time.Now()))
		taken, err = s.db.TakeNotice(t.Context(), v.Number, time.Now())
		require.NoError(t, err)
		require.False(t, taken, "it is on its way")
		require.NoError(t, s.db.NoticeDone(t.Context(), v, store.NoticeDropped, false, time.Now()))
		require.NoError(t, s.db.NoticeLater(t.Context(), v.Number, true, time.Now(), time.Now()))
		taken, err = s.db.TakeNotice(t.Context(), v.Number, time.Now())
		require.NoError(t, err)
		require.True(t, taken, "who sent it says that it did not arrive")
	})
}

// A way that does not take what it is sent is ended after some messages; one that says that it is gone, at once.
func TestAWayThatTakesNothingIsEnded(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := sit(t, dir)
		defer s.close()
		require.NoError(t, s.db.ConfirmNoticeWay(t.Context(), s.begin().ID, time.Now()))
		time.Sleep(time.Minute)
		s.goes("ann", time.Now())
		left := func(turn uint32, err error) int {
			s.by.fails(err)
			s.turns(turn, "ann")
			time.Sleep(time.Minute)
			ways, err := s.db.NoticeWays(t.Context(), "ann")
			require.NoError(t, err)
			return len(ways)
		}
		for turn := range uint32(4) {
			require.Equal(t, 1, left(turn+1, errRefused))
		}
		require.Equal(t, 0, left(9, errRefused))
		w := s.asks("ann", "https://hooks.example/3")
		require.NoError(t, s.db.ConfirmNoticeWay(t.Context(), w.ID, time.Now()))
		time.Sleep(time.Minute)
		require.Equal(t, 0, left(10, errGone))

		w = s.asks("ann", "https://hooks.example/4")
		require.NoError(t, s.db.ConfirmNoticeWay(t.Context(), w.ID, time.Now()))
		time.Sleep(time.Minute)
		for turn := range uint32(4) { // it hangs, and each time holds a place of others
			require.Equal(t, 1, left(turn+11, errUnknown))
		}
		require.Equal(t, 0, left(15, errUnknown))
	})
}

// In quiet hours nothing is sent; when they are over, what still counts is.
func TestQuietHoursAreQuiet(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) { // it begins at midnight, UTC
		s := sit(t, dir)
		defer s.close()
		require.NoError(t, s.db.ConfirmNoticeWay(t.Context(), s.begin().ID, time.Now()))
		time.Sleep(time.Minute)
		s.by.titles()
		wishes, err := ReadWishes(&api.NoticeWishes{
			Zone: "Asia/Shanghai", QuietFrom: "07:30", QuietTo: "10:00", Lang: "zh",
		})
		require.NoError(t, err)
		require.NoError(t, s.db.SetNoticeWishes(t.Context(), "ann", wishes))
		s.goes("ann", time.Now())
		s.turns(1, "ann")
		time.Sleep(time.Hour + 58*time.Minute)
		require.Empty(t, s.by.titles(), "it is before ten in Shanghai")
		time.Sleep(2 * time.Minute)
		require.Equal(t, []string{"轮到你了：farms"}, s.by.titles())
		s.turns(2, "ann")
		time.Sleep(time.Minute)
		require.Len(t, s.by.titles(), 1)
		s.stop()
		time.Sleep(22 * time.Hour) // the next morning
		s.run()
		s.turns(3, "ann")
		time.Sleep(30 * time.Minute)
		require.Empty(t, s.by.titles())
		s.turns(3)
		time.Sleep(2 * time.Hour)
		require.Empty(t, s.by.titles(), "the turn was over when they ended")
	})
}

// Nobody can have others flooded with links to confirm: neither with many targets nor by many accounts.
func TestNobodyIsFloodedWithLinks(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := sit(t, dir)
		defer s.close()
		s.begin()
		s.stop()
		add := func(player, target string) error {
			_, err := s.db.AddNoticeWay(t.Context(), store.NoticeWay{
				ID: store.NewID("w"), Player: player, Kind: api.ByMail, Target: target, Created: time.Now(),
			}, s.n.Mark(api.ByMail, target), time.Now())
			return err
		}
		require.NoError(t, add("ann", "v@example.org"))
		require.NoError(t, add("bob", "V@example.org"), "the same to whoever reads it")
		require.NoError(t, add("bob", "v@example.org"))
		require.ErrorIs(t, add("bob", "v+1@example.org"), store.ErrOften, "it is the same box at many providers")
		require.ErrorIs(t, add("bob", "v.+2+3@example.org"), store.ErrOften)
		require.ErrorIs(t, add("ann", "v@example.org"), store.ErrOften)
		for i := range 20 { // adding and ending makes no room for more
			err := add("bob", "other"+string(rune('a'+i))+"@example.org")
			if i >= 8 {
				require.ErrorIs(t, err, store.ErrOften)
				continue
			}
			require.NoError(t, err)
			ways, err := s.db.NoticeWays(t.Context(), "bob")
			require.NoError(t, err)
			require.NoError(t, s.db.DropNoticeWay(t.Context(), "bob", ways[len(ways)-1].ID))
		}
		time.Sleep(25 * time.Hour)
		require.NoError(t, add("ann", "v@example.org"))
		time.Sleep(8 * 24 * time.Hour)
		s.run()
		time.Sleep(time.Minute)
		ways, err := s.db.NoticeWays(t.Context(), "ann")
		require.NoError(t, err)
		require.Empty(t, ways, "what nobody confirms is forgotten")
	})
}

// An account that is deleted leaves no address behind.
func TestADeletedAccountIsToldNothing(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := sit(t, dir)
		defer s.close()
		way := s.begin()
		require.NoError(t, s.db.ConfirmNoticeWay(t.Context(), way.ID, time.Now()))
		require.NoError(t, s.db.SetNoticeWishes(t.Context(), "ann", store.NoticeWishes{Zone: "Asia/Tokyo"}))
		time.Sleep(time.Minute)
		s.by.titles()
		s.goes("ann", time.Now())
		s.turns(1, "ann")
		require.NoError(t, s.db.Erase(t.Context(), "ann", time.Now()))
		time.Sleep(2 * time.Hour)
		require.Empty(t, s.by.titles())
		_, err := s.db.NoticeWay(t.Context(), way.ID)
		require.ErrorIs(t, err, store.ErrNone)
		w, err := s.db.NoticeWishes(t.Context(), "ann")
		require.NoError(t, err)
		require.Equal(t, store.NoticeWishes{}, w)
	})
}
