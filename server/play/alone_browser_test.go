//go:build !race

package play_test

import (
	"bufio"
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/lab/browsertest"
	"muster/shard/replay"
)

// site is the page as `make web` makes it for any web server.
const site = "../../bin/play"

// The page as plain files, without any server of ours: battles of one's own are fought, left, gone on with after a
// reload, and watched again. The window is of 640x360 points: where its buttons are is known.
func TestAloneInTheBrowser(t *testing.T) {
	siteNeeded(t)
	c := browse(t)
	c.Do(chromedp.Navigate(static(t)))
	c.scene("title")
	require.False(t, c.fetched("alone"), "who does not play alone does not fetch the other half")

	c.clickTo(playNow, "battle")
	c.ticks(20)
	c.key("Digit1")
	c.Do(chromedp.MouseEvent(chromedp.MouseMoved, ford[0], ford[1]))
	c.Frames(3)
	c.press(ford, input.MouseButtonRight)
	left := c.ticks(c.now().Tick + 20)
	require.Equal(t, "inside", c.now().Link)
	c.Picture("alone 1 an order")

	c.Do(chromedp.Reload()) // in the middle: nobody says goodbye to the worker
	c.scene("title")
	c.clickTo(goOn, "battle")
	s := c.shows("the battle", func(s shown) bool { return s.Tick > 0 })
	require.GreaterOrEqual(t, s.Tick, left, "nothing shown is lost")
	c.Picture("alone 2 gone on with")
	c.ticks(s.Tick + 10)
	c.leave()

	kept, orders := c.keptReplay()
	require.Equal(t, "duel", kept.Scenario)
	require.GreaterOrEqual(t, int(kept.Ticks), s.Tick, "one replay of all of it")
	require.Equal(t, 1, orders, "the order by mouse is in it, once")

	c.clickTo(replays, "replays")
	c.Picture("alone 3 replays")
	c.clickTo(first, "replay")
	c.ticks(20)
	c.Picture("alone 4 a replay")
	require.Empty(t, c.complaints())
}

// siteNeeded skips a test where there is no browser or no site.
func siteNeeded(t *testing.T) {
	t.Helper()
	missing := ""
	if _, err := os.Stat(filepath.Join(site, "index.html")); err != nil {
		missing = "the page was not built: make web"
	}
	browsertest.Needed(t, missing)
}

// static serves the site as docs/play.md has it, and returns the page's address.
func static(t *testing.T) string { return staticFrom(t, site) }

func staticFrom(t *testing.T, dir string) string {
	cmd := exec.CommandContext(t.Context(), "python3", "-u", "-m", "http.server", "0",
		"--bind", "127.0.0.1", "-d", dir)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
	var port int
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	_, err = fmt.Sscanf(line, "Serving HTTP on 127.0.0.1 port %d", &port)
	require.NoError(t, err, line)
	return fmt.Sprintf("http://127.0.0.1:%d/", port)
}

// A browser that keeps nothing, has no more room, or whose disk another tab has, costs what is kept and nothing else:
// the battle goes on, and its player is told.
func TestAloneInTheBrowserThatKeepsNothing(t *testing.T) {
	siteNeeded(t)
	files, err := os.ReadDir(site)
	require.NoError(t, err)
	at := slices.IndexFunc(files, func(e os.DirEntry) bool {
		return strings.HasPrefix(e.Name(), "alone.") && strings.HasSuffix(e.Name(), ".js")
	})
	require.GreaterOrEqual(t, at, 0)
	worker := files[at].Name()
	script, err := os.ReadFile(filepath.Join(site, worker))
	require.NoError(t, err)
	for trouble, before := range map[string]string{
		"refused": `indexedDB.open = () => { throw new DOMException("no", "SecurityError"); };`,
		"full": `const put = IDBObjectStore.prototype.put;
			let room = 12;
			IDBObjectStore.prototype.put = function (...args) {
			  if (!room--) throw new DOMException("no", "QuotaExceededError");
			  return put.apply(this, args);
			};`,
		"elsewhere": ``, // the page itself has the disk
	} {
		t.Run(trouble, func(t *testing.T) {
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if filepath.Base(r.URL.Path) == worker {
					w.Header().Set("Content-Type", "text/javascript")
					_, _ = w.Write([]byte(before + "\n" + string(script)))
					return
				}
				http.FileServer(http.Dir(site)).ServeHTTP(w, r)
			}))
			defer srv.Close()
			c := browse(t)
			c.Do(chromedp.Navigate(srv.URL + "/"))
			c.scene("title")
			if trouble == "elsewhere" {
				js[any](c, `(navigator.locks.request("muster-alone", () => new Promise(() => {})), 0)`)
			}
			c.clickTo(playNow, "battle")
			c.ticks(60)
			require.Eventually(t, func() bool { // it is told when the disk is next written to
				return js[map[string]any](c, `window.muster.ticks()`)["trouble"] == trouble
			}, 3*time.Minute, 100*time.Millisecond)
			c.Picture("alone nothing kept " + trouble)
			c.ticks(c.now().Tick + 20)
			for _, said := range c.complaints() {
				require.Contains(t, said, "muster: nothing more is kept: "+trouble)
			}
			c.leave()
			require.Empty(t, c.now().Error)
		})
	}
}

