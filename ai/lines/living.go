package lines

import (
	"errors"
	"sync"
)

// living are the processes of this program's bots. Each is in it from its start until all that it began have ended.
var living struct {
	sync.Mutex
	all map[*process]struct{}
	end bool // no more are started
}

// errEnding is of a bot that is begun by a program that ends.
var errEnding = errors.New("this program ends, and starts no more bots")

// launch starts the process, if any still may.
func (p *process) launch(start func() error) error {
	living.Lock()
	defer living.Unlock()
	if living.end {
		return errEnding
	}
	if err := start(); err != nil {
		return err
	}
	if living.all == nil {
		living.all = map[*process]struct{}{}
	}
	living.all[p] = struct{}{}
	return nil
}

func (p *process) forget() {
	living.Lock()
	defer living.Unlock()
	delete(living.all, p)
}

// EndAll ends all bots of this program at once, with all that they have begun, and no more are started: for a program
// that ends in the middle of matches. The system does as much for the bots alone when a program is killed.
func EndAll() {
	living.Lock()
	defer living.Unlock()
	living.end = true
	for p := range living.all {
		p.killAll()
	}
}
