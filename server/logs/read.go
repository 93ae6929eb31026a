package logs

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"slices"
	"strings"
	"time"

	"muster/matchmaker/api"
	"muster/printable"
)

// want is what is looked for.
type want struct {
	api.LogQuery
	after, before int64
	level         slog.Level
	parts         [][]byte // that the line of each match and player has
	text          string   // in small letters
	plain         []byte   // the same, if it stands in a line as it does in what is served of it
	fit           func(s string, most int) string
}

func wanted(q api.LogQuery) *want {
	w := &want{
		LogQuery: q, after: math.MinInt64, before: math.MaxInt64, level: math.MinInt, text: strings.ToLower(q.Text),
		fit: fit,
	}
	if q.Addresses {
		w.fit = bare
	}
	if w.Limit == 0 {
		w.Limit = api.MaxLogLines
	}
	if !q.After.IsZero() {
		w.after = nanos(q.After)
	}
	if !q.Before.IsZero() {
		w.before = nanos(q.Before)
	}
	if q.Level != "" {
		w.level = levelOf(q.Level)
	}
	for name, id := range map[string]string{"match": q.Match, "player": q.Player} {
		if b, err := json.Marshal(id); id != "" && err == nil && string(b) == `"`+id+`"` { // else it is decoded
			w.parts = append(w.parts, []byte(`"`+name+`":"`+id+`"`))
		}
	}
	if !strings.ContainsFunc(w.text, odd) && !strings.Contains(printable.Address+secret, w.text) {
		w.plain = []byte(w.text)
	}
	return w
}

// nanos is a moment in nanoseconds since 1970; one that is too far away for that is as far as can be.
func nanos(at time.Time) int64 {
	switch year := at.Year(); {
	case year < 1700:
		return math.MinInt64
	case year > 2200:
		return math.MaxInt64
	}
	return at.UnixNano()
}

// odd reports whether a letter of what is served may have become of others.
func odd(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune(`()"\`, r) }

// may reports whether a line may be wanted, without reading all of it.
func (w *want) may(e *entry) bool {
	return e.at > w.after && e.at < w.before && e.level >= w.level && w.says(e.line)
}

// says reports whether a line may tell what is looked for.
func (w *want) says(line []byte) bool {
	for _, part := range w.parts {
		if !bytes.Contains(line, part) {
			return false
		}
	}
	return len(w.plain) == 0 || bytes.IndexByte(line, '\\') >= 0 || bytes.Contains(bytes.ToLower(line), w.plain)
}

// fits reports whether a line is wanted. A text is looked for in what the asker is shown, and nothing else: it would
// tell which addresses stand in the log.
func (w *want) fits(l *api.LogLine) bool {
	if w.Match != "" && l.Match != w.Match || w.Player != "" && l.Player != w.Player {
		return false
	}
	if w.text == "" || w.has(l.Text) || w.has(l.Match) || w.has(l.Player) {
		return true
	}
	for name, v := range l.More {
		if w.has(name) || w.has(v) {
			return true
		}
	}
	return false
}

func (w *want) has(s string) bool { return strings.Contains(strings.ToLower(s), w.text) }

// found are the newest lines that are wanted, the newest first, as many as are wanted at most.
type found struct {
	*want
	lines []api.LogLine
}

// oldest is the time before which no line counts any more.
func (f *found) oldest() int64 {
	if len(f.lines) < f.Limit {
		return math.MinInt64
	}
	return f.lines[len(f.lines)-1].At.UnixNano()
}

// from is the time behind which a line must be to count.
func (f *found) from() int64 { return max(f.after, f.oldest()) }

// scan looks through lines, in any order.
func (f *found) scan(all []entry) {
	slices.SortFunc(all, func(a, b entry) int { return cmp.Compare(b.at, a.at) })
	for _, e := range all {
		if e.at <= f.oldest() {
			return
		}
		l, ok := decode(e, f.fit)
		if !ok || !f.fits(&l) {
			continue
		}
		at, _ := slices.BinarySearchFunc(f.lines, l, func(a, b api.LogLine) int { return b.At.Compare(a.At) })
		f.lines = slices.Insert(f.lines, at, l)
		f.lines = f.lines[:min(len(f.lines), f.Limit)]
	}
}

// Read implements api.Logbook. It reads no file where memory has all that is wanted, and else from the newest file back
// those that may have some of it.
func (l *Log) Read(ctx context.Context, q api.LogQuery) (api.LogPage, error) {
	if err := q.Check(); err != nil {
		return api.LogPage{}, err
	}
	f := &found{want: wanted(q), lines: []api.LogLine{}}
	recent, floor := l.ring.all()
	var may []entry
	for i := range recent {
		if f.may(&recent[i]) {
			may = append(may, recent[i])
		}
	}
	f.scan(may)
	err := l.readFiles(ctx, f, recent, floor)
	n := l.node()
	if err != nil && errors.Is(err, ctx.Err()) { // it gave up; else it is whole, also if nobody waits for it any more
		return api.LogPage{}, err
	}
	if err != nil {
		n.Trouble = fit("some of its files cannot be read: "+err.Error(), maxTold)
	}
	return api.LogPage{Lines: f.lines, Nodes: []api.LogNode{n}}, nil
}

// readFiles looks for lines that are not among the recent ones, which are no newer than floor.
func (l *Log) readFiles(ctx context.Context, f *found, recent []entry, floor int64) error {
	if l.files == nil || f.from() >= floor {
		return nil
	}
	seen := map[int64]bool{}
	for i := range recent {
		seen[recent[i].at] = true
	}
	for _, v := range l.files.list() {
		if s := v.span; s.known && (s.end <= f.from() || s.from >= f.before) {
			continue
		}
		if !l.reading(ctx) {
			return ctx.Err()
		}
		b, err := l.files.read(&v)
		<-l.busy
		if err != nil {
			return err
		}
		var may []entry
		for line := range bytes.Lines(b) {
			if !f.says(line) {
				continue
			}
			if e, ok := parse(line); ok && !seen[e.at] && f.may(&e) {
				may = append(may, e)
			}
		}
		f.scan(may)
	}
	return nil
}

// reading waits until nobody else reads a file: players must not notice who reads logs.
func (l *Log) reading(ctx context.Context) bool {
	select {
	case l.busy <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}
