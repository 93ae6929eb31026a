//go:build !race

package console_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// start starts the browser. What it complains of is kept.
func (c *chrome) start(exe string) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(exe), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.Flag("host-resolver-rules", "MAP evil.example 127.0.0.1"),
		chromedp.WSURLReadTimeout(2*time.Minute))
	allocated, end := chromedp.NewExecAllocator(c.t.Context(), options...)
	c.t.Cleanup(end)
	ctx, close := chromedp.NewContext(allocated, chromedp.WithListener(c.hear))
	c.t.Cleanup(close)
	c.ctx = ctx
	require.NoError(c.t, chromedp.Do(ctx, chromedp.Navigate("about:blank"))) // without a deadline: see chromedp.Run
}

// hear keeps what the browser complains of.
func (c *chrome) hear(e any) {
	switch e := e.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			said := ""
			for _, arg := range e.Args {
				said += string(arg.Value) + arg.Description + " "
			}
			c.complain("console: %s", said)
		}
	case *runtime.EventExceptionThrown:
		c.complain("exception: %s", e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			c.complain("log: %s %s", e.Entry.Text, e.Entry.URL)
		}
	case *page.EventJavascriptDialogOpening:
		c.complain("a dialog: %s", e.Message)
	}
}

func (c *chrome) complain(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.errors = append(c.errors, fmt.Sprintf(format, args...))
}

// complaints are those since they were last asked for. A picture of a replay that takes a busy server too long is none:
// the page asks again.
func (c *chrome) complaints() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := slices.DeleteFunc(c.errors, func(s string) bool {
		return strings.Contains(s, "503") && strings.Contains(s, "/picture.png?tick=")
	})
	c.errors = nil
	return was
}

// do does actions, one after the other.
func (c *chrome) do(actions ...chromedp.Action[chromedp.Void]) {
	c.t.Helper()
	run(c, chromedp.Steps(actions...))
}

// run does one action and returns what it comes to.
func run[T any](c *chrome, action chromedp.Action[T]) T {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.ctx, 3*time.Minute)
	defer cancel()
	v, err := chromedp.Run(ctx, action)
	require.NoError(c.t, err)
	return v
}

// says waits until an element says something. What comes by a form is waited for like this: the page before it is
// still there when the form was sent, and has most elements of the next one. What is asked of a page that goes away
// fails, and is asked once more.
func (c *chrome) says(selector css, words string) {
	c.t.Helper()
	found := fmt.Sprintf(`(document.querySelector(%q)?.innerText ?? "").includes(%q)`, selector, words)
	require.Eventually(c.t, func() bool {
		ctx, cancel := context.WithTimeout(c.ctx, time.Minute)
		defer cancel()
		said, err := chromedp.Run(ctx, chromedp.Evaluate[bool](found))
		return err == nil && said
	}, 3*time.Minute, 50*time.Millisecond, words)
}

// becomes waits until an expression of the page is true, on the page that is there now. It has as long as run has: the
// browser's own limit is half a minute.
func (c *chrome) becomes(expression string) {
	c.t.Helper()
	run(c, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingTimeout(0)))
}

// press clicks what stands in a live part, which may move while a pointer is on its way there.
func (c *chrome) press(selector css) {
	c.t.Helper()
	c.do(chromedp.WaitVisible(selector))
	js[bool](c, fmt.Sprintf(`(document.querySelector(%q).click(), true)`, selector))
}

// css is an element that a page has.
type css = chromedp.CSS

// text is what an element shows.
func (c *chrome) text(selector css) string {
	c.t.Helper()
	return run(c, chromedp.Text(selector))
}

// js evaluates an expression in the page.
func js[T any](c *chrome, expression string) T {
	c.t.Helper()
	return run(c, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}
