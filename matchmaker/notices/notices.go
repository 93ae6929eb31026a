// Package notices tells players that a turn by correspondence is theirs: by mail, by webhook, and by web push. It hides
// SMTP, the libraries of mail and web push, and what keeps a server from being led to addresses that are none of its
// business.
//
// What is to be told is in the store (the outbox): the leader puts a message there for each way of each player whose
// turn it is and who is not there, at most one a turn, and takes each once to send it. Where nobody can know whether it
// arrived (the sender died, an answer did not come) it is not sent again; where it did not arrive for sure it is,
// after a pause that grows. Nothing but a link to confirm it goes to a way that was not confirmed, and every message
// holds a link that ends it. In a player's quiet hours messages wait.
//
// Links are below the URL under which players reach the API:
//
//	v1/notices/WAY/confirm?code=   POST confirms, GET shows a page that does
//	v1/notices/WAY/end?code=       the same for its end; mail programs POST it by themselves (RFC 8058)
//	play?match=MATCH               the match
//
// A code is HMAC-SHA256 over the way and what it is for, by a secret that all matchmakers share.
package notices

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/SherClockHolmes/webpush-go"
	"github.com/prometheus/client_golang/prometheus"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/wallclock"
)

// Config is what an operator chooses.
type Config struct {
	Link     string   // URL under which players reach the API and the game; without one nothing is sent
	Mail     Mail     // without a server no mail is sent
	Webhooks bool     // players may have webhooks called
	Push     bool     // players may have browsers told
	Allowed  []string // hosts, addresses and ranges that webhooks and push may reach though they are not public

	Scenario func(lang, name string) string // what people call a scenario; nil for its name
	Store    *store.Store
	Log      *slog.Logger
	Metrics  prometheus.Registerer // may be nil
}

// Notices is the sender of one process.
type Notices struct {
	cfg     Config
	store   *store.Store
	log     *slog.Logger
	metrics *metrics
	key     []byte // of links
	public  string // key of web push, as browsers take it
	senders map[api.NoticeKind]sender
	busy    chan struct{} // a place for each message on its way
}

// sender brings one message to where it goes. What it returns may be errRefused, errGone or errUnknown; any other error
// says that the message did not arrive for sure, and that it may later.
type sender interface {
	send(ctx context.Context, m *message) error
}

// Open reads the secrets that all matchmakers share, or makes them.
func Open(ctx context.Context, cfg Config) (*Notices, error) {
	n := &Notices{
		cfg: cfg, store: cfg.Store, log: cfg.Log, metrics: newMetrics(cfg.Metrics), busy: make(chan struct{}, maxBusy),
		senders: map[api.NoticeKind]sender{},
	}
	n.cfg.Link = strings.TrimRight(cfg.Link, "/")
	text, err := cfg.Store.NoticeSecret(ctx, "links", func() (string, error) { return rand.Text() + rand.Text(), nil })
	if err != nil {
		return nil, fmt.Errorf("open notices: %w", err)
	}
	n.key = []byte(text)
	if n.cfg.Link == "" {
		return n, nil
	}
	if err := n.openSenders(ctx); err != nil {
		return nil, fmt.Errorf("open notices: %w", err)
	}
	return n, nil
}

func (n *Notices) openSenders(ctx context.Context) error {
	out, err := newOutside(n.cfg.Allowed)
	if err != nil {
		return err
	}
	if n.cfg.Mail.Server != "" {
		if n.senders[api.ByMail], err = newMailer(n.cfg.Mail); err != nil {
			return err
		}
	}
	if n.cfg.Webhooks {
		n.senders[api.ByWebhook] = &webhooks{out}
	}
	if !n.cfg.Push {
		return nil
	}
	text, err := n.store.NoticeSecret(ctx, "vapid", func() (string, error) {
		private, public, err := webpush.GenerateVAPIDKeys()
		return private + " " + public, err
	})
	if err != nil {
		return err
	}
	private, public, _ := strings.Cut(text, " ")
	n.public = public
	n.senders[api.ByPush] = &pushes{out, private, public, n.cfg.Link}
	return nil
}

