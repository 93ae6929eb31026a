// Package alerts evaluates, within a server, the alerts that are shipped for Prometheus: the same file, from
// docs/monitoring, by Prometheus's own engine. What decides is a value that its caller drives:
//
//	Parse   a rules file -> rules
//	Watch   what all processes show, and the time -> alerts that are pending, fire or are over
//	Outbox  alerts that changed, and the time -> the message that is due at a webhook
//
// Around it is one thin shell, Webhook, which sends. Rules are read as Prometheus reads them; groups have no meaning
// here, there are no recording rules, and texts are no templates.
package alerts

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/promql/parser"

	"muster/assets"
)

// Rule is one alert as its file has it.
type Rule struct {
	Group, Name string
	Expr        string
	For         time.Duration     // how long it must hold before it fires
	Labels      map[string]string // severity: critical, warning or info
	Texts       map[string]string // summary, meaning, action; in Chinese with _zh behind it
	over        map[string]time.Duration
}

// Severity is how bad it is when it fires.
func (r *Rule) Severity() string { return r.Labels["severity"] }

// Text is one of its texts in a language, or in English where there is none.
func (r *Rule) Text(what, language string) string {
	if t := r.Texts[what+"_"+language]; t != "" {
		return t
	}
	return r.Texts[what]
}

// file is a rules file of Prometheus, as far as it is read here.
type file struct {
	Groups []struct {
		Name  string
		Rules []struct {
			Alert       string
			Expr        string
			For         string
			Labels      map[string]string
			Annotations map[string]string
		}
	}
}

// Parse reads a rules file. Its errors say name:line:column where they can.
func Parse(name string, b []byte) (rules []*Rule, err error) {
	var f file
	if err := assets.Decode(name, b, &f); err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, g := range f.Groups {
		for _, r := range g.Rules {
			rule := &Rule{Group: g.Name, Name: r.Alert, Expr: r.Expr, Labels: r.Labels, Texts: r.Annotations}
			if err := rule.check(r.For); err != nil {
				return nil, fmt.Errorf("%s: alert %q of group %q: %w", name, r.Alert, g.Name, err)
			}
			if known[r.Alert] {
				return nil, fmt.Errorf("%s: there are two alerts %q", name, r.Alert)
			}
			known[r.Alert] = true
			rules = append(rules, rule)
		}
	}
	if len(rules) > maxRules {
		return nil, fmt.Errorf("%s has %d alerts; at most %d are evaluated here", name, len(rules), maxRules)
	}
	return rules, nil
}

// check reads what of a rule has a form of its own.
func (r *Rule) check(wait string) error {
	if !model.LegacyValidation.IsValidMetricName(r.Name) {
		return errors.New("its name must be of letters, digits and _")
	}
	if wait != "" {
		d, err := model.ParseDuration(wait)
		if err != nil {
			return fmt.Errorf("for: %w", err)
		}
		r.For = time.Duration(d)
	}
	expr, err := parser.ParseExpr(r.Expr)
	if err != nil {
		return fmt.Errorf("expr: %w", err)
	}
	r.over = map[string]time.Duration{}
	parser.Inspect(expr, func(n parser.Node, path []parser.Node) error {
		s, ok := n.(*parser.VectorSelector)
		if ok && s.Name != "" {
			r.over[s.Name] = max(r.over[s.Name], back(s, path))
		}
		return nil
	})
	if len(r.over) == 0 {
		return errors.New("expr: it names no metric")
	}
	if longest := r.longest(); longest > maxOver {
		return fmt.Errorf("expr: it looks back over %v; at most %v is kept here", longest, maxOver)
	}
	return nil
}

func (r *Rule) longest() (d time.Duration) {
	for _, over := range r.over {
		d = max(d, over)
	}
	return d
}

// back is how far behind the time of an evaluation a selector needs samples, given what it stands in.
func back(s *parser.VectorSelector, path []parser.Node) time.Duration {
	d := staleAfter + s.OriginalOffset
	for _, n := range path {
		switch n := n.(type) {
		case *parser.MatrixSelector:
			d += n.Range
		case *parser.SubqueryExpr:
			d += n.Range + n.OriginalOffset
		}
	}
	return d
}

// names are the metrics that rules go by, and how far back each is needed.
func names(rules []*Rule) map[string]time.Duration {
	all := map[string]time.Duration{}
	for _, r := range rules {
		for name, over := range r.over {
			all[name] = max(all[name], over)
		}
	}
	return all
}

// family is the name under which a metric of a histogram or a summary is shown.
func family(name string) []string {
	all := []string{name}
	for _, end := range []string{"_bucket", "_count", "_sum"} {
		if base, ok := strings.CutSuffix(name, end); ok {
			all = append(all, base)
		}
	}
	return all
}
