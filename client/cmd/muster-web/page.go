//go:build js

package main

import (
	"cmp"
	"net/url"
	"strings"
	"syscall/js"

	"muster/client/screen/host"
)

// page is the page around the game.
type page struct {
	address *url.URL
	window  js.Value
	shown   host.Scene // what was told last
	began   bool       // something was shown
}

func openPage() *page {
	p := &page{window: js.Global()}
	p.address, _ = url.Parse(p.window.Get("location").Get("href").String())
	p.address = cmp.Or(p.address, &url.URL{})
	return p
}

// language is the browser's, if the game speaks it.
func (p *page) language() string {
	if strings.HasPrefix(p.window.Get("navigator").Get("language").String(), "zh") {
		return "zh"
	}
	return "en"
}

// matchmaker is where the page came from, if a matchmaker served it and the link asks for one; else empty.
func (p *page) matchmaker(link host.Link) string {
	if !link.Online() {
		return ""
	}
	return p.server()
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

// tell keeps window.muster true: what is shown now. The first thing that is shown takes the place of the progress bar.
func (p *page) tell(s host.Scene) {
	if s == p.shown {
		return
	}
	why := ""
	if s.Err != nil {
		why = s.Err.Error()
	}
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

// fail says on the page why there is no game.
func (p *page) fail(err error) { p.window.Get("musterPage").Call("fail", err.Error()) }
