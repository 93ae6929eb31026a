package battle

import (
	"context"

	"muster/game"
	"muster/shard/replay"
)

// Whole goes through a whole match for its story as everybody may know it once it is over: both sides in full, also
// what one did not see of the other. Where ctx ends or the replay is broken it stops, and returns the
// story so far with the error.
func Whole(ctx context.Context, p *replay.Player) (s Story, err error) {
	for on := true; on && err == nil; {
		if err = ctx.Err(); err != nil {
			break
		}
		s.Add(p.View(game.All), p.Setup())
		on, err = p.Step()
	}
	return s, err
}
