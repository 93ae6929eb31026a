package screen

import (
	"slices"

	"muster/client/screen/host"
	"muster/client/screen/pages"
)

// showFirst leads to what the player sees first.
func (a *app) showFirst() {
	cfg, names := &a.cfg, a.cfg.Host.Scenarios()
	if cfg.Scenario != "" {
		a.pages.Choice.Scenario = cfg.Scenario
	} else if slices.Contains(names, a.Chosen.Scenario) {
		a.pages.Choice.Scenario = a.Chosen.Scenario
	}
	for _, name := range names {
		a.Guard.Breathe()
		a.Setup(name) // the title says which are by turns, and reading one takes longer than a frame
	}
	a.Guard.Breathe()
	a.Open(pages.Title)
	if cfg.Online != "" {
		to := a.Chosen
		to.Matchmaker = cfg.Online
		a.Choose(to)
		a.Open(pages.Online)
		a.pages.Enter(cfg.Online)
	} else if a.Chosen.Playing != "" {
		a.pages.Enter(a.Chosen.Playing) // the game ended in the middle of a match: is there a way back?
	}
	a.pages.Follow(cfg.Link)
	if cfg.Replay != nil {
		a.Watch(pages.ReadAtOnce(func() (host.Recording, error) { return *cfg.Replay, nil }))
	}
}
