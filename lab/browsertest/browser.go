// Package browsertest opens pages in a real Chromium for tests: one browser for all tests of a package, and a tab for
// each that keeps what it complains of. Whatever a tab waits for has minutes: a busy machine is no fault.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browser is the one of this process. It draws by software. To it, attic.lan and evil.example are on this machine, and
// pages from there came over the network.
var browser struct {
	once sync.Once
	ctx  context.Context // of its first tab, which shows nothing
	err  error
	stop []func()
}

const (
	startWithin = 2 * time.Minute // from the start of the process until it listens
	actWithin   = 3 * time.Minute // for what a test waits for
	tryWithin   = time.Minute     // for a page that may go away
)

// Main runs the tests of a package, and ends the browser behind them. A TestMain calls it.
func Main(m *testing.M) {
	code := m.Run()
	for _, stop := range browser.stop {
		stop()
	}
	os.Exit(code)
}

// program is Chromium; empty where there is none.
func program() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if exe, err := exec.LookPath(name); err == nil {
			return exe
		}
	}
	return ""
}

// Needed skips a test where there is no browser, or where missing says what else there is not, unless MUSTER_BROWSER is
// set, as make test does: then it fails.
func Needed(t *testing.T, missing string) {
	t.Helper()
	if program() == "" {
		missing = "no chromium was found: .ci/setup test installs it"
	}
	if missing != "" && os.Getenv("MUSTER_BROWSER") == "" {
		t.Skip(missing)
	}
	if missing != "" {
		t.Fatal(missing)
	}
}

func start() {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program()), chromedp.NoSandbox,
		chromedp.Flag("use-angle", "swiftshader"), chromedp.Flag("enable-unsafe-swiftshader", true),
		chromedp.Flag("ignore-gpu-blocklist", true), chromedp.Flag("lang", "en"),
		chromedp.Flag("host-resolver-rules", "MAP evil.example 127.0.0.1, MAP attic.lan 127.0.0.1"),
		chromedp.WSURLReadTimeout(startWithin))
	allocated, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closes := chromedp.NewContext(allocated)
	browser.ctx, browser.stop = ctx, []func(){closes, end}
	browser.err = chromedp.Do(ctx, chromedp.Navigate("about:blank")) // without a deadline: see chromedp.Run
}

// succeeds ends the test where something failed.
func succeeds(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
