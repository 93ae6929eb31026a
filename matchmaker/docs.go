package matchmaker

import (
	_ "embed"
	"net/http"
)

//go:embed docs.html
var docsPage []byte

// docs serves the API page: one file of our own that reads /openapi.json, nothing from elsewhere.
func docs(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'")
	_, _ = w.Write(docsPage) // the caller is gone if this fails
}
