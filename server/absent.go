package server

import (
	"errors"
	"fmt"
	"net/http"

	"muster/server/table"
	"muster/server/wire"
	"muster/shard"
)

// absent answers the queue why a match does not run here that was stopped, waits for another release (412: nothing is
// wrong with it, and it is not to be given up), or was voided by the operator. It is false where that is not so.
func (s *Server) absent(w http.ResponseWriter, id string, err error) bool {
	switch {
	case errors.Is(err, shard.ErrForeign):
		problem(w, http.StatusPreconditionFailed, "match %s: %v", cut(id), err)
	case errors.Is(err, shard.ErrVoid):
		problem(w, http.StatusNotFound, "match %s: %v", cut(id), err)
	case errors.Is(err, shard.ErrQuarantined):
		problem(w, http.StatusConflict, "match %s was stopped here; see the shard's log", cut(id))
	default:
		return false
	}
	return true
}

// why is the reason why a match that is known here does not run; nil if it does.
func (s *Server) why(id string) error {
	_, err := s.shard.find(id)
	return err
}

// absence is what a player hears whose match does not run here.
func (s *Server) absence(id string, why wire.Reason) error {
	text := fmt.Sprintf("match %s does not run here", cut(id))
	if err := s.why(id); errors.Is(err, shard.ErrForeign) || errors.Is(err, shard.ErrVoid) {
		text = fmt.Sprintf("match %s: %v", cut(id), err)
	}
	return table.Refuse(why, "%s", text)
}
