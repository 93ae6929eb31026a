package node

import (
	"context"
	"time"
)

// finishing is why a shard begins no matches that finishes those of before.
const finishing = "this shard finishes the matches that it has in files of its own; new ones begin on the others"

// full is why no match is begun; empty if there is room.
func (p *Node) full() string {
	if p.cfg.Finish {
		return finishing
	}
	return p.room.why()
}

// capacity is how many matches may run here, for who places new ones.
func (p *Node) capacity() int {
	if p.cfg.Finish {
		return 0
	}
	return p.cfg.Matches
}

// finish ends when there is nothing left to finish: until then it waits for ctx. What has ended stays until its result
// was told and its records were given up; what is quarantined or needs another release waits for its operator.
func (p *Node) finish(ctx context.Context) error {
	tick := time.NewTicker(finishEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if p.cfg.Finish && p.idle() {
				p.cfg.Log.Info("all matches in the old files of this shard are over, and their records deleted")
				return nil
			}
		}
	}
}

// idle reports whether the shard has no match to see to.
func (p *Node) idle() bool {
	s := p.shard
	return len(s.Hosts())+len(s.Ended())+len(s.Quarantined())+len(s.Foreign()) == 0
}
