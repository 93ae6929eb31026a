//go:build js

package main

import (
	"cmp"
	"net/url"
	"strings"
	"syscall/js"
	"time"

	"muster/client/screen/host"
)

// page is the page around the game.
type page struct {
	address *url.URL
	home    string // the matchmaker that served the page; empty where files alone are served
	window  js.Value
	shown   host.Scene // what was told last
	began   bool       // something was shown
	worked  time.Time  // since when nobody has let the browser have its thread
}

// slice is how long work beside the game may go on until the browser has its thread: half a frame.
const slice = 8 * time.Millisecond

// breathe lets the browser have its thread, which all goroutines share with it, when a slice is over.
func (p *page) breathe() {
	if time.Since(p.worked) < slice {
		return
	}
	time.Sleep(time.Millisecond)
	p.worked = time.Now()
}

func openPage() *page {
	p := &page{window: js.Global()}
	p.address, _ = url.Parse(p.window.Get("location").Get("href").String())
	p.address = cmp.Or(p.address, &url.URL{})
	p.home = p.server()
	return p
}

// language is the browser's, if the game speaks it.
func (p *page) language() string {
	if strings.HasPrefix(p.window.Get("navigator").Get("language").String(), "zh") {
		return "zh"
	}
	return "en"
}

// framed reports whether the page is a frame in another one.
func (p *page) framed() bool { return !p.window.Get("self").Equal(p.window.Get("top")) }

// clear is what to tell of the way that the page came by. Where there is no server, nothing is said to one.
func (p *page) clear() host.Clear {
	if p.home == "" {
		return host.Sealed
	}
	return host.ReadClear(p.address, p.window.Get("isSecureContext").Truthy())
}

// server is the matchmaker that served the page; empty where files alone are served.
func (p *page) server() string {
	mark := p.window.Get("document").Call("querySelector", `meta[name="muster-server"]`)
	if !mark.Truthy() {
		return ""
	}
	at, err := p.address.Parse(mark.Get("content").String())
	if err != nil {
		return ""
	}
	return strings.TrimRight(at.String(), "/")
}

// publish keeps window.muster true: what is shown now. The first thing that is shown takes the place of the progress
// bar.
func (p *page) publish(s host.Scene) {
	if s == p.shown {
		return
	}
	why := ""
	if s.Err != nil {
		why = s.Err.Error()
	}
	p.point(s)
	to := p.window.Get("muster")
	for name, value := range map[string]any{
		"scene": s.Name, "match": s.Match, "tick": int(s.Tick), "link": s.Link, "error": why,
	} {
		to.Set(name, value)
	}
	p.shown = s
	if !p.began {
		p.began = true
		p.window.Get("musterPage").Call("shown")
	}
}

// point has the page's address lead to what is shown, so that whoever loads it again is back there. A page in a frame
// keeps the address that it was given, and so does a link that is still followed.
func (p *page) point(s host.Scene) {
	if s.Name != "battle" || s.Match == p.shown.Match || p.home == "" {
		return
	}
	_, _ = try(func() js.Value {
		return p.window.Get("history").Call("replaceState", nil, "", p.home+"/"+s.Path())
	})
}

// fail says on the page why there is no game.
func (p *page) fail(err error) { p.window.Get("musterPage").Call("fail", err.Error()) }
