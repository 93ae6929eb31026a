package logs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"muster/matchmaker/api"
)

// entry is a line as it is kept, with what is asked for most.
type entry struct {
	at    int64 // nanoseconds since 1970
	level slog.Level
	line  []byte // with its line feed
}

var (
	beforeTime  = []byte(`{"time":"`)
	beforeLevel = []byte(`","level":"`)
	beforeText  = []byte(`","msg":`)
)

// parse reads the beginning of a line. What does not begin and end like one is none: the rest of a line that was being
// written when the power failed, or what somebody wrote into the file.
func parse(line []byte) (e entry, ok bool) {
	rest, ok := bytes.CutPrefix(line, beforeTime)
	if !ok || !bytes.HasSuffix(line, []byte("}\n")) {
		return e, false
	}
	at, rest, ok := bytes.Cut(rest, beforeLevel)
	if !ok {
		return e, false
	}
	level, _, ok := bytes.Cut(rest, beforeText)
	if !ok {
		return e, false
	}
	when, err := time.Parse(time.RFC3339Nano, string(at))
	if err != nil || e.level.UnmarshalText(level) != nil {
		return e, false
	}
	e.at, e.line = when.UnixNano(), line
	return e, true
}

// decode reads the rest of a line, with fit's or bare's texts.
func decode(e entry, fit func(s string, most int) string) (l api.LogLine, ok bool) {
	l = api.LogLine{At: time.Unix(0, e.at).UTC(), Level: nameOf(e.level)}
	d := json.NewDecoder(bytes.NewReader(e.line))
	if _, err := d.Token(); err != nil {
		return l, false
	}
	said := 0
	for n := 0; d.More(); n++ {
		key, err := d.Token()
		var raw json.RawMessage
		if err != nil || d.Decode(&raw) != nil {
			return l, false
		}
		name, _ := key.(string)
		v := text(raw)
		switch {
		case n < 2: // time and level: see parse
		case n == 2:
			l.Text = fit(v, maxTold)
		case name == "match" && l.Match == "":
			l.Match = fit(v, maxTold)
		case name == "player" && l.Player == "":
			l.Player = fit(v, maxTold)
		case said < maxSaid:
			if l.More == nil {
				l.More = map[string]string{}
			}
			told := fit(v, maxTold)
			if secretName(name) {
				told = secret
			}
			name = fit(name, maxTold)
			l.More[name] = told
			said += len(name) + len(told)
		}
	}
	return l, true
}

// shortened is a line that is too long to be kept, without what it tells beside its text.
func shortened(e entry) []byte {
	l, _ := decode(e, fit)
	b, _ := json.Marshal(struct { // of strings
		Time   string `json:"time"`
		Level  string `json:"level"`
		Msg    string `json:"msg"`
		Match  string `json:"match,omitempty"`
		Player string `json:"player,omitempty"`
		Cut    string `json:"cut"`
	}{
		l.At.Format(time.RFC3339Nano), e.level.String(), l.Text, l.Match, l.Player,
		fmt.Sprintf("the rest of %d bytes is not kept", len(e.line)),
	})
	return append(b, '\n')
}

// text is a value as it is read.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// kept is a value as it is written: errors and what is no plain value as text, and so much of it.
func kept(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && (a.Key == slog.TimeKey || a.Key == slog.LevelKey) && builtIn(a) {
		return a
	}
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(cut(a.Value.String(), maxValue))
	case slog.KindDuration:
		a.Value = slog.StringValue(a.Value.Duration().String())
	case slog.KindAny: // fmt bears an error that is a nil pointer
		a.Value = slog.StringValue(cut(fmt.Sprint(a.Value.Any()), maxValue))
	}
	return a
}

// builtIn reports whether an attribute is a line's own time or level, and none that was given with it.
func builtIn(a slog.Attr) bool {
	if a.Key == slog.TimeKey {
		return a.Value.Kind() == slog.KindTime
	}
	_, ok := a.Value.Any().(slog.Level)
	return ok
}

// levelOf is a level by its name.
func levelOf(name api.LogLevel) slog.Level {
	switch name {
	case api.LogDebug:
		return slog.LevelDebug
	case api.LogWarn:
		return slog.LevelWarn
	case api.LogError:
		return slog.LevelError
	}
	return slog.LevelInfo
}

// nameOf is the name of a level; of one between two, the lesser.
func nameOf(level slog.Level) api.LogLevel {
	switch {
	case level < slog.LevelInfo:
		return api.LogDebug
	case level < slog.LevelWarn:
		return api.LogInfo
	case level < slog.LevelError:
		return api.LogWarn
	}
	return api.LogError
}
