package rest

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"
)

var (
	//go:embed docs/index.html
	docsPage []byte

	//go:embed docs/base.js
	docsBase []byte

	// RapiDoc 9.3.8, as npm has it.
	//
	//go:embed docs/rapidoc-9.3.8.js.gz
	rapidoc []byte
)

// docsPolicy lets the API page run its scripts and talk to us; nothing comes from elsewhere, or goes there.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; " +
	"img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// plainRapidoc is the script for the few who do not take it packed. It is unpacked once for all.
var plainRapidoc = sync.OnceValue(func() []byte {
	z, err := gzip.NewReader(bytes.NewReader(rapidoc))
	if err != nil {
		panic(err) // it is our own
	}
	b, err := io.ReadAll(z)
	if err != nil {
		panic(err)
	}
	return b
})

// docs serves the API page: RapiDoc from our own copy, which reads /openapi.json.
func docs(r chi.Router) {
	r.Get("/docs", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", docsPolicy)
		_, _ = w.Write(docsPage) // the caller is gone if this fails
	})
	r.Get("/docs/base.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write(docsBase) // the caller is gone if this fails
	})
	r.Get("/docs/rapidoc.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Header().Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(rapidoc))
			return
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(plainRapidoc()))
	})
}
