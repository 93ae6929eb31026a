//go:build !race

package play_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/lab/browsertest"
)

// runner runs a room's own tests in a worker, on the disk that the game has there.
const runner = `(async () => {
  const said = [];
  console.log = (text) => said.push(text);
  await MusterDisk.mount("muster-tests", (why) => said.push("trouble: " + why));
  await new Promise((done) => fs.mkdir("/tmp", 0o700, done));
  const go = new Go();
  // there are no programs to kill, and two at one screen play with files of the source
  go.argv = ["alone.test", "-test.v", "-test.skip", "ProgramWasKilled|TwoAtOneScreen"];
  go.env = { TMPDIR: "/tmp" };
  let code = -1;
  go.exit = (c) => { code = c; };
  const { instance } = await WebAssembly.instantiateStreaming(fetch("alone.wasm"), go.importObject);
  await go.run(instance);
  postMessage({ code, said: said.join("\n") });
})().catch((err) => postMessage({ code: -1, said: String(err) }));`

// What plays alone trusts its files. Its own tests, of saves, journals and replays, hold on the browser's disk, too.
func TestTheDiskInTheBrowser(t *testing.T) {
	browsertest.Needed(t, "")
	dir := t.TempDir()
	made := exec.CommandContext(t.Context(), "go", "test", "-c", "-o", filepath.Join(dir, "alone.wasm"),
		"muster/client/alone")
	made.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	out, err := made.CombinedOutput()
	require.NoError(t, err, "%s", out)
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	require.NoError(t, err)
	script := ""
	for _, file := range []string{
		filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"), "../../client/web/page/disk.js",
	} {
		b, err := os.ReadFile(file)
		require.NoError(t, err)
		script += string(b) + "\n"
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "worker.js"), []byte(script+runner), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "index.html"), []byte("<link rel=icon href='data:,'>"), 0o600))
	srv := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(srv.Close)
	c := browse(t)
	c.Do(chromedp.Navigate(srv.URL + "/"))
	got := js[struct {
		Code int
		Said string
	}](c, `new Promise((done) => { new Worker("worker.js").onmessage = (e) => done(e.data); })`)
	require.Zero(t, got.Code, got.Said)
	require.Contains(t, got.Said, "--- PASS: TestABattleThatWasLeftGoesOn")
	require.NotContains(t, got.Said, "trouble: ")
}
