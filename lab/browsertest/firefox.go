package browsertest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// Firefox is a tab of a Firefox that was started for it. It is driven by WebDriver BiDi, of which this is what a test
// of the game needs: commands as JSON over a WebSocket, each answered by its id, with events between them.
type Firefox struct {
	T *testing.T

	conn     *websocket.Conn
	context  string // of the tab
	id       int    // of the last command
	problems []string
}

// preferences have pages drawn without a graphics card, and nothing asked of anybody else.
const preferences = `user_pref("webgl.force-enabled", true);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("intl.accept_languages", "en");
`

var listens = regexp.MustCompile(`WebDriver BiDi listening on (ws://\S+)`)

// OpenFirefox starts a Firefox with a window's size, until the test ends. There is a display: without one Firefox has
// no WebGL.
func OpenFirefox(t *testing.T, width, height int) *Firefox {
	t.Helper()
	exe, err := exec.LookPath("firefox-esr")
	if err != nil {
		exe, err = exec.LookPath("firefox")
	}
	succeeds(t, err) // .ci/setup firefox installs it
	profile := t.TempDir()
	succeeds(t, os.WriteFile(filepath.Join(profile, "user.js"), []byte(preferences), 0o600))
	cmd := exec.Command(exe, "--no-remote", "--profile", profile, "--remote-debugging-port", "0")
	cmd.Env = append(os.Environ(), "HOME="+profile, "LIBGL_ALWAYS_SOFTWARE=1")
	said, err := cmd.StderrPipe()
	succeeds(t, err)
	succeeds(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
	at := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(said); lines.Scan(); {
			if found := listens.FindStringSubmatch(lines.Text()); found != nil {
				at <- found[1]
			}
		}
	}()
	f := &Firefox{T: t}
	select {
	case url := <-at:
		f.begin(url+"/session", width, height)
	case <-time.After(startWithin):
		t.Fatal("Firefox did not begin to listen")
	}
	return f
}

func (f *Firefox) begin(url string, width, height int) {
	f.T.Helper()
	conn, _, err := websocket.DefaultDialer.Dial(url, nil)
	succeeds(f.T, err)
	f.conn = conn
	f.T.Cleanup(func() { conn.Close() })
	f.call("session.new", map[string]any{"capabilities": map[string]any{}}, nil)
	f.call("session.subscribe", map[string]any{"events": []string{"log.entryAdded"}}, nil)
	var tree struct {
		Contexts []struct{ Context string }
	}
	f.call("browsingContext.getTree", map[string]any{}, &tree)
	f.context = tree.Contexts[0].Context
	f.call("browsingContext.setViewport", map[string]any{
		"context": f.context, "viewport": map[string]int{"width": width, "height": height},
	}, nil)
}

// heard is what comes over the WebSocket: an answer, or an event.
type heard struct {
	ID             int
	Type, Method   string
	Error, Message string
	Result         json.RawMessage
	Params         struct{ Level, Text string }
}

// call does a command, and fills in what it comes to.
func (f *Firefox) call(method string, params, result any) {
	f.T.Helper()
	f.id++
	succeeds(f.T, f.conn.WriteJSON(map[string]any{"id": f.id, "method": method, "params": params}))
	for {
		var h heard
		succeeds(f.T, f.conn.SetReadDeadline(time.Now().Add(actWithin)))
		succeeds(f.T, f.conn.ReadJSON(&h))
		switch {
		case h.Method == "log.entryAdded" && h.Params.Level == "error":
			f.problems = append(f.problems, h.Params.Text)
		case h.ID == f.id && h.Type == "error":
			f.T.Fatalf("%s: %s: %s", method, h.Error, h.Message)
		case h.ID == f.id && result != nil:
			succeeds(f.T, json.Unmarshal(h.Result, result))
			return
		case h.ID == f.id:
			return
		}
	}
}

// Complaints are errors that the page wrote to the console or did not catch, since they were last asked for.
func (f *Firefox) Complaints() []string {
	was := f.problems
	f.problems = nil
	return was
}

// Go leads to an address, and returns once its page is loaded.
func (f *Firefox) Go(url string) {
	f.T.Helper()
	f.call("browsingContext.navigate", map[string]any{"context": f.context, "url": url, "wait": "complete"}, nil)
}

// Evaluate evaluates an expression in the page, and fills in what it comes to.
func (f *Firefox) Evaluate(expression string, result any) {
	f.T.Helper()
	var said struct {
		Type             string
		Result           struct{ Value string }
		ExceptionDetails struct{ Text string }
	}
	f.call("script.evaluate", map[string]any{
		"expression":   fmt.Sprintf("(async () => JSON.stringify((await (%s)) ?? null))()", expression),
		"awaitPromise": true, "target": map[string]string{"context": f.context},
	}, &said)
	if said.Type != "success" {
		f.T.Fatalf("%s: %s", expression, said.ExceptionDetails.Text)
	}
	succeeds(f.T, json.Unmarshal([]byte(said.Result.Value), result))
}

// Press presses a button of the mouse somewhere: 0 is the left one, 2 the right one. It stays for some frames before,
// while and after it is down, of which a game must see one.
func (f *Firefox) Press(x, y float64, button int) {
	f.T.Helper()
	rest := map[string]any{"type": "pause", "duration": 150}
	f.call("input.performActions", map[string]any{"context": f.context, "actions": []any{map[string]any{
		"type": "pointer", "id": "mouse", "actions": []any{
			map[string]any{"type": "pointerMove", "x": int(x), "y": int(y)},
			rest,
			map[string]any{"type": "pointerDown", "button": button},
			rest,
			map[string]any{"type": "pointerUp", "button": button},
			rest,
		},
	}}}, nil)
}

// Picture keeps a screenshot where MUSTER_PICTURES says, to be looked at.
func (f *Firefox) Picture(name string) {
	f.T.Helper()
	dir := os.Getenv("MUSTER_PICTURES")
	if dir == "" {
		return
	}
	var shot struct{ Data []byte }
	f.call("browsingContext.captureScreenshot", map[string]any{"context": f.context}, &shot)
	succeeds(f.T, os.WriteFile(filepath.Join(dir, name+".png"), shot.Data, 0o600))
}
