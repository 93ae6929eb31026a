package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
	"muster/shard/journal/etcd"
	"muster/shard/sources"
)

// The documented script starts a cluster of three processes, and a journal in it goes on when one of them is killed.
func TestTheClusterOfTheScriptGoesOnWithoutOneOfThree(t *testing.T) {
	var addrs []string
	for range 9 {
		_, tcp := freePorts(t)
		addrs = append(addrs, tcp)
	}
	dir := t.TempDir()
	cmd, log := exec.Command("sh", "../../../docs/cluster.sh", dir), &lines{}
	cmd.Env = append(os.Environ(), "BE_MUSTER=1", "MUSTER="+program(t), "CLIENTS="+strings.Join(addrs[:3], " "),
		"PEERS="+strings.Join(addrs[3:6], " "), "FIGURES="+strings.Join(addrs[6:], " "))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Stdout, cmd.Stderr = log, log
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		_ = cmd.Wait()
	})
	j, err := sources.OpenShared(t.Context(), "etcd://"+strings.Join(addrs[:3], ","), etcd.Access{}, false)
	require.NoError(t, err, "%s", log)
	defer j.Close()
	head := journal.Hash{}
	for i := 1; i <= 30; i++ {
		if i == 10 {
			kill(t, filepath.Join(dir, "n2.pid"))
		}
		head = land(t, j, head, uint64(i))
	}
	var recs []journal.Record
	var durable uint64
	require.Eventually(t, func() (ok bool) { // whoever leads may be another one by now
		recs, durable, err = j.Read("m", 1)
		return err == nil
	}, patience, 50*time.Millisecond)
	require.EqualValues(t, 30, durable)
	require.Equal(t, head, recs[29].Hash)
}

func kill(t *testing.T, pidFile string) {
	b, err := os.ReadFile(pidFile)
	require.NoError(t, err)
	pid, err := strconv.Atoi(string(bytes.TrimSpace(b)))
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))
}

// land appends as a zone does: what is unknown is looked up and sent again.
func land(t *testing.T, j journal.Store, prev journal.Hash, n uint64) journal.Hash {
	payload := []byte(fmt.Sprint("record ", n))
	hash := journal.Link(prev, payload)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		outcome := make(chan error, 1)
		j.Append("m", journal.Seal(prev, payload), func(err error) { outcome <- err })
		if <-outcome == nil {
			return hash
		}
		if recs, durable, err := j.Read("m", n); err == nil && durable >= n {
			require.Equal(t, hash, recs[0].Hash)
			return hash
		}
	}
	t.Fatalf("record %d did not land", n)
	return hash
}

// What was right with NATS, and what would let anybody in, is refused with a sentence that says what to do.
func TestAStoreIsRefusedWithASentence(t *testing.T) {
	for _, c := range []struct{ want, args string }{
		{"run `muster store`", "replay list --data nats://127.0.0.1:4222"},
		{"it must be etcd://HOST:PORT", "journal check --data etcd://127.0.0.1"},
		{"put them into a file", "replay list --data etcd://shards:hunter2@127.0.0.1:2379"},
		{"other machines", "store --name n1 --listen 0.0.0.0:0"},
		{"it must be NAME=HOST:PORT", "store --name n1 --peers 127.0.0.1:2380"},
		{"n1 is not among the peers", "store --name n1 --peers n2=127.0.0.1:2380"},
		{"TLS needs all three", "store --name n1 --cert cert.pem"},
	} {
		_, wrong, code := says(t, strings.Fields(c.args)...)
		require.Equal(t, 1, code, c.args)
		require.Contains(t, wrong, c.want, c.args)
		require.NotContains(t, wrong, "hunter2")
	}
}
