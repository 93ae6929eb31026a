package main

import (
	"context"
	"crypto/ed25519"
	crand "crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/loadtest"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server/cluster/limit"
	"muster/shard/journal/etcd"
	"muster/shard/journal/etcd/member"
	"muster/shard/registry"
	"muster/shard/replay"
)

// stage is shard processes and a queue that knows them.
type stage struct {
	dir, journal, meet string // journal is empty where each shard has files of its own
	secret             string // file of the cluster's key
	reg                *registry.Memory
	limits             *limit.Limits // of the shards; nil for none
	key                ed25519.PrivateKey
}

func newStage(t *testing.T) *stage {
	s := &stage{dir: t.TempDir(), reg: registry.NewMemory(time.Hour), secret: clusterKey(t)}
	var err error
	_, s.key, err = ed25519.GenerateKey(nil)
	require.NoError(t, err)
	require.NoError(t, s.reg.PutMatchmaker(t.Context(), registry.Matchmaker{
		ID: "queue", URL: "http://127.0.0.1:9", PublicKey: s.key.Public().(ed25519.PublicKey),
	}))
	h := httptest.NewServer(registry.Serve(s.reg, "secret"))
	t.Cleanup(h.Close)
	s.meet = strings.Replace(h.URL, "http://", "http://secret@", 1)
	return s
}

// share has the shards keep their journals in one place.
func (s *stage) share(t *testing.T) {
	s.journal = startMember(t)
}

// startMember runs the server of a shared journal in this process.
func startMember(t *testing.T) (journal string) {
	m, err := member.Start(member.Config{Name: "alone", Dir: t.TempDir(), Listen: "127.0.0.1:0", Peer: "127.0.0.1:0"})
	require.NoError(t, err)
	t.Cleanup(m.Stop)
	return "etcd://" + m.Addr()
}

// start runs `muster shard` and waits until the registry knows it.
func (s *stage) start(t *testing.T, id string, env []string, args ...string) (*exec.Cmd, *lines) {
	cmd, log := muster(t, append([]string{
		"shard", "--id", id, "--registry", s.meet, "--udp", "127.0.0.1:0",
		"--data", filepath.Join(s.dir, id), "--token-key", s.secret, "--drain", "0s",
	}, args...)...), &lines{}
	if s.journal != "" {
		cmd.Args = append(cmd.Args, "--journal", s.journal)
	}
	cmd.Env = append(cmd.Env, env...)
	cmd.Stdout, cmd.Stderr = log, log
	startLimited(t, s.limits, id, cmd)
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	require.Eventually(t, func() bool { return s.shard(id) != nil }, patience, 20*time.Millisecond, "%s", log)
	return cmd, log
}

// startLimited starts a process, under limits if there are some.
func startLimited(t *testing.T, limits *limit.Limits, name string, cmd *exec.Cmd) {
	if limits == nil {
		require.NoError(t, cmd.Start())
		return
	}
	require.NoError(t, limits.Wrap(name, limit.Limit{}, cmd))
	require.NoError(t, cmd.Start())
	limits.Watch(name, cmd.Process)
}

// known waits until a shard is listed, which it is not while it notices that it stood still.
func (s *stage) known(t *testing.T, id string) (at *registry.Shard) {
	for end := time.Now().Add(patience); at == nil; time.Sleep(20 * time.Millisecond) {
		require.True(t, time.Now().Before(end), "%s is not there", id)
		at = s.shard(id)
	}
	return at
}

func (s *stage) shard(id string) *registry.Shard {
	all, _ := s.reg.Shards(context.Background())
	for i := range all {
		if all[i].ID == id {
			return &all[i]
		}
	}
	return nil
}

// where is where the match was last seen.
func (s *stage) where(_ context.Context, match string) (client.Join, error) {
	h, ok, _ := s.reg.FindHead(context.Background(), match)
	at := s.shard(h.Shard)
	if !ok || at == nil {
		return client.Join{}, errors.New("nobody knows")
	}
	return client.Join{Addr: at.Addr, CertHash: at.CertHash, Match: match}, nil
}

// open has shard "one" begin a match.
func (s *stage) open(t *testing.T, match string) { s.begin(t, match, "arena") }

func (s *stage) begin(t *testing.T, match, scenario string) {
	queue := s.control(t, "one")
	require.Eventually(t, func() bool { // as the queue asks: again and again
		return queue.OpenMatch(t.Context(), match, api.OpenMatch{Scenario: scenario, Seed: 5}) == nil
	}, patience, 50*time.Millisecond)
}

// control speaks to a shard for the queue.
func (s *stage) control(t *testing.T, id string) *api.ShardClient {
	at := s.known(t, id)
	return api.NewShardClient(at.Control, at.CertHash, func() (string, error) {
		return api.SignService(s.key, "queue", id, time.Now())
	})
}

// player is a bot that orders all the time and keeps what it is answered and shown.
type player struct {
	c     *client.Client
	match string
	seat  uint8
	told  atomic.Int32 // how many answers there are
	over  atomic.Bool  // the match is

	mu       sync.Mutex
	answers  []replay.Answer
	shown    game.Tick
	back     bool
	restored int              // times a backup was said to be put back
	views    map[sight]uint64 // digests of what was shown
	torn     int              // views that contradict one shown before
}

