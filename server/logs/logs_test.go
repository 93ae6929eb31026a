package logs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"muster/matchmaker/api"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = time.Minute

// opened is a log in a directory, and what logs into it alone.
func opened(t *testing.T, dir string) (*Log, *slog.Logger) {
	l := Open(dir)
	t.Cleanup(func() { closed(t, l) })
	return l, l.Over(slog.New(slog.DiscardHandler))
}

// closed closes a log, and waits until the disk has all of it, however long that takes.
func closed(t *testing.T, l *Log) {
	require.NoError(t, l.Close())
	<-l.ended
}

// said are the texts that a query finds.
func said(t *testing.T, l *Log, q api.LogQuery) []string {
	p, err := l.Read(t.Context(), q)
	require.NoError(t, err)
	all := []string{}
	for _, v := range p.Lines {
		all = append(all, v.Text)
	}
	return all
}

// written waits until the disk has all lines.
func written(t *testing.T, l *Log) {
	require.Eventually(t, func() bool {
		waiting, _, _ := l.ring.next()
		return len(waiting) == 0
	}, patience, time.Millisecond)
}

// forget has memory hold nothing, as after a long time: what is found then is in files.
func forget(t *testing.T, l *Log) {
	written(t, l)
	l.ring.mu.Lock()
	defer l.ring.mu.Unlock()
	for l.ring.first < len(l.ring.entries) {
		l.ring.drop()
	}
}

func TestLinesAreFoundByWhatTheyTell(t *testing.T) {
	for _, kind := range []string{"memory alone", "memory", "files"} {
		t.Run(kind, func(t *testing.T) {
			dir := ""
			if kind != "memory alone" {
				dir = t.TempDir()
			}
			l, log := opened(t, dir)
			log.Debug("unseen")
			log.Info("join", "match", "m1", "player", "p1", "seat", 2)
			log.With("match", "m2").Warn("late", "took", 1500*time.Millisecond)
			log.Error("it broke", "match", "m1", "error", errors.New("Disk full"))
			log.Info("join", "match", "m10", "player", `p"2`)
			if kind == "files" {
				forget(t, l)
			}
			require.Equal(t, []string{"join", "it broke", "late", "join"}, said(t, l, api.LogQuery{}))
			require.Equal(t, []string{"it broke", "join"}, said(t, l, api.LogQuery{Match: "m1"}))
			require.Equal(t, []string{"it broke", "late"}, said(t, l, api.LogQuery{Level: api.LogWarn}))
			require.Equal(t, []string{"join"}, said(t, l, api.LogQuery{Player: `p"2`}))
			require.Equal(t, []string{"it broke"}, said(t, l, api.LogQuery{Text: "disk FULL"}))
			require.Empty(t, said(t, l, api.LogQuery{Match: "m"}))
			p, err := l.Read(t.Context(), api.LogQuery{Limit: 3})
			require.NoError(t, err)
			require.Equal(t, map[string]string{"took": "1.5s"}, p.Lines[2].More)
			require.Equal(t, map[string]string{"error": "Disk full"}, p.Lines[1].More)
			require.Equal(t, []api.LogNode{{Level: api.LogInfo}}, p.Nodes)
			require.Equal(t, []string{"join"}, said(t, l, api.LogQuery{Before: p.Lines[2].At}), "the next page")
			require.Equal(t, []string{"join", "it broke"}, said(t, l, api.LogQuery{After: p.Lines[2].At}))
			far := time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
			require.Empty(t, said(t, l, api.LogQuery{After: far}))
			require.Len(t, said(t, l, api.LogQuery{Before: far, After: far.AddDate(-9999, 0, 0)}), 4)
			_, err = l.Read(t.Context(), api.LogQuery{Level: "loud"})
			require.ErrorContains(t, err, `level "loud"`)
		})
	}
}

// Pages follow each other without a hole and without a line twice, wherever memory ends, and also when the clock was
// set back.
func TestPagesHaveEachLineOnce(t *testing.T) {
	l, _ := opened(t, t.TempDir())
	log := func(at time.Time, text string) {
		r := slog.NewRecord(at, slog.LevelInfo, text, 0)
		require.NoError(t, tee{l, slog.DiscardHandler, l.json}.Handle(t.Context(), r))
	}
	begin := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	for i := range 300 {
		at := begin.Add(time.Duration(i) * time.Second)
		if i >= 100 && i < 200 {
			at = at.Add(-time.Hour) // set back, and right again
		}
		log(at, fmt.Sprint(i))
		if i == 50 || i == 150 {
			forget(t, l)
		}
	}
	for range 10 { // of one moment
		log(begin.Add(time.Hour), "same")
	}
	found, q := map[string]int{}, api.LogQuery{Limit: 7}
	for last := begin.Add(100 * time.Hour); ; {
		p, err := l.Read(t.Context(), q)
		require.NoError(t, err)
		if len(p.Lines) == 0 {
			break
		}
		for _, v := range p.Lines {
			require.True(t, v.At.Before(last))
			last = v.At
			found[v.Text]++
		}
		q.Before = last
	}
	require.Equal(t, 10, found["same"])
	delete(found, "same")
	require.Len(t, found, 300)
	for text, n := range found {
		require.Equal(t, 1, n, text)
	}
}

