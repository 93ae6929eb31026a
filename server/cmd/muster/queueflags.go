package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"muster/assets"
	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/matchmaker/matching"
	"muster/server/alerts"
	"muster/server/queuenode"
)

// queueFlags are what operators choose of a queue.
type queueFlags struct {
	Modes          string   `help:"YAML file of ways to play and levels of AI commanders, instead of the built-in ones; docs/queue.md shows one." placeholder:"FILE"`
	Replays        string   `help:"URL under which players find the replay of a match that has ended, with {match} in it, if it is not this API." placeholder:"URL"`
	Origin         []string `help:"Origin of web pages that may call the API and bring bots in, such as https://play.example; may be given several times, * is all." placeholder:"ORIGIN"`
	Operator       string   `help:"Make the account that has this name now an operator, who may make others moderators. If there is none, nobody who registers the name later is: then a code is printed." placeholder:"NAME"`
	discoveryFlags `embed:""`
	alertFlags     `embed:""`
	noticeFlags    `embed:""`
	AddressRate    float64 `name:"address-rate" help:"Requests a second that one address may make; more than 500 raises all else that an address may do." default:"500"`

	TrustedProxy []string `name:"trusted-proxy" help:"Address or range of reverse proxies, such as 10.0.0.0/8, that say whom a request comes from (X-Forwarded-For, Forwarded); may be given several times. Without, all behind a proxy count as one address." placeholder:"CIDR"`
}

// discoveryFlags are what operators choose of being found on the local network.
type discoveryFlags struct {
	Discovery  bool   `help:"Have games on the local network find this server by themselves (mDNS), where --http listens beyond this machine." default:"true" negatable:""`
	ServerName string `name:"server-name" help:"What players there see of it; nothing for the machine's name." placeholder:"NAME"`
}

// alertFlags are what operators choose of alerts.
type alertFlags struct {
	AlertWebhook       string `name:"alert-webhook" help:"Where alerts are sent when they begin to fire and when they are over; a matchmaker needs --console for it. docs/monitoring.md says in which form." placeholder:"URL" env:"MUSTER_ALERT_WEBHOOK"`
	AlertWebhookSecret string `name:"alert-webhook-secret" help:"File of the secret that they are signed with, in base64." placeholder:"FILE"`
}

// webhook is what these flags choose.
func (o *alertFlags) webhook() (cfg alerts.WebhookConfig, err error) {
	cfg.URL = o.AlertWebhook
	switch {
	case o.AlertWebhookSecret == "":
	case o.AlertWebhook == "":
		err = errors.New("--alert-webhook-secret: there is no --alert-webhook that it would be for")
	default:
		cfg.Secret, err = alerts.ReadSecret(o.AlertWebhookSecret)
	}
	return cfg, err
}

// queue is what of a matchmaker's process the flags choose.
func (o *queueFlags) queue(set *assets.Set) (cfg queuenode.Config, err error) {
	cfg = queuenode.Config{
		TrustedProxies: o.TrustedProxy, Discovery: o.Discovery, ServerName: o.ServerName, Opened: o.promote,
	}
	if cfg.Webhook, err = o.webhook(); err != nil {
		return cfg, err
	}
	if cfg.Matchmaker.Notices, err = o.notices(); err != nil {
		return cfg, err
	}
	err = o.apply(&cfg.Matchmaker, set)
	return cfg, err
}

// modesFile is the form of --modes. Times are in seconds, as in the API.
type modesFile struct {
	Modes []struct {
		Name, Title string
		Scenarios   []string // empty for all
		Rated, Open bool
		Switch      bool // who left a match that runs may come back to it in any seat, not just the same one
		// for which the seat of a player who is away is kept; 300 if it is left out and the mode is open, else -1:
		// as long as the match runs
		Hold   int
		Delay  int  // that spectators are behind; 90 if it is left out, 300 if the mode is rated
		Home   bool // all matches of a scenario live on one shard
		Accept int  // to accept a match; 0 if it begins at once
		Fill   int  // until AI commanders fill empty seats; -1 for never
		Wait   int  // for players before the first tick, at most 60; 0 if it begins at once
		Party  int  // players in one
		// matches take days: a player may be in many at once, and need not wait for one
		Correspondence bool
		Clock          *turnClock // how long turns are planned, if not as the scenario has it
		Points, RTT    widening
	}
	Levels []struct {
		Name   string
		Points int
	}
}

