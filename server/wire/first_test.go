package wire

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// host is how an address behaves: after a while it answers or fails.
type host struct {
	after time.Duration
	err   error
}

// town dials hosts by their name, and notes when each was dialled and which links are closed.
type town struct {
	hosts map[string]host
	began time.Time

	mu     sync.Mutex
	asked  map[string]time.Duration
	closed map[string]<-chan struct{}
}

func newTown(hosts map[string]host) *town {
	return &town{
		hosts: hosts, began: time.Now(), asked: map[string]time.Duration{}, closed: map[string]<-chan struct{}{},
	}
}

func (n *town) dial(ctx context.Context, addr string) (Conn, error) {
	n.mu.Lock()
	n.asked[addr] = time.Since(n.began)
	n.mu.Unlock()
	h := n.hosts[addr]
	select {
	case <-time.After(h.after):
	case <-ctx.Done():
		return nil, &noAnswer{ctx.Err()}
	}
	if h.err != nil {
		return nil, h.err
	}
	c, _ := Pipe()
	n.mu.Lock()
	n.closed[addr] = c.Done()
	n.mu.Unlock()
	return c, nil
}

const never = time.Hour

func TestTheFirstAddressThatAnswersCounts(t *testing.T) {
	away := errors.New("network is unreachable")
	for _, c := range []struct {
		name  string
		hosts map[string]host
		asked map[string]time.Duration
		took  time.Duration
	}{
		{
			"at once",
			map[string]host{"a": {after: 20 * time.Millisecond}, "b": {}},
			map[string]time.Duration{"a": 0},
			20 * time.Millisecond,
		},
		{
			"behind one that leads nowhere",
			map[string]host{"a": {after: never}, "b": {after: 20 * time.Millisecond}},
			map[string]time.Duration{"a": 0, "b": nextAddrAfter},
			nextAddrAfter + 20*time.Millisecond,
		},
		{
			"behind one that fails at once",
			map[string]host{"a": {err: away}, "b": {}},
			map[string]time.Duration{"a": 0, "b": 0},
			0,
		},
		{
			"a slow one that was asked first",
			map[string]host{"a": {after: 300 * time.Millisecond}, "b": {after: never}},
			map[string]time.Duration{"a": 0, "b": nextAddrAfter},
			300 * time.Millisecond,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newTown(c.hosts)
				conn, err := First(t.Context(), []string{"a", "b"}, n.dial)
				require.NoError(t, err)
				require.Equal(t, c.took, time.Since(n.began))
				require.Equal(t, c.asked, n.asked)
				select {
				case <-conn.Done():
					t.Error("the link that counts was closed")
				default:
				}
			})
		})
	}
}

func TestALinkThatComesTooLateIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newTown(map[string]host{"a": {after: nextAddrAfter}, "b": {}})
		stubborn := func(_ context.Context, addr string) (Conn, error) { return n.dial(context.Background(), addr) }
		conn, err := First(t.Context(), []string{"a", "b"}, stubborn)
		require.NoError(t, err)
		synctest.Wait()
		open := 0
		for _, done := range n.closed {
			select {
			case <-done:
			default:
				open++
			}
		}
		require.Equal(t, 1, open, "of %d links that answered", len(n.closed))
		conn.Close(Left, "")
	})
}

func TestWhereNobodyAnswersTheErrorSaysWhatToTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
		defer cancel()
		n := newTown(map[string]host{"a": {after: never}, "b": {after: never}, "c": {after: never}})
		_, err := First(ctx, []string{"a", "b", "c"}, n.dial)
		require.ErrorIs(t, err, ErrNoAnswer)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, 4*time.Second, time.Since(n.began))
		require.Len(t, n.asked, 3)
		_, err = First(ctx, nil, n.dial)
		require.Error(t, err)
	})
}

func TestFamiliesComeByTurns(t *testing.T) {
	var ips []netip.Addr
	for _, s := range []string{"fd00::1", "fd00::2", "10.0.0.1", "10.0.0.2", "10.0.0.3"} {
		ips = append(ips, netip.MustParseAddr(s))
	}
	var order []string
	for _, ip := range byTurns(ips) {
		order = append(order, ip.String())
	}
	require.Equal(t, []string{"fd00::1", "10.0.0.1", "fd00::2", "10.0.0.2", "10.0.0.3"}, order)
	require.Empty(t, byTurns(nil))
}

func TestAnAddressIsTakenAsItIs(t *testing.T) {
	for _, addr := range []string{"127.0.0.1:7", "[::1]:7", "[fe80::1%lo]:7"} {
		all, err := resolve(t.Context(), addr)
		require.NoError(t, err)
		require.Equal(t, []string{addr}, all)
	}
	_, err := resolve(t.Context(), "127.0.0.1")
	require.ErrorContains(t, err, "missing port")
}
