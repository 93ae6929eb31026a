package queuenode

import (
	"net/http"

	"muster/client/screen/i18n"
	"muster/client/web"
	"muster/matchmaker/api"
	"muster/server/console"
	"muster/server/play"
)

// servePlay serves the page that the game is played on in a browser, if it is to be.
func (p *Node) servePlay(mux *http.ServeMux) error {
	if !p.cfg.Web {
		return nil
	}
	words, err := i18n.Load("en")
	if err != nil {
		return err
	}
	// A picture is of what any player may fetch: of the replays of matches that have ended.
	inside := &http.Client{Transport: console.InProcess(p.queue.Handler(), p.queue.AsMachine)}
	cfg := play.Config{
		Matches: api.NewClient("http://queue", inside),
		Name:    func(scenario string) string { return words.Or("scenario."+scenario, scenario) },
	}
	if files, ok := web.Files(); ok {
		cfg.Files = files
	}
	pages, err := play.New(cfg)
	if err != nil {
		return err
	}
	guarded := p.queue.Guard(pages)
	for _, at := range []string{"/play", "/play/", "/watch/", "/replay/"} {
		mux.Handle(at, guarded)
	}
	return nil
}
