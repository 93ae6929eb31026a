package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/loadtest"
	"muster/game"
	"muster/shard"
	"muster/shard/journal"
	"muster/shard/replay"
)

// written is a data directory with two matches, one ended and one live, as a host wrote them, and the answers that it
// gave.
type written struct {
	data, answers string
	lines         []string
	close         func()
}

// ear hears the answers that a zone publishes.
type ear struct {
	mu    sync.Mutex
	lines []string
	sound chan struct{}
}

func (e *ear) Publish(p *shard.Publication) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, a := range p.Answers {
		line := loadtest.Answer{Match: p.Match, Seat: int(a.Seat), Seq: a.Seq, Tick: uint32(a.Tick)}
		if a.Refusal != game.Obeyed {
			line.Refusal = a.Refusal.String()
		}
		b, err := json.Marshal(line)
		if err != nil {
			panic(err)
		}
		e.lines = append(e.lines, string(b))
		e.sound <- struct{}{}
	}
}

// orders gives the host n orders, one after the other's answer, and returns their answers.
func orders(t *testing.T, h *shard.Host, n uint32) []string {
	e := &ear{sound: make(chan struct{}, n)}
	defer h.Subscribe(e)()
	h.Seat(game.SeatChange{Seat: 1, Ticket: game.TicketID{7}})
	for seq := uint32(1); seq <= n; seq++ {
		// every third is refused: there is no squad 99
		o := game.Order{
			Seat: 1, Seq: seq, Kind: game.Move, X: 300, Y: uint16(200 + seq), Squad: uint8(seq % 3 / 2 * 99),
		}
		require.Equal(t, game.Obeyed, h.Enqueue(o))
		select {
		case <-e.sound:
		case <-time.After(patience):
			require.Fail(t, "an order was not answered")
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.lines
}

func newWritten(t *testing.T) *written {
	a := &written{data: t.TempDir(), answers: filepath.Join(t.TempDir(), "answers")}
	store, err := journal.OpenFiles(filepath.Join(a.data, "journal"))
	require.NoError(t, err)
	s, err := shard.Open(t.Context(), shard.Config{ID: "one", Store: store})
	require.NoError(t, err)
	a.close = sync.OnceFunc(func() {
		require.NoError(t, s.Close())
		require.NoError(t, store.Close())
	})
	t.Cleanup(a.close)
	for _, match := range []string{"ended", "live"} {
		setup, err := assets.Embedded().Setup("duel")
		require.NoError(t, err)
		h, err := s.Begin(t.Context(), match, setup, 5)
		require.NoError(t, err)
		a.lines = append(a.lines, orders(t, h, 12)...)
		if match == "ended" {
			h.Abandon()
			<-h.Done()
		}
	}
	a.tell(t, a.lines...)
	return a
}

// tell writes the file of answers.
func (a *written) tell(t *testing.T, lines ...string) {
	require.NoError(t, os.WriteFile(a.answers, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
}

// segment is the archive's only one.
func (a *written) segment(t *testing.T) string {
	names, err := journal.Directory(filepath.Join(a.data, "journal")).Segments()
	require.NoError(t, err)
	require.Len(t, names, 1)
	return names[0]
}

// in is a copy of the archive with another segment.
func (a *written) in(t *testing.T, segment []byte) string {
	data := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(data, "journal"), 0o750))
	require.NoError(t, os.WriteFile(filepath.Join(data, "journal", "00000001.seg"), segment, 0o600))
	return data
}

func TestAJournalIsVerifiedWhileItIsWritten(t *testing.T) {
	a := newWritten(t)
	out, wrong, code := says(t, "replay", "list", "--data", a.data)
	require.Zero(t, code, wrong)
	require.Regexp(t, `(?m)^ended +duel +\d+:\d\d +12 +a draw \(abandoned\)$`, out)
	require.Regexp(t, `(?m)^live +duel +\d+:\d\d +12 +live$`, out)

	out, wrong, code = says(t, "replay", "verify", "--data", a.data, "--answers", a.answers)
	require.Zero(t, code, wrong)
	require.Contains(t, out, "ended: sound: duel")
	require.Contains(t, out, "answers: 24: 24 found once, at their ticks")

	out, wrong, code = says(t, "replay", "verify", "ended", "--data", a.data, "--answers", a.answers, "--json")
	require.Zero(t, code, wrong)
	var v verified
	require.NoError(t, json.Unmarshal([]byte(out), &v))
	require.True(t, v.OK)
	require.Len(t, v.Matches, 1)
	require.Equal(t, []any{"ended", "duel", false, int8(-1), "abandoned", 12}, []any{
		v.Matches[0].Match, v.Matches[0].Scenario, v.Matches[0].Live, v.Matches[0].Winner, v.Matches[0].Reason,
		v.Matches[0].Orders,
	})
	require.Equal(t, []int{24, 12, 12, 0}, []int{
		v.Answers.Lines, v.Answers.Found, v.Answers.Elsewhere, v.Answers.Wrong,
	})
}

func TestWrongAnswersFailTheVerification(t *testing.T) {
	a := newWritten(t)
	a.close()
	moved := strings.Replace(a.lines[2], `"tick":`, `"tick":9`, 1)
	lost := strings.Replace(a.lines[3], `"seq":4`, `"seq":400`, 1)
	stranger := strings.Replace(a.lines[4], `"ended"`, `"nobody"`, 1)
	a.tell(t, a.lines[0], a.lines[0], moved, lost, stranger, a.lines[5])
	out, wrong, code := says(t, "replay", "verify", "--data", a.data, "--answers", a.answers)
	require.Equal(t, 1, code)
	require.Contains(t, out, "2 found once")
	require.Contains(t, out, "4 wrong")
	for _, want := range []string{
		"line 2: match ended, seat 1, order 1: line 1 has answered it already",
		"line 3: match ended, seat 1, order 3: answered at tick 9",
		"line 4: match ended, seat 1, order 400", "line 5: match nobody, seat 1, order 5: no journal here",
	} {
		require.Contains(t, wrong, want)
	}
	a.tell(t, a.lines[0], "what?")
	out, wrong, code = says(t, "replay", "verify", "--data", a.data, "--answers", a.answers)
	require.Equal(t, 1, code)
	require.Contains(t, wrong, "--answers "+a.answers+": line 2: invalid character")
	require.Contains(t, out, "live: sound", "the matches are verified all the same")
}

func TestADamagedMatchIsNamedAndTheOthersAreVerified(t *testing.T) {
	a := newWritten(t)
	a.close()
	whole, err := os.ReadFile(a.segment(t))
	require.NoError(t, err)
	s, err := journal.TakeSnapshot(filepath.Join(a.data, "journal"))
	require.NoError(t, err)
	recs, err := s.Read("live")
	require.NoError(t, err)
	at := strings.LastIndex(string(whole), string(recs[6].Payload))
	require.Positive(t, at)
	whole[at] ^= 1
	data := a.in(t, whole)
	for _, args := range [][]string{{"verify", "--answers", a.answers}, {"list"}, {"play", "live", "--speed", "16"}} {
		out, wrong, code := says(t, append([]string{"replay", "--data", data}, args...)...)
		require.Equal(t, 1, code, args)
		require.Contains(t, wrong, "record 7", args)
		switch args[0] {
		case "verify":
			require.Contains(t, out, "ended: sound")
			require.Contains(t, out, "live: BROKEN")
			require.Regexp(t, `match live: record 7, behind tick \d+: journal of zone "live" is damaged at record 7`,
				wrong)
			require.Contains(t, wrong, "the journal has no such order", "what was answered behind the damage is lost")
		case "list":
			require.Regexp(t, `(?m)^live .* broken$`, out)
		case "play":
			require.Contains(t, out, "duel   0:", "it is shown until there")
		}
	}
}

// sound reports whether all that is left of a journal passes; it must never bring the program down.
func sound(t *testing.T, data string) (map[string]*replay.Taken, error) {
	s, err := journal.TakeSnapshot(filepath.Join(data, "journal"))
	if err != nil {
		return nil, err
	}
	errs, journals := damage(s), map[string]*replay.Taken{}
	for _, match := range s.Zones() {
		r, err := verify(s, match)
		errs, journals[match] = append(errs, err), &r.Taken
	}
	return journals, errors.Join(errs...)
}

func TestFlippedBitsAndCutsOfASegmentAreFound(t *testing.T) {
	a := newWritten(t)
	a.close()
	whole, err := os.ReadFile(a.segment(t))
	require.NoError(t, err)
	_, err = sound(t, a.data)
	require.NoError(t, err)
	answers, err := replay.ReadAnswers(strings.NewReader(strings.Join(a.lines, "\n")))
	require.NoError(t, err)
	const tail = 64 // bytes: the last record reads as torn, not as damaged
	for at := 0; at < len(whole)-tail; at += 13 {
		flipped := append([]byte(nil), whole...)
		flipped[at] ^= 1 << (at % 8)
		_, err := sound(t, a.in(t, flipped))
		require.Error(t, err, "byte %d of %d", at, len(whole))
	}
	for cut := 0; cut < len(whole)*9/10; cut += 97 {
		journals, err := sound(t, a.in(t, whole[:cut]))
		require.NoError(t, err, "a torn tail is no damage")
		require.Positive(t, replay.Check(answers, journals, false).Wrong(),
			"and the players remember what was there: cut at %d of %d", cut, len(whole))
	}
}

func TestReplaysThatAreNotThereAreNamed(t *testing.T) {
	a, empty, file := newWritten(t), t.TempDir(), filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.MkdirAll(filepath.Join(empty, "journal"), 0o750))
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for _, c := range []struct {
		want string
		args []string
	}{
		{
			"--data nowhere: there is no such directory or file: name the directory",
			[]string{"list", "--data", "nowhere"},
		},
		{"--data muster-data: there is no such directory or file", []string{"verify"}},
		{"--data " + file, []string{"list", "--data", file}},
		{"holds no match", []string{"verify", "--data", empty}},
		{`holds no match "chess"; it holds ended, live`, []string{"verify", "live", "chess", "--data", a.data}},
		{`holds no match "chess"; it holds ended, live`, []string{"play", "chess", "--data", a.data}},
		{"--answers: open nofile: no such file", []string{"verify", "--data", a.data, "--answers", "nofile"}},
	} {
		_, wrong, code := says(t, append([]string{"replay"}, c.args...)...)
		require.Equal(t, 1, code, c.args)
		require.Contains(t, wrong, c.want)
	}
}

func TestAMatchIsPlayedWithoutATerminal(t *testing.T) {
	t.Parallel()
	a := newWritten(t)
	out, wrong, code := says(t, "replay", "play", "ended", "--data", a.data, "--speed", "16")
	require.Zero(t, code, wrong)
	require.Contains(t, out, "the match was abandoned")

	// A live one goes on being played while it is written.
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	s, err := journal.TakeSnapshot(filepath.Join(a.data, "journal"))
	require.NoError(t, err)
	recs, err := s.Read("live")
	require.NoError(t, err)
	p, err := replay.OpenPlayer("live", recs)
	require.NoError(t, err)
	store, err := journal.ReadFiles(filepath.Join(a.data, "journal"))
	require.NoError(t, err)
	last, more := p.Last(), follow(ctx, store, "live", p)
	require.Eventually(t, func() bool {
		require.NoError(t, more())
		return p.Last() > last+20
	}, patience, 10*time.Millisecond)
	require.NoError(t, p.Seek(p.Last()))
	require.NoError(t, p.Err())
}
