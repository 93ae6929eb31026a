package statuspage

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"muster/matchmaker/api"
	"muster/server/httpd"
)

// queue serves what the matchmaker tells of itself.
func (s *Page) queue() http.Handler {
	return httpd.Page(httpd.SharedPageFor(queueFresh, "application/json",
		func(ctx context.Context, to *bytes.Buffer) error {
			q, began := api.QueueFigures{Matchmaker: s.cfg.ID, Began: s.began.UnixMilli()}, time.Now()
			var err error
			if q.Waiting, q.Seated, err = s.cfg.Queue.Counts(ctx); err != nil {
				q.Error = err.Error()
			}
			q.Database = float64(time.Since(began).Microseconds()) / 1000
			return json.NewEncoder(to).Encode(q)
		}))
}
