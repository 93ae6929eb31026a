package main

import (
	"net/http"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A shard takes players from when it knows whose tickets count: before, nobody is sent there, and it says why. When
// every matchmaker is started again it goes by the keys it knew.
func TestAShardIsThereWhenItKnowsAMatchmaker(t *testing.T) {
	s := newStage(t)
	known, err := s.reg.Matchmakers(t.Context())
	require.NoError(t, err)
	require.NoError(t, s.reg.RemoveMatchmaker(t.Context(), "queue"))
	cmd, log := muster(t, "shard",
		"--id", "one", "--registry", s.meet, "--udp", "127.0.0.1:0", "--data", filepath.Join(s.dir, "one")), &lines{}
	cmd.Stdout, cmd.Stderr = log, log
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	var health []string
	require.Eventually(t, func() bool {
		health = regexp.MustCompile(`health (http[^\s,]+)`).FindStringSubmatch(log.String())
		return health != nil
	}, patience, 20*time.Millisecond)
	ready := func() int {
		r, err := http.Get(health[1])
		require.NoError(t, err)
		defer r.Body.Close()
		return r.StatusCode
	}
	require.Equal(t, http.StatusServiceUnavailable, ready())
	require.Nil(t, s.shard("one"))
	require.NoError(t, s.reg.PutMatchmaker(t.Context(), known[0]))
	require.Eventually(t, func() bool {
		return s.shard("one") != nil && ready() == http.StatusOK
	}, patience, 10*time.Millisecond)
	require.NoError(t, s.reg.RemoveMatchmaker(t.Context(), "queue"))
	require.Equal(t, http.StatusOK, ready())
}
