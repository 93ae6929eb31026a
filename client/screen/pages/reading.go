package pages

import (
	"bytes"
	"context"

	"muster/client/screen/battle"
	"muster/client/screen/host"
	"muster/game"
	"muster/shard/replay"
)

// Reading gets a replay, and tells meanwhile how much of it has come, if that takes a while.
type Reading func(ctx context.Context, told func(read, size int64)) (host.Recording, error)

// ReadAtOnce is a Reading that takes no time to speak of.
func ReadAtOnce(read func() (host.Recording, error)) Reading {
	return func(context.Context, func(read, size int64)) (host.Recording, error) { return read() }
}

// Opened is a replay ready to be shown, or why it cannot be.
type Opened struct {
	Player *replay.Player
	Story  <-chan battle.Story // of the match as far as it can be read, when it is known
	Said   *replay.Intentions
	From   game.Tick          // where it is begun at
	Link   string             // of the page where anybody can watch it; empty for none
	Stop   context.CancelFunc // ends the search for the story
	Shown  bool               // a viewer has it, and with it what goes on beside
	Err    error
}

// Open makes a replay ready, at once.
func Open(ctx context.Context, b host.Recording, guard *host.Guard) Opened {
	return open(ctx, b, guard, func(int64) {})
}

// open makes a player, and another that goes through the match for its story until ctx ends. told is how much of the
// match the player has gone through.
func open(ctx context.Context, b host.Recording, guard *host.Guard, told func(percent int64)) Opened {
	f, err := replay.Import(b.Replay, replay.Anybody)
	if err != nil {
		return Opened{Err: err}
	}
	p, err := f.Play()
	if err != nil {
		return Opened{Err: err}
	}
	p.Prepare(func(at, of game.Tick) { told(int64(at) * 100 / int64(max(of, 1))) })
	story := make(chan battle.Story, 1)
	guard.Go(func() {
		if all, err := f.Play(); err == nil {
			whole, _ := battle.Whole(ctx, all) // where it breaks off the viewer comes to it, and says so
			story <- whole
		}
	})
	said, _ := replay.ReadIntentions(bytes.NewReader(b.Intentions)) // what is no intention ends them, and no replay
	return Opened{Player: p, Story: story, Said: said, From: b.From, Link: b.Link}
}
