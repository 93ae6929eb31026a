// Package web holds the files of the page that the game is played on in a browser, as client/cmd/muster-pack
// made them:
//
//	dist/index.html              the page; the only one whose name has no hash, and that nobody keeps
//	dist/play.HASH.wasm.br, .zst the game (client/cmd/muster-web)
//	dist/play.HASH.js.br, .zst   what starts it
//	dist/play.HASH.css.br, .zst
//	dist/alone.HASH.wasm.br, .zst  its other half, fetched when somebody plays alone (client/cmd/muster-web-alone)
//	dist/alone.HASH.js.br, .zst    what starts that, in a worker
//
// each packed in the two forms that browsers take. `make web` builds them, and beside them bin/play, the same as a
// whole page for any web server; a program that was built without has none.
package web

import (
	"embed"
	"io/fs"
)

// The dot keeps the folder in a tree where nothing was built.
//
//go:embed all:dist
var dist embed.FS

// Files are the built files; ok is false where there are none.
func Files() (files fs.FS, ok bool) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, false
	}
	_, err = fs.Stat(files, "index.html")
	return files, err == nil
}
