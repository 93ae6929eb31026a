package notices

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/SherClockHolmes/webpush-go"

	"muster/wallclock"
)

// pushes tells browsers, by the push service that each of them named.
type pushes struct {
	*outside
	private, public string // of VAPID
	link            string // who sends, for the push service's operators
}

// pushed is what the service worker of the page (client/web/page/notices.js) shows.
type pushed struct {
	Title string `json:"title"`
	Body  string `json:"body"`
	Link  string `json:"link"`
	Tag   string `json:"tag"` // a later message of the same match takes the place of an earlier one
}

func (p *pushes) send(ctx context.Context, m *message) error {
	var keys webpush.Keys
	if err := json.Unmarshal([]byte(m.way.Secret), &keys); err != nil {
		return fmt.Errorf("%w: its keys cannot be read", errRefused)
	}
	body, err := json.Marshal(pushed{m.title, m.text, m.link, m.way.ID + m.match})
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	kept := pushKept
	if left := m.until.Sub(wallclock.Now()); !m.until.IsZero() && left < kept {
		kept = max(left, time.Minute)
	}
	resp, err := webpush.SendNotificationWithContext(ctx, body, &webpush.Subscription{
		Endpoint: m.way.Target, Keys: keys,
	}, &webpush.Options{
		HTTPClient: p.http, Subscriber: p.link, TTL: int(kept / time.Second), Urgency: webpush.UrgencyNormal,
		VAPIDPublicKey: p.public, VAPIDPrivateKey: p.private, RecordSize: 2048,
	})
	if err != nil {
		return undelivered(err)
	}
	defer resp.Body.Close()
	return judge(resp.StatusCode)
}

// CheckPush reports what is wrong with a browser's subscription.
func CheckPush(endpoint, auth, p256dh string) (secret string, err error) {
	if err := CheckURL(endpoint); err != nil {
		return "", err
	}
	a, errAuth := base64.RawURLEncoding.DecodeString(auth)
	k, errKey := base64.RawURLEncoding.DecodeString(p256dh)
	if errAuth != nil || errKey != nil || len(a) != 16 || len(k) != 65 || k[0] != 4 {
		return "", errors.New("auth and p256dh must be the subscription's keys, in base64 for URLs")
	}
	b, err := json.Marshal(webpush.Keys{Auth: auth, P256dh: p256dh})
	return string(b), err
}
