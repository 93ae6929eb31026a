package alerts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func fired(name, node string, s State) Alert {
	a := Alert{
		Rule: &Rule{
			Name: name, Labels: map[string]string{"severity": "warning"}, Texts: map[string]string{"summary": "Slow"},
		},
		Of: map[string]string{"node": node}, State: s, Fired: time.Unix(1000, 0), id: name + node,
	}
	if s == Resolved {
		a.Ended = time.Unix(1060, 0)
	}
	return a
}

// A message is what Alertmanager sends; of an alert that changes before it is told the newest state is.
func TestAMessageHasTheNewestOfEachAlert(t *testing.T) {
	o := Outbox{Console: "https://console.example/"}
	require.Nil(t, o.Next(time.Unix(0, 0)))
	o.Add([]Alert{fired("Slow", "shard-1", Firing), fired("Slow", "shard-2", Firing)})
	o.Add([]Alert{fired("Slow", "shard-1", Resolved)})
	var got map[string]any
	require.NoError(t, json.Unmarshal(o.Next(time.Unix(2000, 0)).Body, &got))
	require.Equal(t, "4", got["version"])
	require.Equal(t, "firing", got["status"])
	require.Equal(t, []any{
		map[string]any{
			"status": "resolved", "startsAt": "1970-01-01T00:16:40Z", "endsAt": "1970-01-01T00:17:40Z",
			"labels":      map[string]any{"alertname": "Slow", "severity": "warning", "node": "shard-1"},
			"annotations": map[string]any{"summary": "Slow"}, "generatorURL": "https://console.example/",
			"fingerprint": (&Alert{id: "Slowshard-1"}).Fingerprint(),
		},
		map[string]any{
			"status": "firing", "startsAt": "1970-01-01T00:16:40Z", "endsAt": "0001-01-01T00:00:00Z",
			"labels":      map[string]any{"alertname": "Slow", "severity": "warning", "node": "shard-2"},
			"annotations": map[string]any{"summary": "Slow"}, "generatorURL": "https://console.example/",
			"fingerprint": (&Alert{id: "Slowshard-2"}).Fingerprint(),
		},
	}, got["alerts"])
}

// A message that is not taken is sent again, the same, after pauses that grow and do not grow for ever; what changes
// meanwhile waits, bounded, and the next message counts what was left out.
func TestWhatIsNotTakenIsSentAgain(t *testing.T) {
	var o Outbox
	now := time.Unix(2000, 0)
	o.Add([]Alert{fired("Slow", "shard-1", Firing)})
	first, pauses := o.Next(now), []time.Duration{}
	for range 12 {
		m := o.Next(now)
		require.Same(t, first, m)
		o.Done(now, false)
		at, ok := o.Due()
		require.True(t, ok)
		pauses = append(pauses, at.Sub(now))
		require.Nil(t, o.Next(at.Add(-1)))
		now = at
	}
	require.Equal(t, []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}, pauses[:3])
	require.Equal(t, longestPause, pauses[11])
	for i := range maxWaiting + 5 {
		o.Add([]Alert{fired("Slow", fmt.Sprint("shard-", i+2), Firing)})
	}
	require.Same(t, first, o.Next(now))
	o.Done(now, true)
	var sizes, left []float64
	for m := o.Next(now); m != nil; m = o.Next(now) {
		var got struct {
			Truncated float64 `json:"truncatedAlerts"`
			Alerts    []any
		}
		require.NoError(t, json.Unmarshal(m.Body, &got))
		sizes, left = append(sizes, float64(len(got.Alerts))), append(left, got.Truncated)
		o.Done(now, true)
	}
	require.Len(t, sizes, maxWaiting/maxMessage)
	require.Equal(t, float64(maxMessage), sizes[0])
	require.Equal(t, []float64{5, 0}, left[:2])
	_, ok := o.Due()
	require.False(t, ok)
}

type answering func(r *http.Request) (*http.Response, error)

