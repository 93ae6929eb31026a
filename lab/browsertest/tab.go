package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Tab is a tab with a profile of its own: nothing is kept of an earlier one.
type Tab struct {
	T   *testing.T      // that it is used by now
	Ctx context.Context // for chromedp

	mu     sync.Mutex
	errors []string // what the browser complained of
}

// Open opens a tab until the test ends, and the browser for the first one. See Needed.
func Open(t *testing.T) *Tab {
	t.Helper()
	browser.once.Do(start)
	succeeds(t, browser.err)
	c := &Tab{T: t}
	ctx, closes := chromedp.NewContext(browser.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(c.hear))
	t.Cleanup(closes)
	c.Ctx = ctx
	succeeds(t, chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	return c
}

// hear keeps what the browser complains of.
func (c *Tab) hear(e any) {
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
		c.complain("exception: %s %s", e.ExceptionDetails.Text, e.ExceptionDetails.URL)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			c.complain("log: %s %s", e.Entry.Text, e.Entry.URL)
		}
	case *page.EventJavascriptDialogOpening:
		c.complain("a dialog: %s", e.Message)
	}
}

func (c *Tab) complain(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.errors = append(c.errors, fmt.Sprintf(format, args...))
}

// Complaints are errors and warnings of the console, exceptions, what the browser logs and dialogs, since they were
// last asked for.
func (c *Tab) Complaints() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.errors
	c.errors = nil
	return was
}

// Begin begins a test of its own in a tab that others had before: it shows nothing, and has complained of nothing.
func (c *Tab) Begin(t *testing.T) {
	c.T = t
	c.Do(chromedp.Navigate("about:blank"))
	c.Complaints()
}

// Do does actions, one after the other.
func (c *Tab) Do(actions ...chromedp.Action[chromedp.Void]) {
	c.T.Helper()
	Run(c, chromedp.Steps(actions...))
}

// Run does one action and returns what it comes to.
func Run[T any](c *Tab, action chromedp.Action[T]) T {
	c.T.Helper()
	ctx, cancel := context.WithTimeout(c.Ctx, actWithin)
	defer cancel()
	v, err := chromedp.Run(ctx, action)
	succeeds(c.T, err)
	return v
}

// JS evaluates an expression in the page; of a promise it is what it comes to.
func JS[T any](c *Tab, expression string) T {
	c.T.Helper()
	return Run(c, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Try is JS without awaiting, for a page that may just go away: then it fails.
func Try[T any](c *Tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(c.Ctx, tryWithin)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression))
}

// Becomes waits until an expression of the page is true, on the page that is there now. It has as long as Run has: the
// browser's own limit is half a minute.
func (c *Tab) Becomes(expression string) {
	c.T.Helper()
	c.Do(chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingTimeout(0)))
}

// Frames waits until the browser has painted some.
func (c *Tab) Frames(n int) {
	c.T.Helper()
	for range n {
		JS[bool](c, `new Promise((done) => requestAnimationFrame(() => done(true)))`)
	}
}

// Picture keeps a screenshot of what is seen where MUSTER_PICTURES says, to be looked at.
func (c *Tab) Picture(name string) { c.keep(name, chromedp.CaptureScreenshot()) }

// WholePicture keeps one of the whole page.
func (c *Tab) WholePicture(name string) { c.keep(name, chromedp.FullScreenshot(100)) }

func (c *Tab) keep(name string, shot chromedp.Action[[]byte]) {
	c.T.Helper()
	if dir := os.Getenv("MUSTER_PICTURES"); dir != "" {
		succeeds(c.T, os.WriteFile(filepath.Join(dir, name+".png"), Run(c, shot), 0o600))
	}
}
