package server

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/zstd"

	"muster/game"
	"muster/matchmaker/api"
	"muster/server/table"
	"muster/server/wire"
	"muster/shard"
	"muster/wallclock"
)

// match is the door's side of a running zone: its table, and what each audience is to be sent.
type match struct {
	srv        *Server
	zone       zone
	id         string
	setup      *game.Setup
	hash       uint64
	packed     func() []byte         // the set-up as Welcome carries it, made when first asked for
	pending    pending               // what the zone let out and the feed has not taken up
	public     spectatorDelay        // what spectators of all will see; the feed's own
	terms      atomic.Pointer[terms] // of public; nil until the queue has said: then nothing is shown
	commanders []*commanderSeat      // by seat
	// nobody is heard until then, in nanoseconds since 1970, unless the queue says before who is muted
	talkFrom atomic.Int64
	views    []*audience // by team; the last is All, late

	mu       sync.Mutex
	table    *table.Table
	sessions map[*session]struct{}
	away     map[int64]time.Time // by stint: since when its player is not here
	standby  standby
	brief    *api.OpenMatch // what the queue has said; nil until it has
	alone    int            // slots in which nobody was here
}

// audience is one stream of views, encoded once for each baseline in use.
type audience struct {
	mu     sync.Mutex
	out    *wire.Outgoing
	newest game.Tick
}

func (a *audience) publish(v *game.View) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.out.Publish(v)
	a.newest = v.Tick
}

// frame returns the newest view, encoded against what was acknowledged, and its number.
func (a *audience) frame(acked wire.Ack) ([]byte, game.Tick) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.out.Frame(acked), a.out.Number()
}

func newMatch(s *Server, z zone) *match {
	set := z.Setup()
	m := &match{
		srv: s, zone: z, id: z.Match(), setup: set, hash: set.Hash(),
		sessions: map[*session]struct{}{}, away: map[int64]time.Time{},
		pending: pending{wake: make(chan struct{}, 1)},
	}
	m.table = table.New(m.id, set, z, m)
	if s.cfg.Report != nil { // there is a queue, which will say
		m.talkFrom.Store(time.Now().Add(talkAfter).UnixNano())
		m.table.AwaitQueue()
	} else {
		m.setSpectators(api.Spectators{})
	}
	m.packed = sync.OnceValue(func() []byte {
		w, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)) // fails only on options
		return w.EncodeAll(game.AppendSetup(nil, set), nil)
	})
	for range len(set.Scenario.Teams) + 1 {
		m.views = append(m.views, &audience{out: wire.NewOutgoing()})
	}
	for i := range m.table.Seats() {
		m.commanders = append(m.commanders, newCommanderSeat(m, uint8(i)))
	}
	return m
}

func (m *match) audience(a game.Audience) *audience {
	if a == game.All {
		return m.views[len(m.views)-1]
	}
	return m.views[a]
}

// errNotYet is a match that was just taken up: what was spent in it is known with its first publication.
var errNotYet = table.Refuse(wire.ShuttingDown, "the match is being taken up here: try again in a moment")

// mayEnter checks what a pass asks for, and sets its audience if it is for a seat.
func (m *match) mayEnter(p *pass) error {
	if m.zone.Latest() == nil {
		return errNotYet
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.table.MayEnter(&p.Pass)
}

// enter puts a session in its place.
func (m *match) enter(s *session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.place(s)
}

// place is enter for who holds mu.
func (m *match) place(s *session) error {
	if err := m.table.Enter(s.participant, wallclock.Now()); err != nil {
		return err
	}
	m.sessions[s] = struct{}{}
	delete(m.away, s.participant.Stint)
	return nil
}

// leave takes a session out. If it still has its seat, AI leads it from the next tick.
func (m *match) leave(s *session) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, here := m.sessions[s]; !here {
		return
	}
	delete(m.sessions, s)
	if m.table.Leave(s.participant, s.parting()) {
		m.away[s.participant.Stint] = time.Now()
	}
}

// The match is its table's door.

// Token makes a resume token that witnesses the head behind p.
func (m *match) Token(g *table.Participant, p *shard.Publication) []byte {
	r := resume{
		Expires: wallclock.Now().Add(tokenLife), Epoch: p.Epoch, Number: p.Number, Head: p.Head,
		Seat: g.Seat, Audience: g.Audience, Stint: g.Stint, First: g.First, Match: m.id, Player: g.Player,
		Name: g.Name, Embedded: g.Embedded,
	}
	return r.seal(&m.srv.cfg.Keys.tokens()[0])
}

// Packed is the set-up as Welcome carries it.
func (m *match) Packed() []byte { return m.packed() }

// Late is the newest tick that spectators of all were shown.
func (m *match) Late() game.Tick { return m.audience(game.All).tick() }

// closeAll ends every session and waits until they are gone.
func (m *match) closeAll(reason wire.Reason) {
	m.mu.Lock()
	m.table.Close()
	var all []*session
	for s := range m.sessions {
		all = append(all, s)
	}
	m.mu.Unlock()
	for _, s := range all {
		s.End(reason, "")
	}
	for _, s := range all {
		<-s.gone
	}
}
