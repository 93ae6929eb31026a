package notices

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"muster/wallclock"
)

// webhooks calls the webhooks of players. Messages are signed as https://www.standardwebhooks.com says, with the
// secret that the player was given; the body is one that Discord's webhooks take as it is:
//
//	{"content": "Your turn ...", "allowed_mentions": {"parse": []}, "username": "Muster",
//	 "type": "turn.due", "match": "m...", "turn": 4, "link": "https://...", "until": "...", "end": "https://..."}
type webhooks struct{ *outside }

// hook is the body of a webhook.
type hook struct {
	Content  string         `json:"content"`
	Username string         `json:"username"`
	Mentions map[string]any `json:"allowed_mentions"` // nobody is called by what a player's name says

	Type  string    `json:"type"`
	Match string    `json:"match,omitempty"`
	Turn  uint32    `json:"turn,omitempty"`
	Link  string    `json:"link"`
	Until time.Time `json:"until,omitzero"`
	End   string    `json:"end"`
}

func (h *webhooks) send(ctx context.Context, m *message) error {
	body, err := json.Marshal(hook{
		Content: m.line() + "\n" + m.link, Username: sentBy, Mentions: map[string]any{"parse": []string{}},
		Type: m.kind, Match: m.match, Turn: m.turn, Link: m.link, Until: m.until, End: m.end,
	})
	if err != nil {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.way.Target, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%w: its URL cannot be called", errRefused)
	}
	at := strconv.FormatInt(wallclock.Now().Unix(), 10)
	for name, value := range map[string]string{
		"Content-Type": "application/json", "User-Agent": "muster", "webhook-id": m.id, "webhook-timestamp": at,
		"webhook-signature": Sign(m.way.Secret, m.id, at, body),
	} {
		req.Header.Set(name, value)
	}
	status, err := h.do(req)
	if err == nil {
		err = judge(status)
	}
	return err
}

// Sign is the signature of a message: "v1," and the base64 of HMAC-SHA256 over "id.timestamp.body", by the bytes whose
// base64 stands behind whsec_ in the secret.
func Sign(secret, id, at string, body []byte) string {
	key, _ := base64.StdEncoding.DecodeString(secret[min(len(secret), len("whsec_")):])
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.", id, at)
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
