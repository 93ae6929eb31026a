//go:build !race

package play_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// chrome is a real browser that plays. It draws by software, in a window of the smallest size that is offered.
type chrome struct {
	t   *testing.T
	ctx context.Context // of a tab

	mu     sync.Mutex
	errors []string // what the browser complained of
}

const width, height = 640, 360

func browserProgram() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if exe, err := exec.LookPath(name); err == nil {
			return exe
		}
	}
	return ""
}

// browse starts the browser. What it complains of is kept.
func browse(t *testing.T, exe string) *chrome {
	c := &chrome{t: t}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(exe), chromedp.NoSandbox,
		chromedp.Flag("use-angle", "swiftshader"), chromedp.Flag("enable-unsafe-swiftshader", true),
		chromedp.Flag("ignore-gpu-blocklist", true), chromedp.WindowSize(width, height),
		chromedp.Flag("lang", "en"), chromedp.WSURLReadTimeout(2*time.Minute))
	allocated, end := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(end)
	ctx, close := chromedp.NewContext(allocated, chromedp.WithListener(c.hear))
	t.Cleanup(close)
	c.ctx = ctx
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate("about:blank"))) // without a deadline: see chromedp.Run
	c.do(chromedp.EmulateViewport(width, height))
	return c
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
		c.complain("exception: %s %s", e.ExceptionDetails.Text, e.ExceptionDetails.URL)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			c.complain("log: %s %s", e.Entry.Text, e.Entry.URL)
		}
	}
}

func (c *chrome) complain(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.errors = append(c.errors, fmt.Sprintf(format, args...))
}

// complaints are those since they were last asked for. What software drawing costs the browser is none of ours, and who
// has no seat and no party is told so by the API with a 404, which the browser takes for a fault. Of two ways to a
// server the slower one is given up.
func (c *chrome) complaints() (all []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range c.errors {
		none := strings.Contains(e, "404") && (strings.HasSuffix(e, "/v1/seat") || strings.HasSuffix(e, "/v1/party"))
		slower := strings.Contains(e, "WebSocket is closed before the connection is established")
		if !none && !slower && !strings.Contains(e, "GPU stall due to ReadPixels") {
			all = append(all, e)
		}
	}
	c.errors = nil
	return all
}

// begin begins a test of its own: what an earlier one left is gone.
func (c *chrome) begin(t *testing.T) {
	c.t = t
	c.do(chromedp.Navigate("about:blank"))
	c.complaints()
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

// js evaluates an expression in the page.
func js[T any](c *chrome, expression string) T {
	c.t.Helper()
	return run(c, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// shown is window.muster.
type shown struct {
	Scene, Match, Link, Error string
	Tick                      int
}

// now is what the page says that it shows.
func (c *chrome) now() (s shown) {
	c.t.Helper()
	return js[shown](c, `({...window.muster})`)
}

// shows waits until the page shows something.
func (c *chrome) shows(what string, is func(s shown) bool) (s shown) {
	c.t.Helper()
	for end := time.Now().Add(3 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(c.ctx, time.Minute)
		s, err := chromedp.Run(ctx, chromedp.Evaluate[shown](`({...window.muster})`)) // fails while a page goes away
		cancel()
		if err == nil && is(s) {
			return s
		}
		if time.Now().After(end) {
			c.picture("waits for " + what)
			require.FailNow(c.t, "the page does not show "+what, "it shows %+v; %v; %v", s, err, c.complaints())
		}
	}
}

// scene waits for a scene.
func (c *chrome) scene(name string) shown {
	c.t.Helper()
	return c.shows(name, func(s shown) bool { return s.Scene == name })
}

// picture keeps a screenshot where MUSTER_PICTURES says, to be looked at.
func (c *chrome) picture(name string) {
	dir := os.Getenv("MUSTER_PICTURES")
	if dir == "" {
		return
	}
	b := run(c, chromedp.CaptureScreenshot())
	require.NoError(c.t, os.WriteFile(filepath.Join(dir, name+".png"), b, 0o644))
}