func (f answering) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// The shell sends when something changes, again when it is not taken, and once more at its end.
func TestTheWebhookIsToldAgainUntilItTakesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, tries := time.Now(), []time.Duration{}
		var log strings.Builder
		h, err := NewWebhook(WebhookConfig{
			URL: "https://hooks.example/SECRET", Log: slog.New(slog.NewTextHandler(&log, nil)),
			Transport: answering(func(*http.Request) (*http.Response, error) {
				tries = append(tries, time.Since(began))
				if len(tries) < 4 {
					return nil, errors.New("it is away")
				}
				return &http.Response{StatusCode: 204, Body: http.NoBody}, nil
			}),
		})
		require.NoError(t, err)
		done := make(chan error)
		ctx, stop := context.WithCancel(t.Context())
		go func() { done <- h.Run(ctx) }()
		h.Notify([]Alert{fired("Slow", "shard-1", Firing)})
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, []time.Duration{0, time.Second, 3 * time.Second, 7 * time.Second}, tries)
		h.Notify([]Alert{fired("Slow", "shard-1", Resolved)})
		stop()
		require.NoError(t, <-done)
		require.Len(t, tries, 5, "the last word is sent")
		require.Equal(t, 2, strings.Count(log.String(), "\n"), "that it fails, and that it is well again: %s", &log)
		require.NotContains(t, log.String(), "SECRET")
	})
}

// Who knows the secret can see that a message is whole and ours; nothing follows a redirect to where the operator named
// nothing.
func TestMessagesAreSignedAndGoNowhereElse(t *testing.T) {
	secret := []byte("0123456789abcdef0123456789abcdef")
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("it followed")
	}))
	defer elsewhere.Close()
	got := make(chan string, 1)
	named := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err == nil && r.Header.Get("webhook-signature") == Sign(secret, r.Header.Get("webhook-id"),
			r.Header.Get("webhook-timestamp"), b) {
			got <- r.Header.Get("Content-Type")
		} else {
			got <- "wrong"
		}
		http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
	}))
	defer named.Close()
	h, err := NewWebhook(WebhookConfig{URL: named.URL, Secret: secret, Log: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	h.Notify([]Alert{fired("Slow", "shard-1", Firing)})
	require.False(t, h.send(t.Context()), "a redirect is no success")
	require.Equal(t, "application/json", <-got)
}

// The signature is the one of the specification's own example.
func TestTheSignatureIsTheStandards(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(file, []byte("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"), 0o600))
	secret, err := ReadSecret(file)
	require.NoError(t, err)
	require.Equal(t, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
		Sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`)))
	require.NoError(t, os.WriteFile(file, []byte("short"), 0o600))
	_, err = ReadSecret(file)
	require.ErrorContains(t, err, "base64")
	for _, url := range []string{"", "hooks.example", "ftp://hooks.example", "https://"} {
		_, err := NewWebhook(WebhookConfig{URL: url})
		require.ErrorContains(t, err, "https://", url)
	}
}

// A message that the receiver refuses does not stand in the way of all others, and at the end no pause counts.
func TestARefusedMessageIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		status, bodies := http.StatusBadRequest, []string{}
		h, err := NewWebhook(WebhookConfig{
			URL: "https://hooks.example", Log: slog.New(slog.DiscardHandler),
			Transport: answering(func(r *http.Request) (*http.Response, error) {
				b, err := io.ReadAll(r.Body)
				bodies = append(bodies, string(b))
				return &http.Response{StatusCode: status, Body: http.NoBody}, err
			}),
		})
		require.NoError(t, err)
		done := make(chan error)
		ctx, stop := context.WithCancel(t.Context())
		go func() { done <- h.Run(ctx) }()
		h.Notify([]Alert{fired("Slow", "shard-1", Firing)})
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Len(t, bodies, maxRefused)
		status = http.StatusTooManyRequests
		h.Notify([]Alert{fired("Slow", "shard-2", Firing)})
		time.Sleep(longestPause - time.Second)
		synctest.Wait()
		tries := len(bodies)
		require.Greater(t, tries, 2*maxRefused, "this one is sent until it is taken")
		require.Contains(t, bodies[tries-1], `"truncatedAlerts":1`)
		status = http.StatusNoContent
		stop()
		require.NoError(t, <-done)
		require.Len(t, bodies, tries+1, "in the middle of a pause")
	})
}
