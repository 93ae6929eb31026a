//go:build !race

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/registry"
)

// meeting is a directory, two matchmakers and a shard in processes of their own, without Consul.
type meeting struct {
	directory, shard *process
	queues           []*process
	url, secret      string
	sees             *registry.Remote
}

func startMeeting(t *testing.T) *meeting {
	dir := t.TempDir()
	_, at := freePorts(t)
	m := &meeting{url: "http://" + at, secret: filepath.Join(dir, "secret")}
	m.directory = &process{args: []string{
		"directory", "--http", at, "--secret", m.secret, "--data", filepath.Join(dir, "directory"),
	}}
	m.directory.start(t)
	require.Eventually(t, func() bool {
		return strings.Contains(m.directory.said(), m.url)
	}, patience, lookEvery, "%s", m.directory.log)
	b, err := os.ReadFile(m.secret)
	require.NoError(t, err)
	m.sees, err = registry.Dial("http://" + strings.TrimSpace(string(b)) + "@" + at)
	require.NoError(t, err)
	for i := range 2 {
		_, tcp := freePorts(t)
		m.queues = append(m.queues, m.member(t, "matchmaker", fmt.Sprint("q", i), tcp, "--admin", "127.0.0.1:0",
			"--data", filepath.Join(dir, "queue"), "--scenario", "duel"))
	}
	udp, tcp := freePorts(t)
	m.shard = m.member(t, "shard", "s", tcp, "--udp", udp, "--drain", "0s", "--data", filepath.Join(dir, "s"))
	return m
}

func (m *meeting) member(t *testing.T, kind, id, http string, more ...string) *process {
	p := &process{id: id, http: http, args: append([]string{
		kind, "--registry", m.url, "--registry-secret", m.secret, "--id", id, "--http", http,
	}, more...)}
	p.start(t)
	return p
}

// leader waits until one matchmaker leads.
func (m *meeting) leader(t *testing.T) (who *process) {
	require.Eventually(t, func() bool {
		all, err := m.sees.Matchmakers(t.Context())
		i := slices.IndexFunc(all, func(r registry.Matchmaker) bool { return r.Leads })
		if err != nil || i < 0 {
			return false
		}
		who = m.queues[slices.IndexFunc(m.queues, func(p *process) bool { return p.id == all[i].ID })]
		return true
	}, patience, lookEvery, "nobody leads: %s\n%s", m.queues[0].log, m.queues[1].log)
	return who
}

// Without Consul: the matchmaker that leads is killed, and the other one leads; the directory is killed and comes back,
// and nobody takes anybody for dead; bots play all along.
func TestAClusterMeetsInADirectory(t *testing.T) {
	t.Parallel()
	m := startMeeting(t)
	m.leader(t)
	require.Eventually(t, func() bool {
		all, err := m.sees.Shards(t.Context())
		return err == nil && len(all) == 1
	}, patience, lookEvery, "%s", m.shard.log)
	b := startBots(t, 4, "--registry", m.url, "--registry-secret", m.secret)
	b.fight(t)

	dead, began := m.leader(t), time.Now()
	dead.kill()
	alive := dead
	require.Eventually(t, func() bool {
		alive = m.leader(t)
		return alive != dead
	}, patience, lookEvery)
	t.Logf("the other matchmaker leads after %v", time.Since(began).Round(time.Millisecond))

	m.directory.kill()
	before := b.told().effective
	b.until(t, func(n told) bool { return n.effective > before }) // with nobody to ask where anybody is
	m.directory.start(t)
	require.Eventually(t, func() bool { return strings.Contains(m.directory.said(), m.url) }, patience, lookEvery)
	late, err := registry.Dial(strings.Replace(m.url, "http://", "http://"+secretOf(t, m.secret)+"@", 1))
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		all, err := late.Shards(t.Context())
		heads, bad := late.Heads(t.Context())
		return err == nil && bad == nil && len(all) == 1 && len(heads) >= 2
	}, patience, lookEvery)
	require.Equal(t, alive, m.leader(t))
	before = b.told().effective
	b.until(t, func(n told) bool { return n.effective > before })
	r := b.report(t)
	require.Equal(t, []int{4, 4, 4}, []int{r.Players, r.Joined, r.Seated})
	require.NotContains(t, alive.said(), "match was taken over")
	require.NotContains(t, alive.said(), "voided")
	for _, p := range []*process{m.directory, m.shard, alive} {
		require.NoError(t, p.terminate(t), "%s", p.said())
	}
}

func secretOf(t *testing.T, file string) string {
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	return strings.TrimSpace(string(b))
}

// A directory that is tied to another process ends with it.
func TestADirectoryEndsWithWhoeverStartedIt(t *testing.T) {
	t.Parallel()
	secret, log := filepath.Join(t.TempDir(), "secret"), &lines{}
	cmd := muster(t, "directory", "--http", "127.0.0.1:0", "--secret", secret, "--tied")
	cmd.Stdout, cmd.Stderr = log, log
	tie, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Signal(syscall.SIGKILL) })
	said := regexp.MustCompile(`directory: http://127\.0\.0\.1:\d+, for whoever has --registry-secret`)
	require.Eventually(t, func() bool { return said.MatchString(log.String()) }, patience, lookEvery, "%s", log)
	require.NoError(t, tie.Close())
	require.NoError(t, cmd.Wait(), "%s", log)
}
