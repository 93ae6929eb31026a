package league

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"muster/ai"
	"muster/ai/recording"
	"muster/assets"
	"muster/game"
)

// Keep says which games a league keeps, and in which directory: see package recording. None is the zero one.
type Keep struct {
	Which Which  `json:"which,omitempty"`
	Dir   string `json:"dir,omitempty"`
}

// Which are games that are kept.
type Which string

// What may be kept of a game.
const (
	KeepCrashed Which = "crashed" // if a commander crashed in it
	KeepLost    Which = "lost"    // if A lost it, or one crashed
	KeepAll     Which = "all"
)

// KeepAs has jobs kept: lost are those that the league's first commander lost, whose maker asks.
func KeepAs(jobs []Job, which Which, dir string) {
	for i := range jobs {
		jobs[i].Keep = Keep{which, dir}
		if which == KeepLost && (jobs[i].A != jobs[0].A || jobs[i].Whole) {
			jobs[i].Keep.Which = KeepCrashed
		}
	}
}

// Player plays jobs: it finds commanders by their names.
type Player struct {
	Set  *assets.Set
	Find func(name string) (Commanders, error)
}

// Play plays one game.
func (p *Player) Play(j Job) (Outcome, error) {
	setup, err := j.setup(p.Set)
	if err != nil {
		return Outcome{}, err
	}
	var sides [2]Commanders
	for side, name := range [2]string{j.A, j.B} {
		if sides[side], err = p.Find(name); err != nil {
			return Outcome{}, err
		}
	}
	first := 0
	if j.Swapped {
		first = 1
	}
	side := func(seat int) int { return int(setup.Scenario.Seats[seat].Team) ^ first }
	made := func(s *game.Setup, seat uint8, seed uint64) ai.Commander {
		return sides[side(int(seat))](s, seat, seed)
	}
	var r *recording.Recording
	o := Observer{}
	if j.Keep.Which != "" {
		r = recording.New(j.match(), setup, j.Seed)
		o = Record(r)
	}
	f := Observe(setup, j.Seed, made, 0, o)
	out := j.outcome(&f, side, first)
	if r != nil && out.kept() {
		out.Replay = r.File(j.Keep.Dir)
		err = r.Write(out.Replay)
	}
	return out, err
}

func (j *Job) outcome(f *Fight, side func(seat int) int, first int) Outcome {
	o := Outcome{Job: *j, Winner: -1, Reason: f.Result.Reason.String(), Ticks: f.Ticks, Hash: Hash(f.Hash)}
	for seat := range f.Turns {
		o.Turns[side(seat)].add(f.Turns[seat])
	}
	if f.Result.Winner >= 0 {
		o.Winner = int(f.Result.Winner) ^ first
	}
	return o
}

// kept reports whether the game is one of those that are kept.
func (o *Outcome) kept() bool {
	crashed := o.Turns[0].Crashes+o.Turns[1].Crashes > 0
	return o.Keep.Which == KeepAll || crashed || o.Keep.Which == KeepLost && o.Winner == 1
}

// match is the name that a kept game has: no other one of a league has it.
func (j *Job) match() string {
	names := []string{short(j.A), short(j.B)}
	if j.Swapped {
		slices.Reverse(names)
	}
	return fmt.Sprintf("%02d-%03d-%s-%s-%s", j.Pair, j.Game, j.Scenario, names[0], names[1])
}

// short is what files call a commander: a plug-in or a program without where it lies.
func short(name string) string {
	program, isProgram := strings.CutPrefix(name, "exec:")
	if isProgram || strings.HasSuffix(name, ".wasm") {
		words := strings.Fields(program)
		if len(words) == 0 {
			return name
		}
		name = filepath.Base(words[len(words)-1])
		name = strings.TrimSuffix(name, filepath.Ext(name))
	}
	return strings.ReplaceAll(name, "/", "-")
}
