//go:build js

package main

import (
	"fmt"
	"syscall/js"
	"time"

	"muster/client/screen/host"
)

// replays are kept in the browser's IndexedDB, by client/web/page/kept.js.
type replays struct{}

// List names them, the newest first.
func (replays) List() (all []host.Replay, err error) {
	list, err := kept("list")
	if err != nil {
		return nil, err
	}
	for i := range list.Length() {
		one := list.Index(i)
		all = append(all, host.Replay{ID: one.Get("id").String(), When: time.UnixMilli(int64(one.Get("when").Float()))})
	}
	return all, nil
}

// Open returns one.
func (replays) Open(id string) (rec host.Recording, err error) {
	one, err := kept("get", id)
	if err != nil {
		return rec, err
	}
	if !one.Truthy() {
		return rec, fmt.Errorf("there is no replay %s in this browser any more", id)
	}
	rec.Replay, rec.Intentions = bytesOf(one.Get("replay")), bytesOf(one.Get("intentions"))
	return rec, nil
}

// Add keeps one.
func (replays) Add(scenario string, when time.Time, r host.Recording) error {
	_, err := kept("put", map[string]any{
		"id":   scenario + "." + when.Local().Format("20060102-150405") + ".replay",
		"when": when.UnixMilli(), "replay": arrayOf(r.Replay), "intentions": arrayOf(r.Intentions),
	})
	return err
}

// Share downloads one.
func (replays) Share(id string) (string, error) {
	_, err := kept("download", id)
	return id, err
}

// kept calls one of the functions that keep things, and waits for what it promised.
func kept(function string, args ...any) (js.Value, error) {
	promise, err := try(func() js.Value { return js.Global().Get("musterKept").Call(function, args...) })
	if err != nil {
		return promise, err
	}
	return await(promise)
}

// await waits for a promise. The window goes on meanwhile.
func await(promise js.Value) (v js.Value, err error) {
	done := make(chan struct{})
	settled := func(f func(v js.Value)) js.Func {
		return js.FuncOf(func(_ js.Value, args []js.Value) any {
			if len(args) > 0 {
				f(args[0])
			}
			close(done)
			return nil
		})
	}
	kept := settled(func(got js.Value) { v = got })
	broken := settled(func(why js.Value) {
		err = fmt.Errorf("the browser refuses: %s", js.Global().Get("String").Invoke(why).String())
	})
	defer kept.Release()
	defer broken.Release()
	promise.Call("then", kept, broken)
	<-done
	return v, err
}

func bytesOf(array js.Value) []byte {
	if !array.Truthy() {
		return nil
	}
	b := make([]byte, array.Get("length").Int())
	js.CopyBytesToGo(b, array)
	return b
}

func arrayOf(b []byte) any {
	if b == nil {
		return nil
	}
	array := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(array, b)
	return array
}
