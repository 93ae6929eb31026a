package console

import (
	"cmp"
	"context"
	"errors"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"time"

	"muster/server/console/diagram"
	"muster/server/observe"
)

// seen is a system as the page of its topology shows it: as it is, or as it was.
type seen struct {
	*observe.State
	Ring   template.HTML // drawn by diagram, and so escaped
	Past   bool
	Of     string // the node that is looked at; empty for all
	Recent []observe.Event
	Rows   []observe.Match // those in trouble first; some of all there are
	More   int             // that are not among Rows
	Broken []observe.Link
	Slow   []observe.Link // the slowest of those that work
	*ribbon
	at time.Time
}

// ribbon is the span of time that can be gone back over.
type ribbon struct {
	Strip      template.HTML
	From, To   int64 // in milliseconds since 1970
	Now        int64 // where the slider stands
	Span       int   // seconds
	Prev, Next int64 // the events before and after; 0 for none
}

// Step is how finely the slider moves, in milliseconds.
func (r *ribbon) Step() int64 { return max(lookStep, (r.To-r.From)/2000) }

// spans that can be gone back over, in seconds: as many as events are kept for, at most.
var spans = []int{600, 3600, 24 * 3600, 7 * 24 * 3600, 30 * 24 * 3600}

// maxShownEvents is how many are listed, and maxMarks how many the ribbon has: of more the last.
const (
	maxShownEvents = 40
	maxMarks       = 400
	maxShownLinks  = 12
)

var errNotWatched = errors.New("this process does not watch the system")

func topology(ctx context.Context, c *Console, v *visit) (any, error) {
	if c.cfg.Watcher == nil { // nobody looks: an empty system
		return &seen{State: &observe.State{}, ribbon: &ribbon{Span: spans[0]}}, nil
	}
	at := time.UnixMilli(int64(v.number("at")))
	now, _ := c.cfg.Watcher.Now()
	s := &seen{State: now, Of: v.query("node")}
	if past := v.query("at") != "" && at.Before(time.Now()); past && !v.live() { // what was does not stay fresh
		was, err := c.was(ctx, at)
		if err != nil {
			return nil, err
		}
		s.State, s.Past, s.at = was, true, at
	}
	if err := c.addRibbon(ctx, s, v); err != nil {
		return nil, err
	}
	s.choose()
	s.Ring = template.HTML(diagram.Ring(s.State, diagram.Options{
		Say: v.words.Say, Node: s.Of, Link: func(node string) string { return s.URL("node", node) },
	}))
	return s, nil
}

// looked is closed when the system was looked at again.
func (c *Console) looked() <-chan struct{} {
	if c.cfg.Watcher == nil {
		return nil
	}
	_, next := c.cfg.Watcher.Now()
	return next
}

// was is the system as it was; empty where nothing is kept of then.
func (c *Console) was(ctx context.Context, at time.Time) (*observe.State, error) {
	kept, err := c.cfg.Watcher.Past()
	if err != nil {
		return nil, err
	}
	s, err := kept.At(ctx, at)
	if s == nil {
		s = &observe.State{At: at}
	}
	return s, err
}

// choose picks what the lists show.
func (s *seen) choose() {
	s.Recent = slices.Clone(s.Events[max(0, len(s.Events)-maxShownEvents):])
	slices.Reverse(s.Recent)
	for _, l := range s.Links {
		if s.Of != "" && s.Of != l.A && s.Of != l.B {
			continue
		}
		if l.Broken() {
			s.Broken = append(s.Broken, l)
		} else if l.RTT > 0 {
			s.Slow = append(s.Slow, l)
		}
	}
	slices.SortStableFunc(s.Slow, func(a, b observe.Link) int {
		return cmp.Or(cmp.Compare(b.Late, a.Late), cmp.Compare(b.RTT, a.RTT))
	})
	s.Slow = s.Slow[:min(len(s.Slow), maxShownLinks)]
	s.Broken = s.Broken[:min(len(s.Broken), maxShownLinks)]
	all := slices.Clone(s.Matches)
	if s.Of != "" {
		all = slices.DeleteFunc(all, func(m observe.Match) bool { return m.Owner != s.Of && m.Standby != s.Of })
	}
	slices.SortStableFunc(all, func(a, b observe.Match) int { return cmp.Compare(s.trouble(&b), s.trouble(&a)) })
	s.Rows = all[:min(len(all), pageRows)]
	s.More = len(all) - len(s.Rows)
}

// trouble is how badly off a match is.
func (s *seen) trouble(m *observe.Match) int {
	n := s.Node(m.Owner)
	switch {
	case m.Paused, m.Away, n == nil || !n.Health.Lives():
		return 2
	case m.Standby == "" && n.Stands:
		return 1
	}
	return 0
}

// Trouble is the text of what is wrong with a match; empty if nothing is.
func (s *seen) Trouble(m observe.Match) string {
	switch s.trouble(&m) {
	case 2:
		return "console.topology.stands_still"
	case 1:
		return "console.topology.no_standby"
	}
	return ""
}

// URL is the page's own address with something else.
func (s *seen) URL(name, value string) string {
	q := url.Values{}
	if s.Of != "" {
		q.Set("node", s.Of)
	}
	if s.Past {
		q.Set("at", strconv.FormatInt(s.at.UnixMilli(), 10))
	}
	if s.ribbon != nil && s.Span != spans[0] {
		q.Set("span", strconv.Itoa(s.Span))
	}
	if q.Set(name, value); value == "" || name == "node" && value == s.Of {
		q.Del(name) // a second click shows all again
	}
	return base + "topology?" + q.Encode()
}

// Moment is the page's address at one.
func (s *seen) Moment(at int64) string { return s.URL("at", strconv.FormatInt(at, 10)) }

// Live is the page's address as it is now.
func (s *seen) Live() string { return s.URL("at", "") }

// Spans are those that can be chosen.
func (s *seen) Spans() []int { return spans }

// addRibbon gathers what happened in the span that is looked at.
func (c *Console) addRibbon(ctx context.Context, s *seen, v *visit) error {
	s.ribbon = &ribbon{Span: spans[0], To: time.Now().UnixMilli()}
	if i := slices.Index(spans, v.number("span")); i >= 0 {
		s.Span = spans[i]
	}
	s.Now = s.To
	if s.Past {
		s.Now = s.at.UnixMilli()
	}
	if v.live() { // it stands outside of what stays fresh
		return nil
	}
	s.From = s.To - int64(s.Span)*1000
	if s.Now < s.From { // an old link: the span moves back to it
		s.From, s.To = s.Now-int64(s.Span)*500, s.Now+int64(s.Span)*500
	}
	from, to := time.UnixMilli(s.From), time.UnixMilli(s.To)
	events := s.Events
	if kept, err := c.cfg.Watcher.Past(); err == nil {
		if events, err = kept.Events(ctx, from, to, maxMarks); ctx.Err() != nil {
			return err
		} else if err != nil {
			c.cfg.Log.Warn("some of what happened cannot be read", "error", err)
		}
	}
	for i := range events {
		if e := &events[i]; e.At < s.Now {
			s.Prev = e.At
		} else if e.At > s.Now && s.Next == 0 {
			s.Next = e.At
		}
	}
	s.Strip = template.HTML(diagram.Timeline(events, from, to, v.words.Say, s.Moment))
	return nil
}
