//go:build js

package main

import (
	"context"
	"errors"
	"syscall/js"
)

// push is the browser's push service, by which its server tells the player of turns. Where the page is served without
// encryption, browsers have none.
type push struct{}

// Subscribe implements host.Push. The player is asked by the browser.
func (push) Subscribe(ctx context.Context, key string) (endpoint, auth, p256dh string, err error) {
	type answer struct {
		v   js.Value
		err error
	}
	done := make(chan answer, 1)
	kept := js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- answer{v: args[0]}
		return nil
	})
	defer kept.Release()
	failed := js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- answer{err: errors.New(args[0].Call("toString").String())}
		return nil
	})
	defer failed.Release()
	if _, err := try(func() js.Value {
		return js.Global().Get("musterPage").Call("subscribe", key).Call("then", kept, failed)
	}); err != nil {
		return "", "", "", err
	}
	a := <-done // the browser answers, be it that the player closed its question
	if a.err != nil {
		return "", "", "", a.err
	}
	return a.v.Get("endpoint").String(), a.v.Get("auth").String(), a.v.Get("p256dh").String(), ctx.Err()
}
