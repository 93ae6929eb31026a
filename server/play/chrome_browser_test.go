//go:build !race

package play_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/lab/browsertest"
)

func TestMain(m *testing.M) { browsertest.Main(m) }

// chrome is a real browser that plays, in a window of the smallest size that is offered.
type chrome struct{ *browsertest.Tab }

const width, height = 640, 360

// browse opens a tab.
func browse(t *testing.T) *chrome {
	c := &chrome{browsertest.Open(t)}
	c.Do(chromedp.EmulateViewport(width, height))
	return c
}

// complaints are those since they were last asked for. What software drawing costs the browser is none of ours, and who
// has no seat and no party is told so by the API with a 404, which the browser takes for a fault. Of two ways to a
// server the slower one is given up. Over plain http there is no AudioWorklet for the sound.
func (c *chrome) complaints() (all []string) {
	for _, e := range c.Complaints() {
		none := strings.Contains(e, "404") && (strings.HasSuffix(e, "/v1/seat") || strings.HasSuffix(e, "/v1/party"))
		slower := strings.Contains(e, "WebSocket is closed before the connection is established")
		worklet := strings.Contains(e, "The ScriptProcessorNode is deprecated")
		if !none && !slower && !worklet && !strings.Contains(e, "GPU stall due to ReadPixels") {
			all = append(all, e)
		}
	}
	return all
}

// js evaluates an expression in the page.
func js[T any](c *chrome, expression string) T {
	c.T.Helper()
	return browsertest.JS[T](c.Tab, expression)
}

// shown is window.muster.
type shown struct {
	Scene, Match, Link, Error string
	Tick                      int
}

// now is what the page says that it shows.
func (c *chrome) now() (s shown) {
	c.T.Helper()
	return js[shown](c, `({...window.muster})`)
}

// shows waits until the page shows something.
func (c *chrome) shows(what string, is func(s shown) bool) (s shown) {
	c.T.Helper()
	for end := time.Now().Add(3 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		s, err := browsertest.Try[shown](c.Tab, `({...window.muster})`)
		if err == nil && is(s) {
			return s
		}
		if time.Now().After(end) {
			c.Picture("waits for " + what)
			require.FailNow(c.T, "the page does not show "+what, "it shows %+v; %v; %v", s, err, c.complaints())
		}
	}
}

// scene waits for a scene.
func (c *chrome) scene(name string) shown {
	c.T.Helper()
	return c.shows(name, func(s shown) bool { return s.Scene == name })
}
