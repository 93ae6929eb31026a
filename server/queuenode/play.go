package queuenode

import (
	"net/http"

	"muster/client/web"
	"muster/server/play"
)

// servePlay serves the page that the game is played on in a browser, if it is to be.
func (p *Node) servePlay(mux *http.ServeMux) error {
	if !p.cfg.Web {
		return nil
	}
	cfg := play.Config{}
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
