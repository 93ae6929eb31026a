package httpd

import "net/http"

// ClosedPolicy lets a page load and run nothing, stand in no frame and send no form; styles may stand in it. The pages
// that do more have policies of their own.
const ClosedPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'none'"

// guardReaders gives every answer the headers that keep a browser from guessing types, from running what somebody
// slipped into a page, from showing it in a frame of another's, and from telling others where its reader was.
func guardReaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", ClosedPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}
