package server

import (
	"fmt"
	"time"

	"muster/game"
	"muster/matchmaker/api"
	"muster/shard"
)

var endNames = [...]string{
	game.NotOver: "not over", game.Elimination: "elimination", game.ScoreReached: "score",
	game.ClockRanOut: "clock", game.Abandoned: "abandoned",
}

// report tells the queue a result until it has taken it or the server stops. The queue counts a match once.
func (s *Server) report(id string, p *shard.Publication) {
	if s.cfg.Report == nil {
		return
	}
	r := api.MatchReport{Match: id, Winner: int(p.Result.Winner), Ticks: uint32(p.Result.Tick)}
	if int(p.Result.Reason) < len(endNames) {
		r.Reason = endNames[p.Result.Reason]
	} else {
		r.Reason = fmt.Sprintf("reason %d", p.Result.Reason)
	}
	for wait := firstRetry; ; wait = min(2*wait, lastRetry) {
		err := s.cfg.Report(s.running, r)
		if err == nil {
			return
		}
		s.log.Warn("result not yet reported", "match", id, "why", err, "again_in", wait)
		select {
		case <-time.After(wait):
		case <-s.running.Done():
			return
		}
	}
}
