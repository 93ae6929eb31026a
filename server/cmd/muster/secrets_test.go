//go:build linux && !race

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/registry"
)

// secrets are what nobody may read in a log or in the list of processes.
type secrets []string

func (s secrets) notIn(t *testing.T, what, text string) {
	for _, secret := range s {
		require.NotEmpty(t, secret)
		require.NotContains(t, text, secret, "%s", what)
	}
}

func cmdline(t *testing.T, pid string) string {
	b, err := os.ReadFile("/proc/" + pid + "/cmdline")
	require.NoError(t, err)
	return string(b)
}

// `up` and its shard processes share two secrets: the key, and that of the registry where they meet.
func TestUpShowsNoSecret(t *testing.T) {
	s := newLiving(t)
	s.args = []string{"--shards", "1"}
	s.up(t)
	pid := fmt.Sprint(s.cmd.Process.Pid)
	var child, store string
	require.Eventually(t, func() bool {
		child, store = "", ""
		threads, _ := os.ReadDir("/proc/" + pid + "/task")
		for _, thread := range threads {
			b, _ := os.ReadFile("/proc/" + pid + "/task/" + thread.Name() + "/children") // a thread may have ended
			for _, of := range strings.Fields(string(b)) {
				switch args, _ := os.ReadFile("/proc/" + of + "/cmdline"); {
				case strings.Contains(string(args), "\x00shard\x00"):
					child = of
				case strings.Contains(string(args), "\x00store\x00"):
					store = of
				}
			}
		}
		return child != "" && store != "" && strings.Contains(body(t, "http://"+s.http+"/"), "shard-1")
	}, patience, 20*time.Millisecond, "%s", s.log)
	key, err := os.ReadFile(filepath.Join(s.data, "cluster.key"))
	require.NoError(t, err)
	env, err := os.ReadFile("/proc/" + child + "/environ")
	require.NoError(t, err)
	meet := regexp.MustCompile(`MUSTER_REGISTRY=http://([^@]+)@`).FindStringSubmatch(string(env))
	require.NotNil(t, meet)
	all := secrets{strings.TrimSpace(string(key)), meet[1]}
	all.notIn(t, "up", cmdline(t, pid))
	all.notIn(t, "the shard", cmdline(t, child))
	all.notIn(t, "the store", cmdline(t, store))
	require.Contains(t, cmdline(t, child), "--cluster-key="+filepath.Join(s.data, "cluster.key"),
		"the file is named, and not what is in it")
	all.notIn(t, "the log", s.log.String())
	all.notIn(t, "the operators' page", s.operatorsPage(t)+body(t, "http://"+s.admin+"/debug/pprof/cmdline"))
}

// What does not work is told without the passwords that it did not work with.
func TestErrorsShowNoSecret(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	key := string(registry.NewKey())
	all := secrets{"pa55word", key[:20]}
	db := "postgres://u:pa55word@127.0.0.1:1/x?connect_timeout=1"
	half := file("half.key", key[:20]+"\n")
	whole := file("whole.key", key)
	nobody := []string{"--http=127.0.0.1:0", "--admin=127.0.0.1:0", "--data=" + dir}
	for name, args := range map[string][]string{
		"a database in a file": append([]string{
			"matchmaker", "--registry=http://pa55word@127.0.0.1:1", "--db-file=" + file("db", db+"\n"),
		}, nobody...),
		"a database in a flag": append([]string{
			"matchmaker", "--registry=http://pa55word@127.0.0.1:1", "--db=" + db,
		}, nobody...),
		"a database of no kind": append([]string{
			"matchmaker", "--registry=http://pa55word@127.0.0.1:1", "--db=mysql://u:pa55word@h/x",
		}, nobody...),
		"a registry of no kind": append([]string{"matchmaker", "--registry=https://pa55word@127.0.0.1:1"}, nobody...),
		"half a key": append([]string{
			"matchmaker", "--consul=127.0.0.1:1", "--cluster-key=" + half,
		}, nobody...),
		"a journal": {
			"shard", "--consul=127.0.0.1:1", "--cluster-key=" + whole, "--data=" + dir,
			"--journal=etcd://root:pa55word@127.0.0.1:1",
		},
		"a journal to read": {"journal", "check", "--data=etcd://root:pa55word@127.0.0.1:1"},
		"a replay to read":  {"replay", "list", "--data=etcd://root:pa55word@127.0.0.1:1"},
		"a store": {
			"store", "--name=n", "--data=" + dir,
			"--credentials=" + file("users", "root pa55word\n"),
		},
	} {
		out, err, code := says(t, args...)
		require.NotZero(t, code, name)
		require.NotEmpty(t, err, name)
		all.notIn(t, name, out+err)
		if name == "a database in a flag" {
			require.Contains(t, err, "everybody on this machine can read the password")
		}
	}
}

// A store that asks for passwords writes none into its log.
func TestTheStoreShowsNoSecret(t *testing.T) {
	dir := t.TempDir()
	users, log := filepath.Join(dir, "users"), filepath.Join(dir, "log")
	require.NoError(t, os.WriteFile(users, []byte("root:pa55word\nshards:w0rd-of-shards\n"), 0o600))
	said := &lines{}
	cmd := muster(t, "store", "--name=n", "--listen=127.0.0.1:0", "--peer-listen=127.0.0.1:0", "--http=",
		"--data="+filepath.Join(dir, "data"), "--credentials="+users, "--log="+log)
	cmd.Stdout, cmd.Stderr = said, said
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	require.Eventually(t, func() bool {
		return strings.Contains(said.String(), "shards come in at")
	}, patience, 20*time.Millisecond, "%s", said)
	all := secrets{"pa55word", "w0rd-of-shards"}
	all.notIn(t, "the store", cmdline(t, fmt.Sprint(cmd.Process.Pid)))
	b, err := os.ReadFile(log)
	require.NoError(t, err)
	require.NotEmpty(t, b)
	all.notIn(t, "the log", said.String()+string(b))
}
