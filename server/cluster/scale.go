package cluster

import (
	"fmt"
	"math"
	"time"

	"muster/server/cluster/plan"
)

// scaleTo changes how many shards there are: the newest come and go.
func (s *Supervisor) scaleTo(who string, want int) error {
	if want < 1 {
		return fmt.Errorf("%d shards: at least one is needed", want)
	}
	were := s.shards
	s.shards = want
	s.note(plan.Entry{
		Who: who, Node: string(plan.Shards), Kind: string(plan.ScaleTo),
		What: fmt.Sprintf("%d shards, there were %d", want, were),
	})
	for n := 1; n <= want; n++ {
		s.come(plan.Shards.Node(n))
	}
	for n := were; n > want; n-- {
		s.leave(plan.Shards.Node(n))
	}
	s.placing.begin(s.now)
	return nil
}

// come has a node be there: a new one, or one that left.
func (s *Supervisor) come(name string) {
	switch n := s.find(name); {
	case n == nil:
		s.add(name)
	case n.state == left:
		n.state = waiting
	case n.state == leaving:
		n.back = true
	}
}

// leave has a node go for good: a shard hands its matches over first.
func (s *Supervisor) leave(name string) {
	n := s.find(name)
	if n == nil || !n.stays() {
		return
	}
	if !n.runs() {
		n.state = left
		return
	}
	s.thaw(n)
	n.state = leaving
	s.askToEnd(n)
}

// Counts reports whether the shell must look how much shards have to do.
func (s *Supervisor) Counts() bool { return s.policy() != nil && s.up }

func (s *Supervisor) counted(x *Seen) {
	if x.Where != nil && s.placing.wanted {
		s.placing.where, s.placing.asked = x.Where, true
	}
	if x.Where != nil {
		s.runsNoMore(x.Where)
	}
	if x.Loads != nil {
		s.loads = x.Loads
	}
}

// autoscaler decides how many shards there should be. It waits until what it sees has lasted, and between two changes,
// so that shards do not come and go with every wave.
type autoscaler struct {
	changed time.Duration // the number, last
	more    time.Duration // since when there is too much to do; 0 if there is not
	fewer   time.Duration // since when there is too little
	acted   bool
}

// want is how many shards there should be now.
func (a *autoscaler) want(p *plan.Autoscale, now time.Duration, shards int, loads []Load) int {
	need := float64(0) // shards that are full with it
	for _, share := range shares(p, loads) {
		need = math.Max(need, share)
	}
	since(&a.more, now, need > float64(shards) && shards < p.Max || shards < p.Min)
	since(&a.fewer, now, need < shrinkAt*float64(shards-1) && shards > p.Min || shards > p.Max)
	if a.acted && now-a.changed < p.CoolDown {
		return shards
	}
	want := shards
	switch {
	case a.more > 0 && now-a.more >= holdFor:
		want = min(max(int(math.Ceil(need)), shards+1, p.Min), max(p.Max, shards))
	case a.fewer > 0 && now-a.fewer >= holdFor:
		want = shards - 1 // one at a time: each hands its matches over
	default:
		return shards
	}
	a.changed, a.more, a.fewer, a.acted = now, 0, 0, true
	return want
}

// since notes from when on something holds.
func since(t *time.Duration, now time.Duration, holds bool) {
	switch {
	case !holds:
		*t = 0
	case *t == 0:
		*t = max(now, 1)
	}
}

// shares is how many full shards the players make, and the work.
func shares(p *plan.Autoscale, loads []Load) (all []float64) {
	players, cpu := 0, 0.0
	for _, l := range loads {
		players += l.Players
		cpu += l.CPU
	}
	if p.Players > 0 {
		all = append(all, float64(players)/float64(p.Players))
	}
	if p.CPU > 0 {
		all = append(all, cpu/p.CPU)
	}
	return all
}

// scale follows the plan's policy.
func (s *Supervisor) scale() {
	if !s.Counts() || s.ending.begun || s.loads == nil || s.changing() {
		return
	}
	if want := s.scaler.want(s.policy(), s.now, s.shards, s.loads); want != s.shards {
		_ = s.scaleTo("autoscaler", want) // at least Min, which is checked
	}
}
