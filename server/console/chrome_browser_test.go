//go:build !race

package console_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/lab/browsertest"
)

func TestMain(m *testing.M) { browsertest.Main(m) }

// complaints are those since they were last asked for. A picture of a replay that takes a busy server too long is none:
// the page asks again.
func (c *chrome) complaints() []string {
	return slices.DeleteFunc(c.Complaints(), func(s string) bool {
		return strings.Contains(s, "503") && strings.Contains(s, "/picture.png?tick=")
	})
}

// says waits until an element says something. What comes by a form is waited for like this: the page before it is
// still there when the form was sent, and has most elements of the next one. What is asked of a page that goes away
// fails, and is asked once more.
func (c *chrome) says(selector css, words string) {
	c.T.Helper()
	found := fmt.Sprintf(`(document.querySelector(%q)?.innerText ?? "").includes(%q)`, selector, words)
	require.Eventually(c.T, func() bool {
		said, err := browsertest.Try[bool](c.Tab, found)
		return err == nil && said
	}, 3*time.Minute, 50*time.Millisecond, words)
}

// press clicks what stands in a live part, which may move while a pointer is on its way there.
func (c *chrome) press(selector css) {
	c.T.Helper()
	c.Do(chromedp.WaitVisible(selector))
	js[bool](c, fmt.Sprintf(`(document.querySelector(%q).click(), true)`, selector))
}

// css is an element that a page has.
type css = chromedp.CSS

// text is what an element shows.
func (c *chrome) text(selector css) string {
	c.T.Helper()
	return browsertest.Run(c.Tab, chromedp.Text(selector))
}

// js evaluates an expression in the page.
func js[T any](c *chrome, expression string) T {
	c.T.Helper()
	return browsertest.JS[T](c.Tab, expression)
}
