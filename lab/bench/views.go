package bench

import (
	"fmt"
	"os"

	"muster/ai"
	"muster/ai/league"
	"muster/assets"
	"muster/game"
	"muster/lab/trace"
	"muster/server/wire"
)

// Recorded are the views of a file (see trace.Read).
func Recorded(name string) ([]*game.View, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	views, err := trace.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return views, nil
}

// Shown is what an audience is shown of a fight between commanders.
func Shown(scenario string, a game.Audience, seed uint64) (views []*game.View, err error) {
	setup, err := assets.Embedded().Setup(scenario)
	if err != nil {
		return nil, err
	}
	league.Play(setup, seed, ai.New, 0, func(w *game.World) {
		v := &game.View{}
		w.View(a, v)
		views = append(views, v)
	})
	return views, nil
}

const (
	trainSeed  = 11   // of the fights that are learned from
	trainViews = 6000 // of each at most
)

// Train learns a start table from files of views once for each scenario, and from a fight of each once: the files have
// more units, fights are what is played.
func Train(files []string) (table []byte, err error) {
	var recordings [][]*game.View
	for _, name := range files {
		views, err := Recorded(name)
		if err != nil {
			return nil, err
		}
		for range assets.Embedded().Scenarios() {
			recordings = append(recordings, views)
		}
	}
	for _, name := range assets.Embedded().Scenarios() {
		for _, a := range []game.Audience{0, 1, game.All} {
			views, err := Shown(name, a, trainSeed)
			if err != nil {
				return nil, err
			}
			recordings = append(recordings, views[:min(len(views), trainViews)])
		}
	}
	return wire.Train(recordings)
}
