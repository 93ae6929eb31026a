package screen

import "muster/client/screen/host"

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
		case replayed:
			s.Tick = one.Tick()
		}
	}
	return s
}