// turnClock is how long a turn may be planned, as in a scenario.
type turnClock struct {
	Planning, Bank, Increment int
	TimeUp                    string `yaml:"time_up"`
}

func (c *turnClock) rule() *api.TurnClock {
	if c == nil {
		return nil
	}
	return &api.TurnClock{Planning: c.Planning, Bank: c.Bank, Increment: c.Increment, TimeUp: c.TimeUp}
}

// widening is how far apart players may be: at first, how much more each second, and when any will do.
type widening struct{ From, Second, Full int }

func (w widening) rule() matching.Widening {
	return matching.Widening{From: w.From, PerSecond: w.Second, Full: time.Duration(w.Full) * time.Second}
}

// apply fills in what the flags say.
func (o *queueFlags) apply(cfg *matchmaker.Config, set *assets.Set) error {
	cfg.Replays, cfg.Origins, cfg.AddressRate = o.Replays, o.Origin, o.AddressRate
	if o.Replays != "" && !strings.Contains(o.Replays, "{match}") {
		return fmt.Errorf("--replays %s: it has no {match} in it, where the match's id goes", o.Replays)
	}
	for _, origin := range o.Origin {
		if origin != "*" && (!strings.Contains(origin, "://") || strings.HasSuffix(origin, "/")) {
			return fmt.Errorf("--origin %s: an origin is scheme and host, such as https://play.example", origin)
		}
	}
	for _, l := range matchmaker.DefaultLevels() {
		if _, err := set.Style(l.Name); err == nil { // those that --assets leaves
			cfg.Levels = append(cfg.Levels, l)
		}
	}
	if o.Modes == "" {
		return nil
	}
	b, err := os.ReadFile(o.Modes)
	if err != nil {
		return fmt.Errorf("--modes: %w", err)
	}
	var f modesFile
	if err := assets.Decode(o.Modes, b, &f); err != nil {
		return fmt.Errorf("--modes: %w", err)
	}
	return f.apply(cfg, set)
}

func (f *modesFile) apply(cfg *matchmaker.Config, set *assets.Set) error {
	for _, m := range f.Modes {
		if m.Name == "" {
			return errors.New("--modes: a mode has no name")
		}
		if m.Wait < 0 || m.Wait > 60 {
			return fmt.Errorf("--modes: mode %s: wait %d: a match waits 0 to 60 seconds for its players",
				m.Name, m.Wait)
		}
		cfg.Modes = append(cfg.Modes, matchmaker.Mode{
			Mode: api.Mode{
				Name: m.Name, Title: cmp.Or(m.Title, m.Name), Scenarios: m.Scenarios, Rated: m.Rated, Open: m.Open,
				Accept: m.Accept, Fill: m.Fill, Switch: m.Switch, Hold: m.Hold, Delay: m.Delay, Wait: m.Wait,
				PartyMax: cmp.Or(m.Party, 1), Correspondence: m.Correspondence, TurnClock: m.Clock.rule(),
			},
			Window: m.Points.rule(), RTT: m.RTT.rule(), Home: m.Home,
		})
	}
	if len(f.Levels) > 0 {
		cfg.Levels = nil
	}
	for _, l := range f.Levels {
		if _, err := set.Style(l.Name); err != nil {
			return fmt.Errorf("--modes: levels: %w", err)
		}
		cfg.Levels = append(cfg.Levels, matching.Level{Name: l.Name, Points: l.Points})
	}
	return nil
}
