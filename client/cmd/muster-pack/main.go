// Command muster-pack builds the page that the game is played on in a browser: it compiles client/cmd/muster-web and
// client/cmd/muster-web-alone, names each file by what is in it, and packs it as browsers take it. `make web` runs it
// at the root of the source.
package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"muster/printable"
)

// Where the page's own files lie, and where the built ones go, below the root of the source.
const (
	pageDir = "client/web/page"
	distDir = "client/web/dist" // packed, to be embedded in muster
	siteDir = "bin/play"        // a whole page, for any web server
)

func main() {
	if err := build(); err != nil {
		fmt.Fprintf(printable.NewWriter(os.Stderr), "muster-pack: %v\n", err)
		os.Exit(1)
	}
}

func build() error {
	if _, err := os.Stat(pageDir); err != nil {
		return fmt.Errorf("%w: run it at the root of the source, or `make web`", err)
	}
	game, err := compile("./client/cmd/muster-web")
	if err != nil {
		return err
	}
	alone, err := compile("./client/cmd/muster-web-alone")
	if err != nil {
		return err
	}
	script, err := scripts("typing.js", "play.js")
	if err != nil {
		return err
	}
	worker, err := scripts("disk.js", "worker.js")
	if err != nil {
		return err
	}
	style, err := os.ReadFile(filepath.Join(pageDir, "style.css"))
	if err != nil {
		return err
	}
	page := struct {
		Wasm, JS, CSS, Alone, Worker string
		Size                         int // of the game, unpacked
	}{
		named("play.wasm", game), named("play.js", script), named("play.css", style), named("alone.wasm", alone),
		named("alone.js", worker), len(game),
	}
	all := map[string][]byte{
		page.Wasm: game, page.JS: script, page.CSS: style, page.Alone: alone, page.Worker: worker,
	}
	like, err := template.ParseFiles(filepath.Join(pageDir, "index.html"))
	if err != nil {
		return err
	}
	var index bytes.Buffer
	if err := like.Execute(&index, page); err != nil {
		return err
	}
	return write(all, index.Bytes())
}

// compile makes a program for browsers.
func compile(program string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "muster-pack")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "out.wasm")
	made := exec.Command(cmp.Or(os.Getenv("GO"), "go"), "build", "-trimpath", "-buildvcs=false",
		"-ldflags", "-s -w -X muster/shard/replay.stamped="+os.Getenv("STAMP"), "-o", out, program)
	made.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	made.Stderr = printable.NewWriter(os.Stderr)
	if err := made.Run(); err != nil {
		return nil, fmt.Errorf("compile %s: %w", program, err)
	}
	return os.ReadFile(out)
}

// scripts are what starts a program: what Go's own programs need in a browser, and the page's files behind it.
func scripts(own ...string) ([]byte, error) {
	root, err := exec.Command(cmp.Or(os.Getenv("GO"), "go"), "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("find Go: %w", err)
	}
	files := []string{filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js")}
	for _, name := range own {
		files = append(files, filepath.Join(pageDir, name))
	}
	var all []byte
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		all = append(append(all, b...), '\n')
	}
	return all, nil
}

// named is a file's name with the hash of what is in it: play.wasm is play.0123456789ab.wasm.
func named(name string, b []byte) string {
	h := sha256.Sum256(b)
	ext := filepath.Ext(name)
	return strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(h[:6]) + ext
}

// write puts all into the folders, and the page last: what it names is there. What an earlier build left goes.
func write(all map[string][]byte, index []byte) error {
	keep := []string{".gitkeep", "index.html"}
	for _, dir := range []string{distDir, siteDir} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	for name, b := range all {
		packed, err := pack(name, b)
		if err != nil {
			return fmt.Errorf("pack %s: %w", name, err)
		}
		keep = append(append(keep, name), packed...)
	}
	for _, dir := range []string{distDir, siteDir} {
		if err := whole(filepath.Join(dir, "index.html"), index); err != nil {
			return err
		}
		if err := sweep(dir, keep); err != nil {
			return err
		}
	}
	return nil
}

// sweep removes what is not to be kept.
func sweep(dir string, keep []string) error {
	there, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range there {
		if !slices.Contains(keep, e.Name()) {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