// TestTicksAlone measures how many of the first ticks come late in a battle of two against two with veterans, in
// battles of MUSTER_TICKS each, such as 20s. It demands nothing: what a machine that is busy elsewhere can do is no
// fault. MUSTER_SITES has directories of pages that are compared by turns, with commas; without, it is this one's.
func TestTicksAlone(t *testing.T) {
	long, err := time.ParseDuration(os.Getenv("MUSTER_TICKS"))
	if err != nil {
		t.Skip("MUSTER_TICKS says for how long to measure")
	}
	sites := strings.Split(cmp.Or(os.Getenv("MUSTER_SITES"), site), ",")
	rounds, _ := strconv.Atoi(cmp.Or(os.Getenv("MUSTER_ROUNDS"), "1"))
	urls := map[string]string{}
	for _, dir := range sites {
		urls[dir] = staticFrom(t, dir)
	}
	for round := range rounds {
		for _, dir := range sites {
			t.Run(fmt.Sprint(round, " ", filepath.Base(dir)), func(t *testing.T) { measureTicks(t, urls[dir], long) })
		}
	}
}

// measureTicks plays one such battle, in a tab that has never played.
func measureTicks(t *testing.T, url string, long time.Duration) {
	c := browse(t)
	c.Do(chromedp.Navigate(url + "?scenario=arena&level=veteran"))
	began := time.Now()
	c.scene("battle")
	c.ticks(1)
	t.Logf("the first tick is shown after %v", time.Since(began).Round(100*time.Millisecond))
	for end := time.Now().Add(long); time.Now().Before(end); time.Sleep(5 * time.Second) {
		load, _ := os.ReadFile("/proc/loadavg")
		t.Logf("%v; load %s", js[map[string]any](c, `window.muster.ticks()`), load)
	}
}

// Where more things stand.
var (
	playNow, goOn, replays = [2]float64{200, 126}, [2]float64{137, 267}, [2]float64{280, 339} // of the title
	leave                  = [2]float64{315, 259}                                             // of the menu
	first                  = [2]float64{200, 109}                                             // of the replays
	ford                   = [2]float64{300, 250}                                             // of the battle
)

// clickTo clicks a button until the window shows another scene: before it is drawn for the first time it hears nothing.
func (c *chrome) clickTo(at [2]float64, scene string) {
	c.T.Helper()
	for end := time.Now().Add(3 * time.Minute); c.now().Scene != scene; {
		require.True(c.T, time.Now().Before(end), "no click leads to %s", scene)
		c.click(at)
		c.shows("another scene", func(s shown) bool { return s.Scene != "wait" })
	}
}

// ticks waits until a tick is shown.
func (c *chrome) ticks(least int) int {
	c.T.Helper()
	return c.shows("more ticks", func(s shown) bool { return s.Tick >= least }).Tick
}

// leave leaves the battle by its menu.
func (c *chrome) leave() {
	c.T.Helper()
	for end := time.Now().Add(3 * time.Minute); c.now().Scene != "menu"; {
		require.True(c.T, time.Now().Before(end), "no key leads to the menu: %+v", c.now())
		c.key("Escape") // the first one may let go of what is selected
	}
	c.clickTo(leave, "title")
}

// fetched reports whether the page has fetched a file whose name begins so.
func (c *chrome) fetched(name string) bool {
	c.T.Helper()
	return js[bool](c, fmt.Sprintf(
		`performance.getEntriesByType("resource").some((e) => e.name.includes("/%s."))`, name))
}

// keptReplay is what the browser keeps of the one replay, and how many orders the player gave.
func (c *chrome) keptReplay() (s replay.Summary, orders int) {
	c.T.Helper()
	text := js[string](c, `(async () => {
	  const asked = (r) => new Promise((done, failed) => { r.onsuccess = () => done(r.result); r.onerror = failed; });
	  const db = await asked(indexedDB.open("muster-alone"));
	  const t = db.transaction(["names", "blocks"]), names = t.objectStore("names");
	  const path = (await asked(names.getAllKeys())).filter((p) => p.endsWith(".replay"))[0];
	  const { ino, size } = await asked(names.get(path));
	  const blocks = await asked(t.objectStore("blocks").getAll(IDBKeyRange.bound([ino], [ino, []])));
	  db.close();
	  const bytes = new Uint8Array(await new Blob(blocks).arrayBuffer());
	  if (bytes.length !== size) throw new Error(path + " has " + bytes.length + " bytes of " + size);
	  return bytes.reduce((text, b) => text + b.toString(16).padStart(2, "0"), "");
	})()`)
	b, err := hex.DecodeString(text)
	require.NoError(c.T, err)
	f, err := replay.Import(b, replay.Anybody)
	require.NoError(c.T, err)
	for _, r := range f.Records {
		rec, err := replay.DecodeRecord(r.Payload)
		require.NoError(c.T, err)
		for _, o := range rec.Input.Orders {
			if o.Seat == 0 && o.Leader == game.Player {
				orders++
			}
		}
	}
	s, err = replay.Summarize(f.Match, f.Records)
	require.NoError(c.T, err)
	return s, orders
}

// key presses a key, for as long as the window needs to see it.
func (c *chrome) key(code string) {
	c.T.Helper()
	for _, kind := range []input.DispatchKeyEventType{
		input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp,
	} {
		c.Do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Code: code})
			return err
		}))
		c.Frames(3)
	}
}
