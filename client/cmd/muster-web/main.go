//go:build js

// Command muster-web is the game in a browser: what the page's address asks for, what a browser has for a window to
// use, and the screen. client/web/page starts it.
package main

import (
	"log/slog"

	"muster/assets"
	"muster/client/inside"
	"muster/client/screen"
	"muster/client/screen/host"
	"muster/client/screen/join"
)

func main() {
	p := openPage()
	p.breathe() // the packages of the game have been made ready until now
	if err := play(p); err != nil {
		p.fail(err)
	}
}

func play(p *page) error {
	link, err := host.ReadLink(p.address)
	if err != nil {
		return err
	}
	guard := host.NewGuard()
	guard.Breath = p.breathe
	set := assets.Embedded()
	levels, _ := set.Levels() // what is wrong with them is told when one is played against
	alone := newAlone(set, guard)
	return screen.Run(screen.Config{
		Saves: alone.Saves(), Replays: alone.Replays(download),
		Host: &hosts{
			Network: join.Network{Log: slog.New(slog.DiscardHandler), Guard: guard}, Page: alone,
			offers: host.Offered(set.Scenarios()), levels: levels,
		},
		Settings: store{}, Clipboard: clipboard{}, Push: push{}, Guard: guard,
		Language: p.language(), Home: p.home, Link: link, Seen: p.publish, Fixed: true,
		Framed: p.framed(), Clear: p.clear(),
	})
}

// hosts begin matches: here in the page, or where a matchmaker says.
type hosts struct {
	join.Network
	*inside.Page
	offers, levels []string
}

// Scenarios are those that the game carries.
func (h *hosts) Scenarios() []string { return h.offers }

// Levels are those of the assets.
func (h *hosts) Levels() []string { return h.levels }
