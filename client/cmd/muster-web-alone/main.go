//go:build js

// Command muster-web-alone is the other half of the game in a browser, in a Web Worker: the server, its commanders, and
// what is kept of battles of one's own. client/web/page/worker.js starts it on a disk, and client/inside is how the
// page speaks to it.
package main

import (
	"context"
	"syscall/js"

	"muster/assets"
	"muster/client/alone"
	"muster/client/inside"
	"muster/client/screen/host"
)

// dir is where all is kept, on the disk of client/web/page/disk.js.
const dir = "/muster"

func main() {
	kept := matches{alone.Open(alone.Config{Assets: assets.Embedded(), Dir: dir, Rehearse: true})}
	ports := inside.NewPorts(js.Global())
	js.Global().Get("musterWorker").Call("listens")
	err := inside.Serve(context.Background(), ports, kept, troubles())
	js.Global().Get("musterWorker").Call("stopped", err.Error())
}

// troubles are those of the disk: what has befallen it already, and what will.
func troubles() <-chan inside.Trouble {
	all := make(chan inside.Trouble, 1) // it tells of one
	js.Global().Get("musterWorker").Call("onTrouble", js.FuncOf(func(_ js.Value, args []js.Value) any {
		select {
		case all <- inside.Trouble(args[0].String()):
		default:
		}
		return nil
	}))
	return all
}

// matches are alone.Matches as a page asks for them.
type matches struct{ *alone.Matches }

// Begin implements inside.Matches.
func (m matches) Begin(ctx context.Context, c host.Choice) (inside.Match, error) {
	one, err := m.Matches.Begin(ctx, c)
	if err != nil {
		return nil, err // and no Match that holds a nil
	}
	return one, nil
}

// Continue implements inside.Matches.
func (m matches) Continue(id, name string) (inside.Match, error) {
	one, err := m.Matches.Continue(id, name)
	if err != nil {
		return nil, err
	}
	return one, nil
}

// Replays implements inside.Matches.
func (m matches) Replays() host.Replays { return m.Matches.Replays() }
