package queuenode

import (
	"context"
	"errors"
	"time"

	"muster/docs/monitoring"
	"muster/server/alerts"
	"muster/server/observe"
)

// openAlerts has the shipped alerts be evaluated on what the watcher reads.
func (p *Node) openAlerts() error {
	rules, err := alerts.Parse(monitoring.RulesFile, monitoring.Rules)
	if err != nil {
		return err
	}
	if p.cfg.Webhook.URL != "" {
		hook := p.cfg.Webhook
		hook.Console, hook.Log = p.AdminURL()+"/console/alerts", p.log
		if p.webhook, err = alerts.NewWebhook(hook); err != nil {
			return err
		}
	}
	p.board = alerts.NewBoard(alerts.BoardConfig{Rules: rules, Changed: p.alertsChanged, Log: p.log})
	return nil
}

// feedAlerts hands on what all processes show.
func (p *Node) feedAlerts(at time.Time, all []observe.Shown) {
	p.board.Feed(context.Background(), at, func() (scrapes []alerts.Scrape) {
		for _, s := range all {
			scrapes = append(scrapes, alerts.Scrape{
				Job: "muster", Node: s.Node, Role: string(s.Kind), Families: s.Families,
			})
		}
		return scrapes
	})
}

// alertsChanged has them stand among what happened, and be sent. Of several matchmakers the one that leads sends.
func (p *Node) alertsChanged(changed []alerts.Alert) {
	for i := range changed {
		a, what := &changed[i], observe.Alert
		if a.State == alerts.Resolved {
			what = observe.AlertOver
		}
		p.watcher.Note(observe.Event{What: what, Node: a.Of["node"], Why: a.Rule.Name})
	}
	if p.webhook != nil && p.leads() {
		p.webhook.Notify(changed)
	}
}

// leads reports whether this matchmaker leads, or is the only one.
func (p *Node) leads() bool {
	state, _ := p.watcher.Now()
	queues := state.Of(observe.Matchmakers)
	for _, n := range queues {
		if n.ID == p.cfg.Matchmaker.ID {
			return n.Leads || len(queues) == 1
		}
	}
	return false
}

// runWebhook sends until ctx ends.
func (p *Node) runWebhook(ctx context.Context) error {
	if p.webhook == nil {
		<-ctx.Done()
		return nil
	}
	return p.webhook.Run(ctx)
}

// errUnwatched is why nothing could be sent.
var errUnwatched = errors.New("--alert-webhook: alerts are evaluated where the console is: give --console, too")
