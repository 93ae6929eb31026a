//go:build js

package main

import (
	"context"
	"syscall/js"

	"muster/assets"
	"muster/client/inside"
	"muster/client/screen/host"
)

// keptKey notes that something was kept: without, nobody fetches the game's other half to find nothing.
const keptKey = "muster.kept"

// newAlone is playing alone in this page's worker. The worker is fetched and started when it is needed.
func newAlone(set *assets.Set, guard *host.Guard) *inside.Page {
	page := js.Global().Get("document").Get("body").Get("dataset")
	p := inside.NewPage(inside.Config{
		Start: func(ctx context.Context) (inside.Ports, error) {
			return inside.StartWorker(ctx, page.Get("worker").String(), page.Get("alone").String())
		},
		Setup: set.Setup, Guard: guard,
		Kept: func() bool {
			v, err := try(func() js.Value { return js.Global().Get("localStorage").Call("getItem", keptKey) })
			return err == nil && v.Truthy()
		},
		Keep: func() { _ = put(keptKey, "1") }, // a browser that refuses keeps no match either
	})
	tellTicks(p, guard)
	return p
}

// tellTicks has window.muster.ticks() promise how many ticks the match of one's own has made, how many of them came
// more than a tick late, and why nothing is kept, if nothing is: for tests.
func tellTicks(p *inside.Page, guard *host.Guard) {
	js.Global().Get("muster").Set("ticks", js.FuncOf(func(js.Value, []js.Value) any {
		var promised js.Func
		promised = js.FuncOf(func(_ js.Value, args []js.Value) any {
			guard.Go(func() {
				defer promised.Release()
				all, late, err := p.Ticks(context.Background())
				if err != nil {
					args[1].Invoke(err.Error())
					return
				}
				args[0].Invoke(map[string]any{"all": all, "late": late, "trouble": string(p.Trouble())})
			})
			return nil
		})
		return js.Global().Get("Promise").New(promised)
	}))
}

// download hands a replay over to the player, as browsers do it, and says under which name.
func download(name string, r host.Recording) (string, error) {
	_, err := try(func() js.Value {
		b := js.Global().Get("Uint8Array").New(len(r.Replay))
		js.CopyBytesToJS(b, r.Replay)
		return js.Global().Get("musterPage").Call("download", name, b)
	})
	return name, err
}
