package server

import (
	"time"

	"muster/game"
	"muster/matchmaker/api"
)

// Untold reports whether a match still has its players here, or has ended and the queue has not taken its result.
func (s *Server) Untold() bool { return len(s.all()) > 0 || s.untold.Load() > 0 }

// report tells the queue a result until it has taken it or the server stops. The queue counts a match once.
func (s *Server) report(id string, result game.Result) {
	if s.cfg.Report == nil {
		return
	}
	r := api.MatchReport{
		Match: id, Winner: int(result.Winner), Reason: result.Reason.String(), Ticks: uint32(result.Tick),
	}
	for wait := firstRetry; ; wait = min(2*wait, lastRetry) {
		err := s.cfg.Report(s.running, r)
		if err == nil {
			return
		}
		tell := s.log.Info // a shard that has just started is not known to the queue for a moment
		if wait >= warnFrom {
			tell = s.log.Warn
		}
		tell("result not yet reported", "match", id, "why", err, "again_in", wait)
		select {
		case <-time.After(wait):
		case <-s.running.Done():
			return
		}
	}
}
