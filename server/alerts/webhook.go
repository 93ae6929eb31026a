package alerts

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"muster/wallclock"
)

// WebhookConfig is where alerts are sent.
type WebhookConfig struct {
	URL     string // as the operator named it; nowhere else is anything sent
	Secret  []byte // that messages are signed with; empty for no signature
	Console string // URL that messages lead to; may be empty
	Log     *slog.Logger

	Transport http.RoundTripper // nil for the network
}

// Webhook sends alerts to one address. Messages are signed as https://www.standardwebhooks.com says: headers
// webhook-id, webhook-timestamp and webhook-signature, "v1," and the base64 of HMAC-SHA256 over "id.timestamp.body".
type Webhook struct {
	cfg  WebhookConfig
	http *http.Client
	news chan struct{} // holds one: there is something to send

	mu     sync.Mutex
	outbox Outbox
	failed bool // the last try
}

// NewWebhook makes one; Run has it send.
func NewWebhook(cfg WebhookConfig) (*Webhook, error) {
	u, err := url.Parse(cfg.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("the webhook's URL must begin with https:// or http:// and name a host")
	}
	t := cfg.Transport
	if t == nil {
		own := http.DefaultTransport.(*http.Transport).Clone()
		own.Proxy = nil // or messages would go by whoever the environment names
		t = own
	}
	return &Webhook{
		cfg: cfg, news: make(chan struct{}, 1), outbox: Outbox{Console: cfg.Console},
		http: &http.Client{
			Transport: t, Timeout: answerWithin,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// ReadSecret reads a secret from its file: base64, with or without whsec_ before it.
func ReadSecret(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("read the webhook's secret: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSecret))
	if err != nil {
		return nil, fmt.Errorf("read the webhook's secret: %w", err)
	}
	s, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(strings.TrimSpace(string(b)), "whsec_"))
	if err != nil || len(s) < leastSecret {
		return nil, fmt.Errorf("the webhook's secret in %s must be the base64 of at least %d bytes: "+
			"head -c 32 /dev/urandom | base64 makes one", file, leastSecret)
	}
	return s, nil
}

// Notify has alerts sent that fire, or are over. It does not wait.
func (h *Webhook) Notify(changed []Alert) {
	h.mu.Lock()
	h.outbox.Add(changed)
	h.mu.Unlock()
	select {
	case h.news <- struct{}{}:
	default:
	}
}

// Run sends until ctx ends, and then once more what is not sent yet.
func (h *Webhook) Run(ctx context.Context) error {
	defer h.http.CloseIdleConnections()
	for ctx.Err() == nil {
		h.mu.Lock()
		at, any := h.outbox.Due()
		h.mu.Unlock()
		var due <-chan time.Time
		if any {
			due = time.After(time.Until(at))
		}
		select {
		case <-ctx.Done():
		case <-h.news:
		case <-due:
			h.send(ctx)
		}
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	h.mu.Lock()
	h.outbox.Hurry()
	h.mu.Unlock()
	for h.send(last) && last.Err() == nil {
	}
	return nil
}

// send sends the message that is due, and reports whether it was taken.
func (h *Webhook) send(ctx context.Context) (taken bool) {
	h.mu.Lock()
	m := h.outbox.Next(time.Now())
	h.mu.Unlock()
	if m == nil {
		return false
	}
	err := h.post(ctx, m)
	h.mu.Lock()
	defer h.mu.Unlock()
	if !errors.Is(err, errRefused) {
		h.outbox.Done(time.Now(), err == nil)
	} else if h.outbox.Refuse(time.Now()) {
		h.cfg.Log.Warn("the webhook refuses alerts; they are given up", "alerts", m.Alerts, "error", err)
	}
	switch {
	case err != nil && !h.failed:
		h.cfg.Log.Warn("alerts cannot be sent to the webhook; they are sent again until it takes them", "error", err)
	case err == nil && h.failed:
		h.cfg.Log.Info("the webhook takes alerts again")
	}
	h.failed = err != nil
	return err == nil
}

func (h *Webhook) post(ctx context.Context, m *Message) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.cfg.URL, bytes.NewReader(m.Body))
	if err != nil {
		return plain(err)
	}
	at := strconv.FormatInt(wallclock.Now().Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "muster")
	r.Header.Set("webhook-id", m.ID)
	r.Header.Set("webhook-timestamp", at)
	if len(h.cfg.Secret) > 0 {
		r.Header.Set("webhook-signature", Sign(h.cfg.Secret, m.ID, at, m.Body))
	}
	res, err := h.http.Do(r)
	if err != nil {
		return plain(err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxSecret)) // so that the connection is used again
	switch res.StatusCode {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests: // later it may take it
		return fmt.Errorf("it answers %s", res.Status)
	}
	switch res.StatusCode / 100 {
	case 2:
		return nil
	case 4:
		return fmt.Errorf("%w: it answers %s", errRefused, res.Status)
	}
	return fmt.Errorf("it answers %s", res.Status)
}

// errRefused is that the receiver does not want a message, whenever it comes.
var errRefused = errors.New("refused")

// Sign is the signature of a message, as its header has it.
func Sign(secret []byte, id, at string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "%s.%s.", id, at)
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// plain leaves the URL out of an error: it may hold the receiver's own secret.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
