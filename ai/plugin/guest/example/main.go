//go:build wasip1

// Command example is a plug-in: a whole commander in fifteen lines. Its squads, when idle, go for the capture points
// that their team has not got, one after the other. Who has taken his last one keeps the order to capture it: he is
// idle, too. To build it and have it play:
//
//	GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -o example.wasm ./ai/plugin/guest/example
//	muster league example.wasm recruit --scenario duel
package main

import (
	"muster/ai"
	"muster/ai/plugin/guest"
	"muster/game"
)

func init() { guest.Lead(lead) }

func lead(s *game.Setup, seat uint8, _ uint64) ai.Commander {
	team := int8(s.Scenario.Seats[seat].Team)
	return ai.Func(func(v *game.View, _ []game.Talk) (o []game.Order) {
		for i, p := range v.Points {
			for _, q := range v.Squads {
				if p.Owner != team && q.Seat == seat && q.Alive > 0 &&
					(q.Order == game.Hold || v.Points[q.Target].Owner == team) {
					o = append(o, game.Order{Kind: game.Capture, Flags: game.Queued, Squad: q.ID, Target: uint16(i)})
				}
			}
		}
		return o
	})
}

func main() {}