// What is served has no addresses and nothing that opens a door, and cannot be asked for them; the file has addresses.
func TestWhatIsServedGivesNothingAway(t *testing.T) {
	dir := t.TempDir()
	l, log := opened(t, dir)
	const jwt, text = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJwMSJ9.c2ln", "ABCDEFGHIJKLMNOPQRSTUVWX23"
	log.Info("from 192.0.2.7:443 and [2001:db8::1]:7400", "from", "192.0.2.0/24", "error",
		errors.New("dial https://x.example/a?token=1: refused"), "Authorization", "Bearer "+jwt, "said", "it was "+jwt,
		"token", "hunter2", "why", "password=hunter2, "+text, "player", "192.0.2.9",
		"long", strings.Repeat("x", 3*maxTold))
	p, err := l.Read(t.Context(), api.LogQuery{})
	require.NoError(t, err)
	line := fmt.Sprint(p.Lines[0])
	for _, hidden := range []string{"192.0.2", "2001:db8", "x.example", "eyJ", "hunter2", text} {
		require.NotContains(t, line, hidden)
		require.Empty(t, said(t, l, api.LogQuery{Text: hidden}), hidden)
	}
	require.Equal(t, "from (address) and (address)", p.Lines[0].Text)
	require.Equal(t, secret, p.Lines[0].More["token"])
	require.Less(t, len(line), 2*maxSaid)
	require.Len(t, said(t, l, api.LogQuery{Text: "(address)"}), 1)
	written(t, l)
	b, err := os.ReadFile(filepath.Join(dir, "00000001.log"))
	require.NoError(t, err)
	require.Contains(t, string(b), "192.0.2.7:443")

	log.Info("dial postgres://olga:p@hunter2@192.0.2.8/queue", "token", "hunter2", "said", "it was "+jwt)
	p, err = l.Read(t.Context(), api.LogQuery{Addresses: true})
	require.NoError(t, err)
	line = fmt.Sprint(p.Lines)
	for _, shown := range []string{
		"192.0.2.7:443", "[2001:db8::1]:7400", "192.0.2.0/24", "x.example", "192.0.2.8/queue",
	} {
		require.Contains(t, line, shown)
	}
	for _, hidden := range []string{"eyJ", "hunter2", text} {
		require.NotContains(t, line, hidden, "it opens a door, for whoever asks")
	}
	require.Len(t, said(t, l, api.LogQuery{Text: "192.0.2.7", Addresses: true}), 1)
	info, err := os.Stat(filepath.Join(dir, "00000001.log"))
	require.NoError(t, err)
	require.Zero(t, info.Mode().Perm()&0o077, "others on this machine cannot read it")
}

// A process goes on in the files of the one before. What that was writing when the power failed is skipped.
func TestANewProcessGoesOnBehindATornLine(t *testing.T) {
	dir := t.TempDir()
	l, log := opened(t, dir)
	log.Info("one")
	log.Info("two")
	closed(t, l)
	file := filepath.Join(dir, "00000001.log")
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, append(b, b[:len(b)/3]...), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("not ours"), 0o600))
	for _, text := range []string{"three", "four"} {
		l, log = opened(t, dir)
		log.Info(text)
		closed(t, l)
	}
	l, _ = opened(t, dir)
	require.Equal(t, []string{"four", "three", "two", "one"}, said(t, l, api.LogQuery{}))
	require.Equal(t, []string{"two", "one"}, said(t, l, api.LogQuery{Text: "o", Limit: 3})[1:])
	all, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, all, 2, "a start does not cost a file")
}

