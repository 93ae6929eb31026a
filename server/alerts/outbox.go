package alerts

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"github.com/cespare/xxhash/v2"
)

// Message is what a webhook is sent: in the form that Prometheus's Alertmanager sends, so that what takes its messages
// takes ours.
type Message struct {
	ID     string // the same however often it is sent
	Alerts int
	Body   []byte // JSON
}

// Outbox holds the alerts that a webhook has not been told of, and says when it is time to. Of an alert that changes
// again meanwhile the newest state alone is told. It has no clock and no network.
type Outbox struct {
	Console string // URL that messages lead to; may be empty

	waiting []Alert  // by when they first changed; each of another id
	lost    int      // alerts that there was no room for
	now     *Message // on its way, or to be sent again
	refused int      // times that it was
	pause   time.Duration
	next    time.Time // no message goes before
}

// Add takes in alerts that fire, or are over.
func (o *Outbox) Add(changed []Alert) {
	for _, a := range changed {
		known := false
		for i := range o.waiting {
			if o.waiting[i].id == a.id {
				o.waiting[i], known = a, true
			}
		}
		if !known {
			o.waiting = append(o.waiting, a)
		}
	}
	if more := len(o.waiting) - maxWaiting; more > 0 {
		o.waiting, o.lost = o.waiting[more:], o.lost+more
	}
}

// Due is when there is something to send; ok is false while there is nothing.
func (o *Outbox) Due() (at time.Time, ok bool) { return o.next, o.now != nil || len(o.waiting) > 0 }

// Next is the message to send, whose fate Done is told; nil if none is due.
func (o *Outbox) Next(now time.Time) *Message {
	if at, ok := o.Due(); !ok || now.Before(at) {
		return nil
	}
	if o.now == nil {
		n := min(len(o.waiting), maxMessage)
		o.now = &Message{ID: "msg_" + rand.Text(), Alerts: n, Body: body(o.waiting[:n], o.lost, o.Console)}
		o.waiting, o.lost = append([]Alert(nil), o.waiting[n:]...), 0
	}
	return o.now
}

// Done says what became of the message. One that was not taken is sent again, after a pause that grows.
func (o *Outbox) Done(now time.Time, taken bool) {
	if taken {
		o.now, o.refused, o.pause, o.next = nil, 0, 0, now
		return
	}
	o.pause = min(max(2*o.pause, firstPause), longestPause)
	o.next = now.Add(o.pause)
}

// Refuse says that the receiver does not want the message, and reports whether it is given up: what is wrong with it,
// or with us, may be wrong with it alone, and all others wait behind it. The next message counts
// its alerts as left out.
func (o *Outbox) Refuse(now time.Time) (dropped bool) {
	o.refused++
	if o.refused < maxRefused {
		o.Done(now, false)
		return false
	}
	o.lost += o.now.Alerts
	o.Done(now, true)
	return true
}

// Hurry has the next message go at once: there is no later.
func (o *Outbox) Hurry() { o.next = time.Time{} }

type message struct {
	Version           string            `json:"version"`
	GroupKey          string            `json:"groupKey"`
	TruncatedAlerts   int               `json:"truncatedAlerts"`
	Status            string            `json:"status"`
	Receiver          string            `json:"receiver"`
	GroupLabels       map[string]string `json:"groupLabels"`
	CommonLabels      map[string]string `json:"commonLabels"`
	CommonAnnotations map[string]string `json:"commonAnnotations"`
	ExternalURL       string            `json:"externalURL"`
	Alerts            []told            `json:"alerts"`
}

type told struct {
	Status       string            `json:"status"`
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"`
	GeneratorURL string            `json:"generatorURL"`
	Fingerprint  string            `json:"fingerprint"`
}

func body(alerts []Alert, lost int, console string) []byte {
	none := map[string]string{}
	m := message{
		Version: "4", GroupKey: "muster", TruncatedAlerts: lost, Status: string(Resolved), Receiver: "webhook",
		GroupLabels: none, CommonLabels: none, CommonAnnotations: none, ExternalURL: console, Alerts: []told{},
	}
	for i := range alerts {
		a := &alerts[i]
		if a.State == Firing {
			m.Status = string(Firing) // of the message: whether any of its alerts fires
		}
		m.Alerts = append(m.Alerts, told{
			Status: string(a.State), Labels: a.Labels(), Annotations: a.Rule.Texts, StartsAt: a.Fired.UTC(),
			EndsAt: a.Ended.UTC(), GeneratorURL: console, Fingerprint: a.Fingerprint(),
		})
	}
	b, err := json.Marshal(m)
	if err != nil {
		panic(err) // strings and times always can be said
	}
	return b
}

// Labels are all that it has: what it holds for, its rule's, and its name.
func (a *Alert) Labels() map[string]string {
	all := maps.Clone(a.Of)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, a.Rule.Labels)
	all["alertname"] = a.Rule.Name
	return all
}

// Fingerprint is what the alert is known by, the same each time that it fires.
func (a *Alert) Fingerprint() string { return fmt.Sprintf("%016x", xxhash.Sum64String(a.id)) }
