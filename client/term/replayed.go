package term

import (
	"fmt"
	"time"

	"muster/game"
	"muster/shard/replay"
)

// Replayed shows a journal, of a match that has ended or that still runs.
type Replayed struct {
	p        *replay.Player
	more     func() error // brings in what was written since, once a frame; may be nil
	audience game.Audience
	speed    int // index of speeds
	paused   bool
	credit   int  // of a tick, in quarters of a thousandth
	stale    bool // what is shown is not what is to be shown
	idle     int  // frames without anything new
	last     game.Tick
	err      error
	said     *replay.Intentions // nil for none
	explains bool
}

// speeds are in quarters of real time.
var speeds = []int{1, 2, 4, 8, 16, 32, 64}

const (
	realTime = 2                // index of speeds
	jump     = 10 * time.Second // of the arrow keys
	patience = 30 * time.Second // without a new record, at the end of a live match: nobody writes it any more
)

// NewReplayed shows p from where it stands, seen by everybody. more, if not nil, is called once a frame to add to p
// what was written since; its error is shown and ends the replay where it stands.
func NewReplayed(p *replay.Player, more func() error) *Replayed {
	return &Replayed{p: p, more: more, audience: game.All, speed: realTime, stale: true}
}

// Speed sets how fast it goes: 1/4, 1/2, 1, 2, 4, 8 or 16 times real time, given in quarters. Others are false.
func (r *Replayed) Speed(quarters int) bool {
	for i, s := range speeds {
		if s == quarters {
			r.speed = i
			return true
		}
	}
	return false
}

// Explain gives it what commanders intended, to be drawn and hidden with a key.
func (r *Replayed) Explain(said *replay.Intentions) { r.said, r.explains = said, said != nil }

// Intentions implements Explained: those of whose eyes it is seen by.
func (r *Replayed) Intentions() []replay.Intention {
	if !r.explains {
		return nil
	}
	return r.said.At(r.p.Setup(), r.audience, r.p.Tick())
}

// Advance implements Show.
func (r *Replayed) Advance() *game.View {
	r.grow()
	if !r.paused {
		r.play()
	}
	if !r.stale {
		return nil
	}
	r.stale = false
	return r.p.View(r.audience)
}

// grow takes in what was written since the last frame.
func (r *Replayed) grow() {
	if r.more != nil && r.err == nil {
		r.err = r.more()
	}
	r.idle++
	if r.p.Last() != r.last || r.p.Tick() < r.p.Last() {
		r.idle, r.last = 0, r.p.Last()
	}
}

// play goes on by a frame's worth of ticks.
func (r *Replayed) play() {
	const whole = 4 * 1000
	r.credit += speeds[r.speed] * int(r.p.Setup().Rules.TickRate) * int(frame.Milliseconds())
	for ; r.credit >= whole; r.credit -= whole {
		on, err := r.p.Step()
		if err != nil && r.err == nil {
			r.err = err
		}
		if !on {
			r.credit = 0
			return
		}
		r.stale = true
	}
}

// Status implements Show.
func (r *Replayed) Status() string {
	s := r.p.Setup()
	where := fmt.Sprintf("%s of %s   %s", Clock(s, r.p.Tick()), Clock(s, r.p.Last()), r.who())
	switch {
	case r.p.Over():
		return where + "   " + Ending(s, r.p.View(r.audience).Result)
	case r.stuck():
		return fmt.Sprintf("%s   It stops here: %v", where, r.err)
	case r.paused:
		return where + "   paused"
	case r.p.Tick() == r.p.Last() && r.more == nil:
		return where + "   nothing is known behind this"
	case r.p.Tick() == r.p.Last():
		return where + "   live: waiting for the next record"
	}
	return where + "   " + speedName(speeds[r.speed])
}

// who names the audience.
func (r *Replayed) who() string {
	if r.audience == game.All {
		return "seen by all"
	}
	return "seen by " + teamName(r.p.Setup(), int8(r.audience))
}

func speedName(quarters int) string {
	if quarters < 4 {
		return fmt.Sprintf("x1/%d", 4/quarters)
	}
	return fmt.Sprintf("x%d", quarters/4)
}

// Help implements Show.
func (r *Replayed) Help() string {
	const keys = "space pause   left/right 10 s   up/down speed   home/end   t, 0-9 whose eyes"
	if r.said != nil {
		return keys + "   i intentions"
	}
	return keys
}

// Key implements Show.
func (r *Replayed) Key(name string) bool {
	switch name {
	case " ", "space":
		r.paused = !r.paused
	case "left":
		r.seek(-r.ticks(jump))
	case "right":
		r.seek(r.ticks(jump))
	case "home":
		r.seek(-int(r.p.Tick()))
	case "end":
		r.seek(int(r.p.Last() - r.p.Tick()))
	case "up":
		r.speed = min(r.speed+1, len(speeds)-1)
	case "down":
		r.speed = max(r.speed-1, 0)
	case "i":
		r.explains = r.said != nil && !r.explains
	case "t":
		r.turn()
	case "0", "1", "2", "3", "4", "5", "6", "7", "8", "9":
		r.setAudience(game.Audience(name[0] - '1')) // 0 is game.All: a byte goes round
	default:
		return false
	}
	return true
}

func (r *Replayed) ticks(d time.Duration) int {
	return int(d.Milliseconds()) * int(r.p.Setup().Rules.TickRate) / 1000
}

func (r *Replayed) seek(by int) {
	if err := r.p.Seek(game.Tick(max(int(r.p.Tick())+by, 0))); err != nil && r.err == nil {
		r.err = err
	}
	r.stale, r.credit, r.idle = true, 0, 0
}

// setAudience shows what a team sees. A number that no team has changes nothing.
func (r *Replayed) setAudience(a game.Audience) {
	if a == game.All || int(a) < len(r.p.Setup().Scenario.Teams) {
		r.audience, r.stale = a, true
	}
}

// turn goes round: everybody, then team by team.
func (r *Replayed) turn() {
	next := r.audience + 1 // behind game.All comes team 0
	if int(next) >= len(r.p.Setup().Scenario.Teams) {
		next = game.All
	}
	r.setAudience(next)
}

// Over implements Show: nothing more comes when the match's end is shown, where the journal breaks or is not read on,
// and when nobody has written to it for a while.
func (r *Replayed) Over() bool {
	last := r.p.Tick() == r.p.Last()
	return !r.stale && last && (r.p.Over() || r.stuck() || r.more == nil || r.idle >= int(patience/frame))
}

// stuck reports whether it stands where it cannot go on.
func (r *Replayed) stuck() bool { return r.err != nil && r.p.Tick() == r.p.Last() }
