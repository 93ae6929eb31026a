//go:build js

package main

import (
	"errors"
	"fmt"
	"syscall/js"
)

// store keeps the settings in the browser's storage, which is this origin's alone. Browsers may refuse it, as private
// windows do: then nothing is kept, and the player reads why.
type store struct{}

const settingsKey = "muster.settings"

// Load reads them; there may be none.
func (store) Load() ([]byte, error) {
	v, err := try(func() js.Value { return js.Global().Get("localStorage").Call("getItem", settingsKey) })
	if err != nil || !v.Truthy() {
		return nil, err
	}
	return []byte(v.String()), nil
}

// Save replaces them.
func (store) Save(b []byte) error { return put(settingsKey, string(b)) }

// SetAside keeps what cannot be read under another name.
func (s store) SetAside() (string, error) {
	b, err := s.Load()
	if err != nil {
		return "", err
	}
	for n := range 1000 {
		aside := fmt.Sprintf("%s.broken%d", settingsKey, n)
		there, err := try(func() js.Value { return js.Global().Get("localStorage").Call("getItem", aside) })
		if err != nil {
			return "", err
		}
		if !there.Truthy() {
			return aside, put(aside, string(b))
		}
	}
	return "", errors.New("there are too many broken settings in the browser's storage: delete this site's data")
}

func put(key, value string) error {
	_, err := try(func() js.Value { return js.Global().Get("localStorage").Call("setItem", key, value) })
	return err
}

// try calls into the browser, which throws where it refuses.
func try(call func() js.Value) (v js.Value, err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			why, ok := thrown.(js.Error)
			if !ok {
				panic(thrown)
			}
			err = fmt.Errorf("the browser refuses: %w", why)
		}
	}()
	return call(), nil
}
