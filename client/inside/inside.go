// Package inside is playing alone inside a page of a browser. The server, its commanders, saves and replays are in a
// worker, since no tick would be in time on the page's own thread; this room is what the page and the worker say to
// each other. Page is the page's end, Serve the worker's.
//
// They share Ports. On the first channel the page asks and the worker answers, in the order of the questions:
//
//	length  u32 big-endian, of the JSON that follows
//	JSON    ask, or answer
//	parts   the bytes of replays, as long as JSON says in parts
//
// An answer without a number tells something that nobody asked. Each other channel is a link between a player and the
// match's server, as wire.OverMessages has it.
//
// The rooms of the server are not imported: pages do not carry them.
package inside

import (
	"context"

	"muster/client"
	"muster/client/screen/host"
	"muster/server/wire"
)

// Ports are one side of what is between a page and its worker. What is sent to a worker that has ended fails, as what
// waits for it does.
type Ports interface {
	// Control is the channel of questions and answers.
	Control() wire.Messages
	// Open makes another channel; the other side accepts its other end.
	Open() (wire.Messages, error)
	// Accept waits for a channel that the other side opened.
	Accept(ctx context.Context) (wire.Messages, error)
}

// Matches are what a worker has: see client/alone, whose methods these are.
type Matches interface {
	Begin(ctx context.Context, c host.Choice) (Match, error)
	Continue(id, name string) (Match, error)
	Saves() ([]host.Save, error)
	Delete(id string) error
	Replays() host.Replays
}

// Match is one that a worker runs.
type Match interface {
	Scenario() string
	Join() client.Join
	Admit(ctx context.Context, link wire.Conn) error
	Pace(percent int)
	Ticks() (all, late uint64)
	Leave() error
}

// Trouble is why nothing more is kept, as the disk in the worker says it (client/web/page/disk.js); a closed list.
type Trouble string

// The troubles.
const (
	Refused   Trouble = "refused"   // the browser keeps nothing for this page, as in private windows
	Full      Trouble = "full"      // it has no more room
	Elsewhere Trouble = "elsewhere" // another tab plays alone
	Insecure  Trouble = "insecure"  // the page came over http from another machine
)
