package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
)

// closedPolicy lets a page load and run nothing, stand in no frame and send no form; styles may stand in it. The pages that do
// more have policies of their own.
const closedPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guardReaders gives every answer the headers that keep a browser from guessing types, from running what somebody slipped into a
// page, from showing it in a frame of another's, and from telling others where its reader was.
func guardReaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", closedPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

// pagePolicy is what the status pages may do beside: run their one script, named by its hash, which fetches the page again.
var pagePolicy = closedPolicy + "; connect-src 'self'; script-src 'sha256-" + scriptHash() + "'"

// scriptHash is that of the script as the template writes it.
func scriptHash() string {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, "foot", nil); err != nil {
		panic(err) // it is our own
	}
	_, rest, _ := bytes.Cut(b.Bytes(), []byte("<script>"))
	script, _, found := bytes.Cut(rest, []byte("</script>"))
	if !found {
		panic("the status page has no script")
	}
	h := sha256.Sum256(script)
	return base64.StdEncoding.EncodeToString(h[:])
}