// The directory has a bound, whatever is logged, and the newest lines are in it.
func TestTheFilesAreBounded(t *testing.T) {
	dir := t.TempDir()
	f := &files{dir: dir, each: 32 << 10, most: 512 << 10}
	defer f.leave()
	now, lines := time.Now(), 0
	for range 100 {
		var group []entry
		for range 40 {
			lines++
			e, ok := parse(fmt.Appendf(nil, "{\"time\":%q,\"level\":\"INFO\",\"msg\":\"line %d.%s\"}\n",
				now.Add(time.Duration(lines)).UTC().Format(time.RFC3339Nano), lines, strings.Repeat("x", 200)))
			require.True(t, ok)
			group = append(group, e)
		}
		require.NoError(t, f.write(group, now))
		f.tidy(now)
		size := int64(0)
		all, err := os.ReadDir(dir)
		require.NoError(t, err)
		for _, e := range all {
			info, err := e.Info()
			require.NoError(t, err)
			size += info.Size()
		}
		require.LessOrEqual(t, size, f.most)
	}
	l := &Log{files: f, busy: make(chan struct{}, 1), ring: newRing()}
	l.ring.below(f.newest())
	found := func(n int) int { return len(said(t, l, api.LogQuery{Text: fmt.Sprintf("LINE %d.", n)})) }
	require.Equal(t, []int{1, 1, 0}, []int{found(lines), found(lines - 1500), found(lines - 2500)})
	f.tidy(now.Add(maxAge + time.Hour))
	require.Len(t, f.list(), 1, "old files go")
}

func TestAFileIsWrittenForADay(t *testing.T) {
	f := newFiles(t.TempDir())
	now := time.Now()
	one := func(text string) []entry {
		e, ok := parse(fmt.Appendf(nil, "{\"time\":%q,\"level\":\"INFO\",\"msg\":%q}\n",
			now.UTC().Format(time.RFC3339Nano), text))
		require.True(t, ok)
		return []entry{e}
	}
	require.NoError(t, f.write(one("a"), now))
	require.NoError(t, f.write(one("b"), now.Add(time.Hour)))
	require.Len(t, f.list(), 1)
	require.NoError(t, f.write(one("c"), now.Add(25*time.Hour)))
	require.Len(t, f.list(), 2)
	f.leave()
}

// A disk that takes nothing keeps nobody from logging, and what was logged meanwhile is written when it does. Whoever
// looks at what the process says hears of it, and once.
func TestADiskThatTakesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	require.NoError(t, os.WriteFile(dir, nil, 0o600)) // no directory can be made there
	l := Open(dir)
	t.Cleanup(func() { closed(t, l) })
	var out bytes.Buffer
	l.Over(slog.New(slog.NewTextHandler(&out, nil)))
	require.Equal(t, 1, strings.Count(out.String(), unwritten), "at once")
	log := l.Over(slog.New(slog.DiscardHandler))
	log.Info("hello")
	require.Eventually(t, func() bool {
		p, err := l.Read(t.Context(), api.LogQuery{})
		return err == nil && p.Nodes[0].Trouble != "" && len(p.Lines) >= 1
	}, patience, time.Millisecond)
	require.Contains(t, said(t, l, api.LogQuery{}), "hello")
	require.NoError(t, os.Remove(dir))
	written(t, l)
	forget(t, l)
	require.Eventually(t, func() bool {
		p, err := l.Read(t.Context(), api.LogQuery{Text: "hello"})
		return err == nil && p.Nodes[0].Trouble == "" && len(p.Lines) == 1
	}, patience, time.Millisecond)
}

// What a full disk took of a line is taken back, and the line written when there is room: once.
func TestAFullDisk(t *testing.T) {
	f := newFiles(t.TempDir())
	defer f.leave()
	line := func(n int) []entry {
		e, ok := parse(fmt.Appendf(nil,
			"{\"time\":\"2026-11-30T12:00:0%dZ\",\"level\":\"INFO\",\"msg\":\"%d\"}\n", n, n))
		require.True(t, ok)
		return []entry{e}
	}
	require.NoError(t, f.write(line(1), time.Now()))
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no disk here that is always full")
	}
	f.leave()
	f.current = full
	require.Error(t, f.write(line(2), time.Now()))
	require.NoError(t, f.write(line(2), time.Now()))
	b, err := os.ReadFile(f.path(1))
	require.NoError(t, err)
	require.Equal(t, string(line(1)[0].line)+string(line(2)[0].line), string(b))
}

// Whoever logs waits for no disk. Lines that it does not take in time are counted.
func TestADiskThatStandsStill(t *testing.T) {
	l, log := opened(t, t.TempDir())
	written(t, l)
	l.files.mu.Lock() // the disk stands still
	const lines = 3 * maxRing / 1000
	for i := range lines {
		log.Info(fmt.Sprint(i), "long", strings.Repeat("x", 1000))
	}
	l.files.mu.Unlock()
	require.Eventually(t, func() bool {
		return len(said(t, l, api.LogQuery{Text: "did not take them in time"})) > 0
	}, patience, time.Millisecond)
	require.Equal(t, []string{fmt.Sprint(lines - 1)}, said(t, l, api.LogQuery{Text: "xxx", Limit: 1}))
}

