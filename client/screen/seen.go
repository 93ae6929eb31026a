package screen

import (
	"muster/client"
	"muster/client/screen/host"
)

// linkName is what a link is called from outside: a battle of one's own has its server inside.
func linkName(kind client.LinkKind) string {
	if kind == "pipe" {
		return "inside"
	}
	return string(kind)
}

// seen is what the window shows now.
func (a *app) seen() host.Scene {
	s := host.Scene{Name: a.top().name(), Err: a.Shown}
	for _, one := range a.scenes {
		switch one := one.(type) {
		case battlefield:
			if seat, ok := a.source.Seat(); ok {
				s.Match, s.Watch = seat.Match, seat.Seat < 0
			}
			if v := one.Battle.View; v != nil {
				s.Tick = v.Tick
			}
			if a.match != nil {
				s.Link = linkName(a.match.Stats().Link)
			}
		case replayed:
			s.Tick = one.Tick()
		}
	}
	return s
}
