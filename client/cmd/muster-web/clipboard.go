//go:build js

package main

import "syscall/js"

// clipboard is the browser's. What is pasted comes to the text field by itself, as all that is typed does.
type clipboard struct{}

// Read is nothing: the browser pastes.
func (clipboard) Read() string { return "" }

// Write copies a text. Over http, where pages have no clipboard of their own, a selection is copied instead.
func (clipboard) Write(text string) {
	_, _ = try(func() js.Value { return js.Global().Get("musterPage").Call("copy", text) })
}
