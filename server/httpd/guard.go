package httpd

import (
	"html/template"
	"net"
	"net/http"
	"os"
	"strings"

	"muster/clientip"
)

// guard keeps web pages of others, and whoever comes by a proxy, from the operators' listener. Any page that somebody
// opens in a browser on this machine can have the browser ask the loopback address, under that address or under a name
// of the page's own that was made to lead there (DNS rebinding); and a proxy on this machine makes everybody come from
// it. So of every request
//
//   - Host must be an address, localhost, this machine's name, or the name that --admin gave;
//   - Origin, where there is one, must be this listener under that Host;
//   - Sec-Fetch-Site, where there is one, must say that the request is this listener's own, or nobody's: typed in. Who
//     follows a link of another page is shown the address as a link, and goes on by one more click;
//   - from this machine nothing may tell that a proxy passed it on.
//
// Programs send neither Origin nor Sec-Fetch-Site and pass.
type guard struct {
	names map[string]bool
	next  http.Handler
}

// newGuard guards a handler; named is the host that --admin names, if it names one.
func newGuard(named string, next http.Handler) *guard {
	g := &guard{names: map[string]bool{"localhost": true}, next: next}
	machine, _ := os.Hostname() // or it has no name
	for _, name := range []string{named, machine} {
		if name != "" {
			g.names[strings.ToLower(name)] = true
		}
	}
	return g
}

// ServeHTTP implements http.Handler.
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case !g.addressed(r.Host):
		http.Error(w, "ask for this listener by its address, or by the name that --admin gives it",
			http.StatusMisdirectedRequest)
	case clientip.Local(r) && clientip.Proxied(r):
		http.Error(w, "the operators' listener takes no requests through a proxy on its own machine; "+
			"use a tunnel, such as ssh -L 7490:127.0.0.1:7490", http.StatusForbidden)
	case !ownOrigin(r):
		http.Error(w, "a page of another origin may not ask this", http.StatusForbidden)
	case fromElsewhere(r):
		g.askAgain(w, r)
	default:
		g.next.ServeHTTP(w, r)
	}
}

// addressed reports whether a Host leads here whoever answers for names.
func (g *guard) addressed(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	return g.names[strings.ToLower(name)] || net.ParseIP(name) != nil
}

// ownOrigin reports whether a request comes from a page of this listener, as far as it tells.
func ownOrigin(r *http.Request) bool {
	for _, origin := range r.Header.Values("Origin") {
		if origin != "http://"+r.Host {
			return false
		}
	}
	return true
}

// fromElsewhere reports whether a browser says that another site's page had it ask.
func fromElsewhere(r *http.Request) bool {
	for _, site := range r.Header.Values("Sec-Fetch-Site") {
		if site != "same-origin" && site != "none" {
			return true
		}
	}
	return false
}

var askAgain = template.Must(template.New("again").Parse(`<!doctype html><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Muster</title>
<p>Another page led here. To go on, open this address yourself:</p><p><a href="{{.}}">{{.}}</a></p>
<p lang="zh">你是从其他网页打开此地址的。如需继续，请点击上面的链接。</p>
`))

// askAgain has whoever followed a link of another page confirm it: then the browser asks for this listener's own page.
// Everything else is refused.
func (g *guard) askAgain(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || r.Header.Get("Sec-Fetch-Mode") != "navigate" ||
		r.Header.Get("Sec-Fetch-Dest") != "document" || !strings.HasPrefix(r.URL.Path, "/") ||
		strings.HasPrefix(r.URL.Path, "//") {
		http.Error(w, "a page of another site may not ask this", http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusForbidden)
	_ = askAgain.Execute(w, r.URL.RequestURI()) // the reader is gone if this fails
}
