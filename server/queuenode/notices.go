package queuenode

import (
	"muster/client/screen/i18n"
	"muster/matchmaker"
)

// noticed is what the matchmaker needs to tell players of turns: links to where people reach us, and the game's own
// names of scenarios.
func (p *Node) noticed(cfg matchmaker.Notices) (matchmaker.Notices, error) {
	cfg.Link = p.shown
	words := map[string]i18n.Words{}
	for _, lang := range []string{"en", "zh"} {
		w, err := i18n.Load(lang)
		if err != nil {
			return cfg, err
		}
		words[lang] = w
	}
	cfg.Scenario = func(lang, name string) string {
		if w, ok := words[lang]; ok {
			return w.Or("scenario."+name, name)
		}
		return name
	}
	return cfg, nil
}
