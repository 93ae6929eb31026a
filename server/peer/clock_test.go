package peer

import (
	"bytes"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// said is what the nodes log.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// A shard comes back with a clock that is ten minutes ahead. Nobody takes anybody for dead: matches go on where they
// run, without a standby there, and the logs of both say why. With a right clock they stand by again.
func TestAShardWhoseClockIsWrongIsNamedAndNobodyIsTakenForDead(t *testing.T) {
	c := newCluster(t, "a", "b")
	a := c.nodes["a"]
	a.begin("m1")
	a.standby("m1")
	c.nodes["b"].kill()
	c.ahead["b"] = 10 * time.Minute
	b := c.start("b", 4)
	b.begin("m2")
	for _, words := range []string{
		"the clock of a is about 10m0s behind that of b: set both by NTP",
		"the clock of b is about 10m0s ahead of that of a, or the token is an old one: set both by NTP",
	} {
		require.Eventually(t, func() bool {
			return bytes.Contains([]byte(c.said.String()), []byte(words))
		}, patience, 10*time.Millisecond, "%s", c.said)
	}
	for match, at := range map[string]*node{"m1": a, "m2": b} {
		before := at.tick(match)
		require.Eventually(t, func() bool { return at.tick(match) > before+40 }, patience, 10*time.Millisecond, match)
		h, err := at.shard.Host(match)
		require.NoError(t, err, match)
		require.NotNil(t, h, match)
	}
	require.NotContains(t, c.said.String(), "taken over")
	b.kill()
	c.ahead["b"] = 20 * time.Second
	c.start("b", 4)
	a.standby("m1")
}

// Clocks that differ by less than half a minute keep nobody out, and who has not the secret is told nothing of clocks.
func TestClocksThatDifferALittleKeepNobodyOut(t *testing.T) {
	c := newCluster(t, "a", "b")
	for off, want := range map[time.Duration]int{
		25 * time.Second: http.StatusOK, -55 * time.Second: http.StatusOK,
		10 * time.Minute: http.StatusUnauthorized, -10 * time.Minute: http.StatusUnauthorized,
	} {
		for secret, trusted := range map[byte]bool{1: true, 2: false} {
			token := sign(t, secret, "a", "b", time.Now().Add(off))
			status, answer := c.nodes["b"].ask("GET", api.PeerBeats, token, nil)
			if !trusted {
				require.Equal(t, http.StatusUnauthorized, status)
				require.NotContains(t, answer, "clock")
				continue
			}
			require.Equal(t, want, status, "%v: %s", off, answer)
			if want != http.StatusOK {
				require.Contains(t, answer, "the clock of b is about 10m0s")
			}
		}
	}
}
