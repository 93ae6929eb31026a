package main

import (
	"archive/zip"
	"database/sql"
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/shard/journal"
	"muster/shard/replay"
	"muster/shard/sources"
)

// past is a data directory that an earlier commit left behind: see testdata/upgrade.
type past struct {
	commit string
	same   bool // its rules are those of this build
	old    bool // its journal is in a form that this build does not write
	data   string
	live   string
	ended  []string
	form   int64 // of the queue's database
}

// pasts unpacks all of them anew.
func pasts(t *testing.T) (all []*past) {
	names, err := journal.List("testdata/upgrade", ".zip")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(names), 2)
	for _, name := range names {
		commit, rules, ok := strings.Cut(strings.TrimSuffix(filepath.Base(name), ".zip"), "-")
		require.True(t, ok, "%s: it should be called COMMIT-FINGERPRINT.zip", name)
		p := &past{commit: commit, same: rules == replay.Rules(replay.Fingerprint()), data: t.TempDir()}
		unzip(t, name, p.data)
		p.form = queueForm(t, p.data)
		s, err := journal.TakeSnapshot(filepath.Join(p.data, "journal"))
		require.NoError(t, err)
		for _, match := range s.Zones() {
			m, err := sources.Summarize(s, match)
			require.NoError(t, err)
			require.Equal(t, rules, replay.Rules(m.Fingerprint))
			if m.Ended {
				p.ended = append(p.ended, match)
			} else {
				p.live = match
			}
		}
		require.NotEmpty(t, p.live)
		require.NotEmpty(t, p.ended)
		p.old, err = journal.HasOldForm(journal.Directory(filepath.Join(p.data, "journal")))
		require.NoError(t, err)
		all = append(all, p)
	}
	return all
}

func unzip(t *testing.T, name, dir string) {
	z, err := zip.OpenReader(name)
	require.NoError(t, err)
	defer z.Close()
	require.NoError(t, os.CopyFS(dir, z))
}

// server is a `muster up` on the directory, not started yet.
func (p *past) server(t *testing.T, args ...string) *living {
	s := &living{data: p.data, args: args, admin: "127.0.0.1:0"}
	s.udp, s.http = freePorts(t)
	return s
}

// open lists the matches that the queue holds for running.
func (s *living) open(t *testing.T) (ids []string) {
	r, err := http.Get("http://" + s.http + "/v1/matches")
	require.NoError(t, err)
	defer r.Body.Close()
	var all []api.Match
	require.NoError(t, json.NewDecoder(r.Body).Decode(&all))
	for _, m := range all {
		ids = append(ids, m.ID)
	}
	return ids
}

func (s *living) stop(t *testing.T) {
	require.NoError(t, s.cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, s.cmd.Wait(), "%s", s.log)
}

// Each data directory of an earlier commit is taken up by this build: all of it can be read about, what ended is kept
// as a replay, live matches go on where the rules are the same, and where they are not they wait, for longer than any
// that the queue gives up, until the operator gives them up.
func TestAnUpgradeKeepsWhatEarlierReleasesLeft(t *testing.T) {
	for _, p := range pasts(t) {
		t.Run(p.commit, func(t *testing.T) {
			p.isTold(t)
			if !p.same && p.old {
				p.isRefused(t)
			} else {
				p.goesOnOrWaits(t)
			}
			if p.same {
				p.keptQueue(t)
				return
			}
			s := p.server(t, "--void-foreign")
			s.up(t)
			require.Eventually(t, func() bool {
				return !slices.Contains(s.open(t), p.live)
			}, patience, 100*time.Millisecond, "%s", s.log)
			s.stop(t)
			require.NotContains(t, s.log.String(), "quarantined")
			p.isTold(t)
			p.keptQueue(t)
		})
	}
}

// keptQueue is the copy of the queue's database in the form that its release knew; none, where
// this build's is the same.
func (p *past) keptQueue(t *testing.T) (copied string) {
	files, err := fs.Glob(os.DirFS(filepath.Join(p.data, "queue")), "matchmaker.db.form-*")
	require.NoError(t, err)
	if p.form == queueForm(t, p.data) {
		require.Empty(t, files, "the form is the same")
		return ""
	}
	require.Len(t, files, 1, "one for each form")
	return filepath.Join(p.data, "queue", files[0])
}

// queueForm is the form of the queue's database in a data directory, read from a copy.
func queueForm(t *testing.T, data string) (form int64) {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(filepath.Join(data, "queue"))))
	db, err := sql.Open("sqlite", filepath.Join(dir, "matchmaker.db"))
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, db.QueryRow("select max(version_id) from goose_db_version").Scan(&form))
	return form
}

// isTold holds what `muster replay` and `journal` say of the directory.
func (p *past) isTold(t *testing.T) {
	out, bad, code := says(t, "journal", "check", "--data", p.data)
	require.Zero(t, code, "%s %s", out, bad)
	list, bad, code := says(t, "replay", "list", "--data", p.data)
	require.Zero(t, code, "%s", bad)
	for _, match := range append(p.ended, p.live) {
		require.Contains(t, list, match)
		info, bad, code := says(t, "replay", "info", "--data", p.data, match)
		require.Zero(t, code, "%s", bad)
		out, bad, code := says(t, "replay", "verify", "--data", p.data, match)
		if p.same {
			require.Zero(t, code, "%s", bad)
			require.NotContains(t, list, "needs release")
			continue
		}
		require.Contains(t, list, "needs release "+p.commit)
		require.Contains(t, info, "of release "+p.commit)
		require.Equal(t, 1, code, "%s", out)
		require.Contains(t, bad, "of release "+p.commit)
	}
}

// isRefused is a start on a journal that its release could not read any more behind us: nothing is touched.
func (p *past) isRefused(t *testing.T) {
	_, bad, code := says(t, "up",
		"--data", p.data, "--udp", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	require.Equal(t, 1, code)
	for _, want := range []string{p.live, "release " + p.commit, "--void-foreign"} {
		require.Contains(t, bad, want)
	}
	segments, err := journal.Directory(filepath.Join(p.data, "journal")).Segments()
	require.NoError(t, err)
	require.Len(t, segments, 1)
}

func (p *past) goesOnOrWaits(t *testing.T) {
	s := p.server(t)
	s.up(t)
	require.Eventually(t, func() bool {
		files, _ := journal.List(filepath.Join(p.data, "replays"), replay.FileSuffix) // there may be none yet
		return len(files) == len(p.ended)
	}, patience, 100*time.Millisecond, "%s", s.log)
	time.Sleep(12 * time.Second) // two more than the queue waits for a match that its shard does not run
	require.Equal(t, []string{p.live}, s.open(t), "%s", s.log)
	s.stop(t)
	if p.same {
		require.Contains(t, s.log.String(), "1 matches go on.")
		return
	}
	require.Contains(t, s.log.String(), "wait: 1 for release "+p.commit)
	require.Contains(t, s.log.String(), "--void-foreign")
	p.isGivenUp(t)
}

// isGivenUp gives the live match up by its name, and takes that back.
func (p *past) isGivenUp(t *testing.T) {
	out, bad, code := says(t, "journal", "void", p.live, "--data", p.data)
	require.Zero(t, code, "%s", bad)
	require.Contains(t, out, "journal pardon "+p.live)
	_, bad, code = says(t, "journal", "void", p.ended[0], "--data", p.data)
	require.Equal(t, 1, code)
	require.Contains(t, bad, "has ended")
	out, bad, code = says(t, "journal", "pardon", p.live, "--data", p.data)
	require.Zero(t, code, "%s", bad)
	require.Contains(t, out, "given up with muster journal void")
}
