//go:build wasip1

// Command example is a plug-in: the smallest commander that does something. It sends each of its squads for the capture point
// that is nearest to where its team starts among those that it has not got. To build it:
//
//	GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -o example.wasm ./ai/plugin/guest/example
//	muster league example.wasm recruit --scenario duel
package main

import (
	"muster/ai"
	"muster/ai/plugin/guest"
	"muster/game"
)

type example struct {
	setup *game.Setup
	seat  uint8
}

func init() {
	guest.Lead(func(s *game.Setup, seat uint8, _ uint64) ai.Commander { return &example{s, seat} })
}

func main() {}

// Think orders once a second, and only what is not being done already.
func (e *example) Think(v *game.View, _ []game.Talk) (orders []game.Order) {
	team := e.setup.Scenario.Seats[e.seat].Team
	if v.Tick%game.Tick(e.setup.Rules.TickRate) != 0 {
		return nil
	}
	best, far := -1, int32(1<<30)
	start := &e.setup.Scenario.Teams[team]
	for i, p := range e.setup.Scenario.Points {
		dx, dy := p.X-start.StartX, p.Y-start.StartY
		if d := dx*dx + dy*dy; v.Points[i].Owner != int8(team) && d < far {
			best, far = i, d
		}
	}
	for _, q := range v.Squads {
		if q.Seat == e.seat && q.Alive > 0 && best >= 0 && (q.Order != game.Capture || int(q.Target) != best) {
			orders = append(orders, game.Order{Kind: game.Capture, Squad: q.ID, Target: uint16(best)})
		}
	}
	return orders
}
