package main

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// release is the program of a commit, built apart from this tree once and kept in the directory
// that MUSTER_GOBACK names.
func release(t *testing.T, commit string) (program string) {
	run := func(in string, args ...string) string {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir, cmd.Env = in, append(os.Environ(), "CGO_ENABLED=0")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		return strings.TrimSpace(string(out))
	}
	commit = run("", "git", "rev-parse", "--short=7", commit)
	program = filepath.Join(os.Getenv("MUSTER_GOBACK"), "muster-"+commit)
	if _, err := os.Stat(program); err == nil {
		return program
	}
	dir := filepath.Join(t.TempDir(), commit)
	run("", "git", "clone", "--quiet", "--shared", "--no-checkout", run("", "git", "rev-parse", "--show-toplevel"), dir)
	run(dir, "git", "checkout", "--quiet", "--detach", commit)
	// which names its release, and would not in a worktree
	run(dir, "go", "build", "-buildvcs=true", "-o", program, "./server/cmd/muster")
	return program
}

// upBy starts `muster up` of a program on the directory and waits until it answers. It is called with what every
// release knows, and no more.
func (s *living) upBy(t *testing.T, program string, args ...string) {
	s.log = &lines{}
	s.cmd = exec.CommandContext(t.Context(), program, append([]string{
		"up", "--udp", s.udp, "--http", s.http, "--data", s.data,
	}, args...)...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	require.NoError(t, s.cmd.Start())
	t.Cleanup(s.kill)
	require.Eventually(t, func() bool {
		r, err := http.Get("http://" + s.http + "/v1/matches")
		if err != nil {
			return false
		}
		defer r.Body.Close()
		_, _ = io.Copy(io.Discard, r.Body) // it answers
		return r.StatusCode == http.StatusOK
	}, patience, 50*time.Millisecond, "%s", s.log)
}

// An operator upgrades, sees that matches wait, and goes back to the release that can finish them: it does. This builds
// the earlier commits, which takes minutes and needs the history: make goback.
func TestWhoGoesBackFinishesTheMatches(t *testing.T) {
	if os.Getenv("MUSTER_GOBACK") == "" {
		t.Skip("make goback")
	}
	for _, p := range pasts(t) {
		t.Run(p.commit, func(t *testing.T) {
			older, newer := release(t, p.commit), release(t, "HEAD")
			s := p.server(t)
			if p.old && !p.same {
				p.isRefused(t)
			} else {
				s.upBy(t, newer, "--admin", "127.0.0.1:0")
				time.Sleep(12 * time.Second)
				require.Equal(t, []string{p.live}, s.open(t), "%s", s.log)
				s.stop(t)
			}
			s.goesOnBy(t, older, p.live)
			s.stop(t)
			if !p.old {
				p.putsBack(t, older)
				p.mixes(t, older, newer)
			}
			p.refusesNewer(t, older, newer)
		})
	}
}

// goesOnBy has an older program go on with the live match, for longer than its queue waits for one that
// its shard does not run.
func (s *living) goesOnBy(t *testing.T, older, live string) {
	s.upBy(t, older)
	require.Eventually(t, func() bool {
		return strings.Contains(s.log.String(), "1 matches go on")
	}, patience, 100*time.Millisecond, "%s", s.log)
	time.Sleep(12 * time.Second)
	require.Eventually(t, func() bool {
		return slices.Equal(s.open(t), []string{live})
	}, patience, 100*time.Millisecond, "%s", s.log)
}

// again is the same directory in another place.
func (p *past) again(t *testing.T) *past {
	q := *p
	q.data = t.TempDir()
	require.NoError(t, os.CopyFS(q.data, os.DirFS(p.data)))
	return &q
}

// putsBack puts the copy of the queue's database back, as docs/operators.md tells operators to: the older program goes
// on with the match, and players come to it.
func (p *past) putsBack(t *testing.T, older string) {
	p = p.again(t)
	kept, db := p.keptQueue(t), filepath.Join(p.data, "queue", "matchmaker.db")
	if kept != "" {
		for _, file := range []string{db, db + "-wal", db + "-shm"} {
			require.NoError(t, os.RemoveAll(file))
		}
		require.NoError(t, os.Rename(kept, db))
	}
	s := p.server(t)
	s.goesOnBy(t, older, p.live)
	s.play(t, older)
	s.stop(t)
}

// mixes goes back without that, after players came to this build: the older one gives their match up, plays on a
// database of a form that it does not know, and leaves it so that this build takes it up again.
func (p *past) mixes(t *testing.T, older, newer string) {
	s := p.again(t).server(t)
	s.upBy(t, newer, "--admin", "127.0.0.1:0")
	s.play(t, newer)
	require.Len(t, s.open(t), 2)
	s.stop(t)
	s.goesOnBy(t, older, p.live)
	require.Contains(t, s.log.String(), "quarantined")
	s.play(t, older)
	s.stop(t)
	s.upBy(t, newer, "--admin", "127.0.0.1:0")
	s.play(t, newer)
	require.Contains(t, s.open(t), p.live)
	s.stop(t)
}

// play has two players come to the queue and fight for a moment.
func (s *living) play(t *testing.T, program string) {
	out, err := exec.CommandContext(t.Context(), program, "bots",
		"--matchmaker", "http://"+s.http, "--scenario", "duel", "--players", "2", "--duration", "5s").CombinedOutput()
	require.NoError(t, err, "%s\n%s", out, s.log)
}

// refusesNewer has this build begin a match, and the older one read it: it says what it cannot
// read, and reads the rest.
func (p *past) refusesNewer(t *testing.T, older, newer string) {
	s := p.server(t)
	s.data = t.TempDir()
	s.upBy(t, newer, "--admin", "127.0.0.1:0")
	s.play(t, newer)
	s.stop(t)
	said, err := exec.CommandContext(t.Context(), older, "replay", "verify", "--data", s.data).CombinedOutput()
	require.Error(t, err, "%s", said)
	t.Logf("%s of what HEAD wrote: %.300s", p.commit, said)
	if !p.old {
		require.Contains(t, string(said), "the journal is of version 2, this build reads version 1")
	}
}
