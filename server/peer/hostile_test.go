package peer

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/server"
	"muster/shard"
	"muster/shard/registry"
)

// ask calls a node as anybody can, with a token.
func (n *node) ask(method, path, token string, body any) (status int, answer string) {
	b, err := json.Marshal(body)
	require.NoError(n.c.t, err)
	req, err := http.NewRequestWithContext(n.c.t.Context(), method, n.http.URL+path, bytes.NewReader(b))
	require.NoError(n.c.t, err)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := n.http.Client().Do(req)
	require.NoError(n.c.t, err)
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusOK && path == api.PeerBeats {
		return resp.StatusCode, ""
	}
	all, err := io.ReadAll(resp.Body)
	require.NoError(n.c.t, err)
	return resp.StatusCode, string(all)
}

func sign(t *testing.T, secret byte, from, to string, at time.Time) string {
	token, err := api.SignPeer([32]byte{secret}, from, to, at)
	require.NoError(t, err)
	return token
}

// A stranger gets no beats and has nobody stand by: without a token, with one of another secret, for another shard, of
// yesterday, or one that was used before. It is counted, and nothing changes.
func TestAStrangerIsRefused(t *testing.T) {
	c := newCluster(t, "a", "b")
	a, b := c.nodes["a"], c.nodes["b"]
	a.begin("m1")
	a.begin("m2")
	a.standby("m1")
	a.standby("m2")
	good := sign(t, 1, "a", "b", time.Now())
	d := api.Declaration{Owner: "a", Began: 1, Matches: []api.DeclaredMatch{}}
	tokens := map[string]string{
		"none": "", "nonsense": "x.y.z", "of another secret": sign(t, 2, "a", "b", time.Now()),
		"for another shard": sign(t, 1, "a", "c", time.Now()),
		"expired":           sign(t, 1, "a", "b", time.Now().Add(-2*time.Minute)),
		"from tomorrow":     sign(t, 1, "a", "b", time.Now().Add(24*time.Hour)),
		"without an issuer": sign(t, 1, "", "b", time.Now()),
	}
	for name, token := range tokens {
		for path, method := range map[string]string{api.PeerStandby: "PUT", api.PeerBeats: "GET"} {
			status, answer := b.ask(method, path, token, d)
			require.Equal(t, http.StatusUnauthorized, status, "%s at %s", name, path)
			require.Contains(t, answer, "a token of a peer for shard b is needed")
		}
	}
	status, _ := b.ask("GET", api.PeerBeats, good, nil)
	require.Equal(t, http.StatusOK, status)
	status, _ = b.ask("PUT", api.PeerStandby, good, d)
	require.Equal(t, http.StatusUnauthorized, status, "a token is good once")
	require.EqualValues(t, 2*len(tokens)+1, b.figure("muster_peer_calls_refused_total"))
	require.Eventually(t, func() bool { return b.figure("muster_standing_by") == 2 }, patience, 10*time.Millisecond,
		"what a declared is stood by for")

	c.secret.Store(&[][32]byte{{3}, {1}})
	status, _ = b.ask("PUT", "/v1/peer/none", sign(t, 1, "a", "b", time.Now()), d)
	require.Equal(t, http.StatusNotFound, status)
	status, _ = b.ask("GET", api.PeerBeats, sign(t, 1, "a", "b", time.Now()), nil)
	require.Equal(t, http.StatusOK, status, "the key is being replaced: all of its secrets count")
}

// A peer speaks for itself alone, and what it says is held against the journal: who claims another's match gets nobody
// to bid for it when it falls silent, and the owner plays on.
func TestAShardThatClaimsToBeTheOwner(t *testing.T) {
	c := newCluster(t, "a", "b")
	a, b := c.nodes["a"], c.nodes["b"]
	h := a.begin("m1")
	c.start("liar", 4)
	say := func(owner string, epoch uint32) (int, string) {
		return b.ask("PUT", api.PeerStandby, sign(t, 1, "liar", "b", time.Now()), api.Declaration{
			Owner: owner, Began: 1, Matches: []api.DeclaredMatch{{Match: "m1", Epoch: epoch}},
		})
	}
	status, answer := say("a", 1)
	require.Equal(t, http.StatusForbidden, status)
	require.Contains(t, answer, "shard liar speaks for itself alone")
	c.eventually(func() bool {
		status, answer = say("liar", 99)
		return status == http.StatusOK && bytes.Contains([]byte(answer), []byte("by its journal, shard a owns it"))
	}, "it is believed")
	c.nodes["liar"].kill()
	first := h.Latest().Tick
	c.eventually(func() bool { return h.Latest().Tick > first+20 }, "the match stands still")
	require.NoError(t, h.Err())
	c.whole("m1", 1)
}