// Offers lists the kinds that can be sent, and the key that browsers subscribe with.
func (n *Notices) Offers() (kinds []api.NoticeKind, key string) {
	kinds = []api.NoticeKind{}
	for _, kind := range []api.NoticeKind{api.ByMail, api.ByWebhook, api.ByPush} {
		if n.senders[kind] != nil {
			kinds = append(kinds, kind)
		}
	}
	return kinds, n.public
}

// Mark stands for a target wherever messages to it are counted, without telling it. Addresses of mail that reach one
// box at many providers count as one: what stands behind a plus, and dots, tell none apart.
func (n *Notices) Mark(kind api.NoticeKind, target string) string {
	target = strings.ToLower(target)
	if box, host, ok := strings.Cut(target, "@"); ok && kind == api.ByMail {
		box, _, _ = strings.Cut(box, "+")
		target = strings.ReplaceAll(box, ".", "") + "@" + host
	}
	return hex.EncodeToString(n.mac("mark", string(kind)+" "+target)[:16])
}

// Code is what the link holds that does something to a way: confirm or end.
func (n *Notices) Code(way, what string) string {
	return base64.RawURLEncoding.EncodeToString(n.mac(what, way))
}

// Proves reports whether a code is that of a link.
func (n *Notices) Proves(way, what, code string) bool {
	return hmac.Equal([]byte(n.Code(way, what)), []byte(code))
}

func (n *Notices) mac(what, of string) []byte {
	m := hmac.New(sha256.New, n.key)
	fmt.Fprintf(m, "%s %s", what, of)
	return m.Sum(nil)
}

// link is the URL of a page that confirms a way, or ends it.
func (n *Notices) link(way, what string) string {
	return fmt.Sprintf("%s/v1/notices/%s/%s?code=%s", n.cfg.Link, url.PathEscape(way), what, n.Code(way, what))
}

// Run puts into the outbox what is due and sends what waits, until ctx ends. The leader alone runs it; two at once
// would do no harm.
func (n *Notices) Run(ctx context.Context) {
	if len(n.senders) == 0 {
		return
	}
	var sending sync.WaitGroup
	defer sending.Wait()
	every := time.NewTicker(lookEvery)
	defer every.Stop()
	var swept time.Time
	for {
		now := wallclock.Now()
		if err := n.round(ctx, now, &sending); err != nil && ctx.Err() == nil {
			n.log.Warn("cannot look for notices; looking again", "err", err)
		}
		if now.Sub(swept) >= sweepEvery {
			swept = now
			n.sweep(ctx, now)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

func (n *Notices) round(ctx context.Context, now time.Time, sending *sync.WaitGroup) error {
	if _, err := n.store.MakeNotices(ctx, now, now.Add(-goneFor)); err != nil {
		return err
	}
	waiting, since, err := n.store.NoticesWaiting(ctx, now)
	if err != nil {
		return err
	}
	n.metrics.wait(waiting, since, now)
	free := cap(n.busy) - len(n.busy)
	if waiting == 0 || free == 0 {
		return nil
	}
	due, err := n.store.NoticesDue(ctx, now, free)
	for i := range due {
		n.busy <- struct{}{} // there is room, and nobody else takes it
		sending.Go(func() {
			defer func() { <-n.busy }()
			n.deliver(ctx, &due[i])
		})
	}
	return err
}

func (n *Notices) sweep(ctx context.Context, now time.Time) {
	lost, err := n.store.SweepNotices(ctx, now)
	if err != nil && ctx.Err() == nil {
		n.log.Warn("cannot delete old notices; trying again", "err", err)
	}
	if lost > 0 {
		n.metrics.done.WithLabelValues("any", string(store.NoticeUnknown)).Add(float64(lost))
		n.log.Warn("notices were being sent when their sender died; they may have arrived, and are not sent again",
			"notices", lost)
	}
}
