package simulate

import (
	"slices"
	"time"
)

// How some matches end that are kept by a remote store: while the owner is cut off from it another node takes over and
// ends the match, whose records are then given up. The first owner comes back to a journal that has nothing of it. All
// this has chances of its own, so that other runs are what they are without it.
const (
	endsOneIn = 6
	endsFrom  = 20 * time.Second
	cutOffFor = 8 * time.Second // longer than it takes to notice, to take over and to end
)

func (s *sim) mayEnd() {
	room := s.options.Length - quiet - 2*cutOffFor - endsFrom
	if s.kind == chain && room > 0 && s.fate.IntN(endsOneIn) == 0 {
		s.after(endsFrom+time.Duration(s.fate.Int64N(int64(room))), s.cutOff)
	}
}

// cutOff parts the owner from the store.
func (s *sim) cutOff() {
	n := s.owner(nil)
	if n == nil || s.calm {
		return
	}
	s.note("cut off", n.id, 0, 0)
	s.check.net.cut[n.id][storePlace] = s.now + cutOffFor
	s.end(n)
}

// end has whoever else owns the match end it, as soon as there is somebody.
func (s *sim) end(but *node) {
	if s.over || s.calm {
		return
	}
	if n := s.owner(nil); n != nil && n != but {
		s.note("ends", n.id, 0, 0)
		n.zone.Abandon()
	}
	s.after(100*time.Millisecond, func() { s.end(but) })
}

// ended is the end of the match, which a remote store soon gives up: it is kept elsewhere by then.
func (s *sim) ended() {
	if s.over {
		return
	}
	s.over = true
	s.after(time.Duration(s.fate.Int64N(int64(time.Second))), func() {
		if s.kind == chain && slices.ContainsFunc(s.nodes, func(n *node) bool { return n.zone != nil }) {
			s.faults.GivenUp++
		}
		s.store.giveUp()
	})
}