func (s *stage) join(t *testing.T, match string, seat int) *player {
	at := s.known(t, "one")
	for end := time.Now().Add(patience); ; {
		claims := api.JoinClaims{
			Match: match, Seat: seat, Player: fmt.Sprint("p", seat), Name: "bot", Expires: time.Now().Add(time.Hour),
		}
		_, _ = crand.Read(claims.ID[:])
		ticket, err := api.SignJoin(s.key, claims)
		require.NoError(t, err)
		c, err := client.Dial(t.Context(), client.Config{
			Where: s.where, Join: client.Join{Addr: at.Addr, CertHash: at.CertHash, Match: match, Ticket: ticket},
		})
		if err == nil {
			return &player{c: c, match: match, seat: uint8(seat), views: map[sight]uint64{}}
		}
		require.True(t, time.Now().Before(end), "%v", err) // until then, with another ticket: this one may be spent
	}
}

func (p *player) play(ctx context.Context) {
	go func() {
		for ; ctx.Err() == nil; time.Sleep(100 * time.Millisecond) {
			_, _ = p.c.Order(game.Order{
				Kind: game.Move, Squad: uint8(rand.IntN(4)), X: uint16(rand.IntN(600)), Y: uint16(rand.IntN(600)),
			})
		}
	}()
	for ctx.Err() == nil {
		u, err := p.c.Next(ctx)
		if err != nil {
			return
		}
		p.keep(u)
		if u.Link == client.Closed {
			p.over.Store(true)
			return
		}
	}
}

// keep keeps what an update tells.
func (p *player) keep(u client.Update) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if u.Restored {
		p.restored++
		p.answers, p.shown, p.views = nil, 0, map[sight]uint64{}
	}
	for _, a := range u.Answers {
		p.answers = append(p.answers, replay.Answer{
			Match: p.match, Seat: p.seat, Seq: a.Seq, Tick: a.Tick, Refusal: a.Refusal,
		})
		p.told.Add(1)
	}
	if u.View == nil {
		return
	}
	p.back = p.back || u.View.Tick <= p.shown
	p.shown = u.View.Tick
	at, digest := sight{u.View.Audience, u.View.Tick}, digestOf(u.View)
	if before, ok := p.views[at]; ok && before != digest {
		p.torn++
	}
	p.views[at] = digest
}

// rollBacks is how often a backup was said to be put back.
func (p *player) rollBacks() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.restored
}

// write writes what counts of its answers as bots do.
func (p *player) write(to io.Writer) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	lines := json.NewEncoder(to)
	for _, a := range p.answers {
		why := ""
		if a.Refusal != game.Obeyed {
			why = a.Refusal.String()
		}
		if err := lines.Encode(loadtest.Answer{
			Match: a.Match, Seat: int(a.Seat), Seq: a.Seq, Tick: uint32(a.Tick),
			Refusal: why,
		}); err != nil {
			return err
		}
	}
	return nil
}

// sight is whose view of which tick.
type sight struct {
	who  game.Audience
	tick game.Tick
}

// digestOf is of all that a view holds.
func digestOf(v *game.View) uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, *v)
	return h.Sum64()
}

// playOn waits until everybody has been answered n times more.
func playOn(t *testing.T, players []*player, n int32) {
	for _, p := range players {
		want := p.told.Load() + n
		require.Eventually(t, func() bool {
			return p.told.Load() >= want || p.over.Load()
		}, patience, 10*time.Millisecond, "seat %d is not answered any more", p.seat)
	}
}

// A match goes from shard to shard: taken from one that runs, from one that is stopped in the middle of it all and
// wakes up again, and from one that is killed. Players play on; no answer is lost or comes true twice,
// and time never runs back.
func TestAMatchIsTakenOverFromARunningAPausedAndAKilledShard(t *testing.T) {
	s, match := newStage(t), "m1"
	const alone = "--standby=none" // or the others would not wait to be told
	s.share(t)
	one, _ := s.start(t, "one", nil, alone)
	s.open(t, match)
	ctx, stop := context.WithCancel(t.Context())
	var playing sync.WaitGroup
	var players []*player
	for seat := range 4 {
		p := s.join(t, match, seat)
		defer p.c.Close()
		players = append(players, p)
		playing.Go(func() { p.play(ctx) })
	}
	playOn(t, players, 15)
	two, log := s.start(t, "two", nil, alone, "--take-over", match) // "one" still runs
	require.Contains(t, log.String(), "match taken over")
	playOn(t, players, 15)
	require.NoError(t, two.Process.Signal(syscall.SIGSTOP))
	three, _ := s.start(t, "three", nil, alone, "--take-over", match)
	playOn(t, players, 15)
	require.NoError(t, two.Process.Signal(syscall.SIGCONT)) // it has lost the match and does not know it
	playOn(t, players, 15)
	require.NoError(t, three.Process.Kill())
	s.start(t, "four", nil, alone, "--take-over", match)
	playOn(t, players, 15)
	stop()
	playing.Wait()
	s.check(t, match, players, 4)
	require.NoError(t, one.Process.Signal(syscall.Signal(0)), "who was taken over from lives on")
	require.NoError(t, two.Process.Signal(syscall.Signal(0)))
}

// check holds what the players were told against the journal.
func (s *stage) check(t *testing.T, match string, players []*player, owners int) {
	store, err := etcd.Open(t.Context(), etcd.Config{Endpoints: []string{strings.TrimPrefix(s.journal, "etcd://")}})
	require.NoError(t, err)
	defer store.Close()
	recs, _, err := store.Read(match, 1)
	require.NoError(t, err)
	report, err := replay.Verify(match, recs)
	require.NoError(t, err)
	require.Equal(t, owners, report.Owners)
	var answers []replay.Answer
	for _, p := range players {
		require.False(t, p.back, "seat %d saw time run back", p.seat)
		answers = append(answers, p.answers...)
	}
	audit := replay.Check(answers, map[string]*replay.Taken{match: &report.Taken}, false)
	require.Zero(t, audit.Wrong(), "%v", audit.First)
	t.Logf("%d owners, %d ticks, %d answers, all of them true", report.Owners, report.Ticks, len(answers))
}
