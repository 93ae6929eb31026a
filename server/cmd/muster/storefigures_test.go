package main

import (
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/shard/journal/etcd/member"
)

// Every figure that docs/store.md has operators watch is one that a running server of the store or a shard shows.
func TestFiguresOfTheStoreAreShown(t *testing.T) {
	_, figures := freePorts(t)
	m, err := member.Start(member.Config{
		Name: "alone", Dir: t.TempDir(), Listen: "127.0.0.1:0", Peer: "127.0.0.1:0", HTTP: figures,
	})
	require.NoError(t, err)
	t.Cleanup(m.Stop)
	s := newStage(t)
	s.journal = "etcd://" + m.Addr()
	s.start(t, "one", nil)
	s.open(t, "m1")
	shown := ""
	for _, at := range []string{"http://" + figures, s.known(t, "one").Admin} {
		r, err := http.Get(at + "/metrics")
		require.NoError(t, err)
		b, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		require.NoError(t, r.Body.Close())
		shown += string(b)
	}
	page, err := os.ReadFile("../../../docs/store.md")
	require.NoError(t, err)
	named := regexp.MustCompile(`\b(?:etcd|muster)_[a-z_]*[a-z]\b`).FindAllString(string(page), -1)
	require.Greater(t, len(named), 15)
	for _, name := range named {
		require.True(t, strings.Contains(shown, "# TYPE "+name+" "), "%s is shown by nobody", name)
	}
}