// A level holds for as long as was said; a later change is not undone by an earlier one's end.
func TestALevelFallsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, log := opened(t, "")
		set := func(level api.LogLevel, seconds int64) {
			require.NoError(t, l.SetLevel(api.LogLevelRequest{Level: level, Seconds: seconds}))
		}
		set(api.LogDebug, 600)
		log.Debug("seen")
		require.Equal(t, api.LogNode{Level: api.LogDebug, Until: l.until}, l.node())
		time.Sleep(601 * time.Second)
		synctest.Wait()
		log.Debug("unseen")
		require.Equal(t, api.LogNode{Level: api.LogInfo}, l.node())
		set(api.LogDebug, 600)
		time.Sleep(300 * time.Second)
		set(api.LogError, 0)
		log.Info("unseen")
		time.Sleep(1000 * time.Second)
		synctest.Wait()
		require.Equal(t, api.LogError, l.node().Level)
		set(api.LogInfo, 60)
		require.Equal(t, []string{"seen"}, said(t, l, api.LogQuery{Text: "seen"}))
		require.Error(t, l.SetLevel(api.LogLevelRequest{Level: "loud"}))
		require.Error(t, l.SetLevel(api.LogLevelRequest{Level: api.LogDebug, Seconds: 1 << 40}))
	})
}

// That the log says less from now on is the last that it says.
func TestALogSaysThatItIsTurnedDown(t *testing.T) {
	l, log := opened(t, "")
	for _, level := range []api.LogLevel{api.LogError, api.LogWarn, api.LogInfo} {
		require.NoError(t, l.SetLevel(api.LogLevelRequest{Level: level}))
		p, err := l.Read(t.Context(), api.LogQuery{Limit: 1})
		require.NoError(t, err)
		require.Len(t, p.Lines, 1, level)
		require.Equal(t, string(level), p.Lines[0].More["to"])
		log.Debug("unseen")
	}
}

// Whoever waits no longer gets what there is in memory, and is told where files would have had to be read.
func TestNobodyWaitsForWhatMemoryHas(t *testing.T) {
	gone, stop := context.WithCancel(t.Context())
	stop()
	l, log := opened(t, "")
	log.Info("hello")
	p, err := l.Read(gone, api.LogQuery{})
	require.NoError(t, err)
	require.Len(t, p.Lines, 1)
	l, log = opened(t, t.TempDir())
	log.Info("hello")
	forget(t, l)
	l.busy <- struct{}{} // somebody else reads a file
	_, err = l.Read(gone, api.LogQuery{})
	require.ErrorIs(t, err, context.Canceled)
	<-l.busy
}

// broken is an error that cannot be told.
type broken struct{ why string }

func (b *broken) Error() string { return b.why }

// Whatever is logged, nothing breaks, and a line is a line.
func TestStrangeLines(t *testing.T) {
	l, log := opened(t, "")
	var none *broken
	log.Error("a\nb\x1b[2J \u202e", "error", none, "time", "x", "level", "y", "msg", "z", "none", nil,
		"all", []string{"a"}, slog.Group("g", "match", "m1"))
	log.WithGroup("g").Info("in a group", "match", "m2")
	long := make([]any, 0, 64)
	for i := range 32 {
		long = append(long, fmt.Sprint("k", i), strings.Repeat("y", maxValue))
	}
	log.Info("long", append(long, "match", "m3")...)
	p, err := l.Read(t.Context(), api.LogQuery{})
	require.NoError(t, err)
	require.Len(t, p.Lines, 3)
	require.Equal(t, "a b[2J", p.Lines[2].Text)
	require.Equal(t, []string{"x", "y", "z"}, []string{
		p.Lines[2].More["time"], p.Lines[2].More["level"], p.Lines[2].More["msg"],
	})
	require.Equal(t, "m3", p.Lines[0].Match, "also of a line too long to keep")
	require.Contains(t, p.Lines[0].More["cut"], "is not kept")
}

// FuzzFile reads whatever somebody may have written into a file.
func FuzzFile(f *testing.F) {
	f.Add([]byte(`{"time":"2026-11-30T12:00:00Z","level":"INFO","msg":"a","match":"m"}` + "\n"))
	f.Add([]byte(`{"time":"2026-11-30T12:00:00Z","level":"INFO","msg":}` + "\n{}"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, b []byte) {
		v := newFiles(dir)
		v.all = []file{{number: 1}}
		require.NoError(t, os.WriteFile(v.path(1), b, 0o600))
		l := &Log{files: v, busy: make(chan struct{}, 1), ring: newRing()}
		l.ring.below(1 << 62)
		_, err := l.Read(context.Background(), api.LogQuery{Match: "m"})
		require.NoError(t, err)
	})
}