// What answers at a peer's address and is not that peer is not heard, whatever it says, and nobody is asked to stand by
// there: be it that its certificate is another, or that it cannot show the cluster's secret.
func TestAHeartbeatFromNobody(t *testing.T) {
	c := newCluster(t, "a", "b")
	asked := make(chan string, 1024)
	nobody := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		token, _, _ := strings.Cut(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), " ")
		fmt.Fprintf(w, "peer %s\nbeat 1\n", token) // all that it can show is what it was shown
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	nobody.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer nobody.CloseClientConnections()
	own, other := sha256.Sum256(nobody.Certificate().Raw), sha256.Sum256([]byte("the certificate of the true one"))
	for id, hash := range map[string][32]byte{"ghost": other, "thief": own} {
		require.NoError(t, c.reg.PutShard(t.Context(), registry.Shard{
			ID: id, Control: nobody.URL, CertHash: hash[:], Rules: "r", Shared: true, HandsOver: true,
			Capacity: 1000, Began: 1,
		}))
	}
	a := c.nodes["a"]
	a.begin("m1")
	c.eventually(func() bool { return len(asked) > 1 }, "the thief is asked for beats")
	require.Equal(t, "b", a.standby("m1"), "though the others have more room")
	for range len(asked) {
		require.Equal(t, api.PeerBeats, <-asked, "of the one with the right certificate; the other is not even asked")
	}
	for _, id := range []string{"ghost", "thief"} {
		a.Peers.mu.Lock()
		require.Zero(t, a.core.peers[id].began)
		a.Peers.mu.Unlock()
		_, err := a.HandOver(t.Context(), "m1", id)
		require.ErrorIs(t, err, server.ErrStays)
		require.ErrorContains(t, err, id+" is silent")
	}
	require.True(t, a.runs("m1"))
}

// A move to a shard that is full, refuses, is not there, or is the same leaves the match where it is, and says why.
func TestAMoveThatIsRefused(t *testing.T) {
	c := newCluster(t, "a")
	a := c.nodes["a"]
	a.begin("m1")
	move := func(to, why string) {
		t.Helper()
		c.eventually(func() bool {
			_, err := a.HandOver(t.Context(), "m1", to)
			require.ErrorIs(t, err, server.ErrStays)
			return bytes.Contains([]byte(err.Error()), []byte(why))
		}, why)
		require.True(t, a.runs("m1"))
	}
	move("", "no peer is there")
	move("b", "no shard b with the same journal and rules is there")
	c.start("full", 1, "m2")
	move("full", "shard full refuses")
	move("a", "it runs there already")
	b := c.start("b", 4)
	b.mu.Lock()
	b.refuse = func(string) error { return fmt.Errorf("no: %w", shard.ErrForeign) }
	b.mu.Unlock()
	move("b", "shard b refuses: no: the match waits for another release")
	b.mu.Lock()
	b.refuse, b.draining = nil, true
	b.mu.Unlock()
	move("b", "this shard drains")
	c.whole("m1", 1)
	require.NotZero(t, a.figure("muster_moves_total"))
}

// A shard that says that it is ready and forgets the match, or dies when it has been handed over, leaves it to the one
// that had it: after a second it goes on there.
func TestAMoveToAShardThatForgetsOrDies(t *testing.T) {
	for name, dies := range map[string]bool{"forgets": false, "dies": true} {
		t.Run(name, func(t *testing.T) {
			c := newCluster(t, "a")
			a, b := c.nodes["a"], c.start("b", 4)
			b.mu.Lock()
			b.forgot = map[string]struct{}{}
			b.mu.Unlock()
			h := a.begin("m1")
			a.standby("m1")
			if dies {
				go func() {
					<-h.Done()
					b.kill()
				}()
			}
			_, err := a.HandOver(t.Context(), "m1", "b")
			require.ErrorIs(t, err, server.ErrStays)
			require.ErrorContains(t, err, "shard b did not go on with it, and it goes on here")
			require.True(t, a.runs("m1"))
			require.True(t, a.has("m1"))
			c.whole("m1", 2)
		})
	}
}
