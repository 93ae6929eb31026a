package api

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// LogLevel says how much a process logs, and how bad a line is.
type LogLevel string

// The levels, the least first.
const (
	LogDebug LogLevel = "debug"
	LogInfo  LogLevel = "info"
	LogWarn  LogLevel = "warn"
	LogError LogLevel = "error"
)

// LogLevels are all of them.
var LogLevels = []LogLevel{LogDebug, LogInfo, LogWarn, LogError}

// LogLine is a line that a process has logged. Nothing that opens a door stands in it, and no address unless they are
// asked for.
type LogLine struct {
	At     time.Time         `json:"at" doc:"no two lines of a node have the same"`
	Node   string            `json:"node"`
	Level  LogLevel          `json:"level" enum:"debug,info,warn,error"`
	Text   string            `json:"text"`
	Match  string            `json:"match,omitempty" doc:"that it is about"`
	Player string            `json:"player,omitempty" doc:"whom it is about"`
	More   map[string]string `json:"more,omitempty" doc:"what else it tells, by name"`
}

// Newer orders lines, the newest first.
func (l *LogLine) Newer(than *LogLine) int {
	return cmp.Or(than.At.Compare(l.At), cmp.Compare(l.Node, than.Node))
}

// LogQuery says which lines are wanted. What is empty does not matter.
type LogQuery struct {
	Node   string
	Level  LogLevel // this one, and worse ones
	Match  string
	Player string
	Text   string // a part of what the line says, small letters or large
	After  time.Time
	Before time.Time
	Limit  int // so many, the newest; 0 for MaxLogLines

	Addresses bool // with the addresses that stand in them; see Client.ShowAddresses
}

// AddressesRequest is the body of POST /v1/addresses, for operators: the audit log has it before addresses are shown.
type AddressesRequest struct {
	Reason string `json:"reason" minLength:"1" maxLength:"256"`
}

// Addresses is until when the caller is shown addresses.
type Addresses struct {
	Until time.Time `json:"until"`
}

// Check reports what is wrong with a query.
func (q *LogQuery) Check() error {
	if q.Level != "" && !slices.Contains(LogLevels, q.Level) {
		return fmt.Errorf("level %q: there are %v", q.Level, LogLevels)
	}
	if q.Limit < 0 || q.Limit > MaxLogLines {
		return fmt.Errorf("limit %d: it is 1 to %d", q.Limit, MaxLogLines)
	}
	return nil
}

// values is the query as an address has it.
func (q *LogQuery) values() url.Values {
	v := url.Values{}
	for name, s := range map[string]string{
		"node": q.Node, "level": string(q.Level), "match": q.Match, "player": q.Player, "text": q.Text,
	} {
		if s != "" {
			v.Set(name, s)
		}
	}
	for name, at := range map[string]time.Time{"after": q.After, "before": q.Before} {
		if !at.IsZero() {
			v.Set(name, at.UTC().Format(time.RFC3339Nano))
		}
	}
	if q.Addresses {
		v.Set("addresses", "true")
	}
	if q.Limit > 0 {
		v.Set("limit", strconv.Itoa(q.Limit))
	}
	return v
}

// ParseLogQuery reads the query of an address.
func ParseLogQuery(v url.Values) (q LogQuery, err error) {
	q = LogQuery{
		Level: LogLevel(v.Get("level")), Match: v.Get("match"), Player: v.Get("player"), Text: v.Get("text"),
		Addresses: v.Get("addresses") == "true",
	}
	for name, at := range map[string]*time.Time{"after": &q.After, "before": &q.Before} {
		if s := v.Get(name); s != "" {
			if *at, err = time.Parse(time.RFC3339Nano, s); err != nil {
				return q, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	if s := v.Get("limit"); s != "" {
		if q.Limit, err = strconv.Atoi(s); err != nil {
			return q, fmt.Errorf("limit: %w", err)
		}
	}
	return q, q.Check()
}

// LogPage are lines of a log, the newest first, and how the logs do that were asked.
type LogPage struct {
	Lines []LogLine `json:"lines"`
	Nodes []LogNode `json:"nodes"`
}

// LogNode is how the log of a node does.
type LogNode struct {
	Node    string    `json:"node"`
	Level   LogLevel  `json:"level,omitempty" doc:"at which it logs"`
	Until   time.Time `json:"until,omitzero" doc:"when it logs from info on again"`
	Trouble string    `json:"trouble,omitempty" doc:"why it gave no lines, or does not keep them"`
	Silent  bool      `json:"silent,omitempty" doc:"it gave no lines"`
}

// LogLevelRequest is the body of PUT /v1/nodes/{id}/log-level, for operators.
type LogLevelRequest struct {
	Level   LogLevel `json:"level" enum:"debug,info,warn,error"`
	Seconds int64    `json:"seconds,omitempty" minimum:"0" maximum:"604800" doc:"then it logs from info on again; 0 for when it is told so, or starts anew"`
}

// Check reports what is wrong with a request.
func (r *LogLevelRequest) Check() error {
	if !slices.Contains(LogLevels, r.Level) {
		return fmt.Errorf("level %q: there are %v", r.Level, LogLevels)
	}
	if r.Seconds < 0 || r.Seconds > maxLogLevelFor {
		return fmt.Errorf("%d s: a level lasts for a week at most", r.Seconds)
	}
	return nil
}

// Logbook is the log of a process, as others read it by a call.
type Logbook interface {
	Read(ctx context.Context, q LogQuery) (LogPage, error)
	SetLevel(r LogLevelRequest) error
}
