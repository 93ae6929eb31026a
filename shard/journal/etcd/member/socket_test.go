package member

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
	"muster/shard/journal/etcd"
	"muster/shard/journal/etcd/keeper"
)

// A server alone listens at a file, whatever that is called, and nowhere else; it goes on when it is started again, and
// a second one does not take the file away from it.
func TestAServerListensAtAFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), `srv[1] 5%d?#*\ä,@`)
	require.NoError(t, os.Mkdir(dir, 0o750))
	cfg := Config{Name: "alone", Dir: filepath.Join(dir, "store"), Socket: filepath.Join(dir, "store.sock")}
	open := func() *etcd.Store {
		endpoints, tls, err := etcd.Servers(etcd.PlaceOf(cfg.Socket))
		require.NoError(t, err)
		require.False(t, tls)
		s, err := etcd.Open(t.Context(), etcd.Config{Endpoints: endpoints})
		require.NoError(t, err)
		k, err := keeper.Open(endpoints, &etcd.Access{})
		require.NoError(t, err)
		defer k.Close()
		all, err := k.Status(t.Context())
		require.NoError(t, err)
		require.Len(t, all, 1)
		require.Empty(t, all[0].Trouble)
		return s
	}
	m, err := Start(cfg)
	require.NoError(t, err)
	require.NoError(t, m.Ready(t.Context()))
	s, outcome := open(), make(chan error, 1)
	s.Append("m1", journal.Seal(journal.Hash{}, []byte("first")), func(err error) { outcome <- err })
	require.NoError(t, <-outcome)
	info, err := os.Stat(cfg.Socket)
	require.NoError(t, err)
	require.Zero(t, info.Mode().Perm()&0o077, "others of the machine stay out")
	require.Empty(t, m.e.Peers)
	require.Len(t, m.e.Clients, 1)

	_, err = Start(Config{Name: "alone", Dir: t.TempDir(), Socket: cfg.Socket})
	require.ErrorContains(t, err, "another server runs already, and listens at "+cfg.Socket)
	require.NoError(t, s.Close())
	m.Stop()
	require.False(t, etcd.Listens(cfg.Socket))

	l, err := net.Listen("unix", cfg.Socket) // and one that was killed left its file
	require.NoError(t, err)
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	require.NoError(t, l.Close())
	m, err = Start(cfg)
	require.NoError(t, err)
	defer m.Stop()
	require.NoError(t, m.Ready(t.Context()))
	s = open()
	defer s.Close()
	recs, durable, err := s.Read("m1", 1)
	require.NoError(t, err)
	require.EqualValues(t, 1, durable)
	require.Equal(t, "first", string(recs[0].Payload))
}

// What does not go with a socket is refused, with what to do.
func TestASocketIsForAServerAlone(t *testing.T) {
	at := filepath.Join(t.TempDir(), "s")
	_, err := Start(Config{Name: "n", Dir: t.TempDir(), Socket: at, Peers: []string{"n=a:1", "m=b:1"}})
	require.ErrorContains(t, err, "one alone")
}

// A directory with a long path will do: what systems refuse is reached by a link.
func TestTheFileOfAServerMayHaveALongPath(t *testing.T) {
	dir := t.TempDir()
	for len(dir) <= 200 {
		dir = filepath.Join(dir, "a directory in it")
	}
	require.NoError(t, os.MkdirAll(dir, 0o700))
	cfg := Config{Name: "alone", Dir: filepath.Join(dir, "store"), Socket: filepath.Join(dir, "store.sock")}
	for range 2 {
		m, err := Start(cfg)
		require.NoError(t, err)
		require.NoError(t, m.Ready(t.Context()))
		info, err := os.Stat(cfg.Socket)
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o077)
		endpoints, _, err := etcd.Servers(etcd.PlaceOf(cfg.Socket))
		require.NoError(t, err)
		s, err := etcd.Open(t.Context(), etcd.Config{Endpoints: endpoints})
		require.NoError(t, err)
		require.NoError(t, s.Close())
		m.Stop()
	}
}

// A directory that is moved away is seen, also when another one stands in its place.
func TestAMemberSeesThatItsDirectoryWentAstray(t *testing.T) {
	dir := t.TempDir()
	cfg := Config{Name: "alone", Dir: filepath.Join(dir, "store"), Socket: filepath.Join(dir, "store.sock")}
	m, err := Start(cfg)
	require.NoError(t, err)
	defer m.Stop()
	require.NoError(t, m.Ready(t.Context()))
	ctx, stop := context.WithCancel(t.Context())
	astray := make(chan error, 2)
	go func() { astray <- m.Astray(ctx) }()
	require.NoError(t, m.e.Server.Backend().Defrag()) // puts another database into its place, and that is well
	time.Sleep(2 * astrayEvery)
	stop()
	require.NoError(t, <-astray)
	go func() { astray <- m.Astray(t.Context()) }()
	time.Sleep(astrayEvery)
	require.NoError(t, os.Rename(cfg.Dir, cfg.Dir+".old"))
	require.NoError(t, os.CopyFS(cfg.Dir, os.DirFS(cfg.Dir+".old")))
	require.ErrorContains(t, <-astray, "moved, deleted or replaced")
}
