package battle

import (
	"context"

	"muster/game"
	"muster/shard/replay"
)

// Whole goes through a whole match for its story as everybody may know it once it is over: both sides in full, also what one
// did not see of the other. It stops early when ctx ends.
func Whole(ctx context.Context, p *replay.Player) (s Story) {
	for on := true; on && ctx.Err() == nil; {
		s.See(p.View(game.All), p.Setup())
		on, _ = p.Step()
	}
	return s
}
