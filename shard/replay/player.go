package replay

import (
	"errors"
	"fmt"
	"slices"

	"muster/game"
	"muster/shard/journal"
)

// Player plays a journal for a screen: forward tick by tick, and to any tick at once. It has no
// goroutine, clock or I/O.
//
// It folds ahead of what it shows, as far as it must, and keeps what it needs to come back: the inputs, and every few
// hundred ticks a key frame (the World's saved form, a tenth of its size in memory).
type Player struct {
	match  string
	fold   *Fold
	queue  []journal.Record // not folded yet
	last   game.Tick
	at     *game.World            // what is shown; never ahead of fold.World
	inputs map[game.Tick][]byte   // records of those with an input, as they are: unpacked they take four times as much
	plans  map[game.Tick][][]byte // the same of plans, by where the World stood
	frames []keyFrame             // ascending, the first of tick 0
	apart  game.Tick              // ticks between key frames
	saved  int                    // bytes of them
	failed error                  // the fold went no further

	fingerprint uint64 // of a file
	release     string // of a file
}

type keyFrame struct {
	tick  game.Tick
	saved []byte
}

// OpenPlayer begins at tick 0. The records are a journal from its first one on; it may be live. A journal whose
// beginning cannot be folded is an error, a *BrokenError; one that breaks later is played until there.
func OpenPlayer(match string, recs []journal.Record) (*Player, error) {
	p := &Player{match: match, fold: &Fold{}, queue: recs, apart: framesApart}
	p.inputs, p.plans = map[game.Tick][]byte{}, map[game.Tick][][]byte{}
	p.fold.Watch, p.fold.Planned = p.watch, p.planned
	if len(recs) == 0 {
		return nil, &BrokenError{match, 1, 0, errors.New("the journal is empty")}
	}
	if first := recs[0].Number; first > 1 {
		return nil, &BrokenError{match, 1, 0, fmt.Errorf("its beginning, up to record %d, is not here: "+
			"the shard's data has it in the directory `past`", first-1)}
	}
	if err := p.next(); err != nil {
		return nil, err
	}
	p.at = p.fold.World.Clone()
	p.frames = []keyFrame{{0, p.at.AppendSave(nil)}}
	p.reach()
	return p, nil
}

// Add takes records in that were written since, behind those it has. It may be called at any time.
func (p *Player) Add(recs []journal.Record) {
	p.queue = append(slices.Clip(p.queue), recs...)
	p.reach()
}

// Prepare makes all key frames, so that later seeks take no time: it folds all there is. progress, if not nil, is told
// the tick that it has come to. What is shown stays.
func (p *Player) Prepare(progress func(at, of game.Tick)) { p.prepare(p.apart, progress) }

func (p *Player) prepare(apart game.Tick, progress func(at, of game.Tick)) {
	p.apart = apart
	for t := p.fold.Closed; t < p.last && p.failed == nil; t = max(p.fold.Closed, t+apart) {
		_ = p.ahead(min(t+apart, p.last)) // Err tells
		if progress != nil {
			progress(p.fold.Closed, p.last)
		}
	}
}

// Records is how many it was given: later ones are to be read from the next one on.
func (p *Player) Records() uint64 { return p.fold.Number + uint64(len(p.queue)) }

// reach finds out how far the records go without folding them. What cannot be read is met when it is folded.
func (p *Player) reach() {
	if len(p.queue) == 0 || p.failed != nil {
		return
	}
	if r, err := DecodeRecord(p.queue[len(p.queue)-1].Payload); err == nil {
		p.last = max(p.last, r.Tick)
		if r.Kind == Tick && r.Input.Turn.Close != 0 {
			p.last = max(p.last, r.Lease) // no record can change anything in a turn
		}
	}
}

// Setup is the match's set-up.
func (p *Player) Setup() *game.Setup { return p.fold.Setup }

// Tick is the one that is shown.
func (p *Player) Tick() game.Tick { return p.at.Tick() }

// Last is the last tick that can be shown, as far as is known: a live match goes on, and a broken
// journal may end before.
func (p *Player) Last() game.Tick { return p.last }

// Hash is that of the World that is shown.
func (p *Player) Hash() uint64 { return p.at.Hash() }

// Over reports whether the end of the match is shown.
func (p *Player) Over() bool { return p.fold.Ended && p.Tick() == p.fold.Closed }

// Err is what keeps it from going on where the journal is broken, a *BrokenError; nil as far as it was played.
func (p *Player) Err() error { return p.failed }

// View makes the view of an audience (a team of the match, or game.All) at the tick that is shown.
func (p *Player) View(a game.Audience) *game.View {
	v := &game.View{}
	p.at.View(a, v)
	if p.Over() {
		v.Result = p.fold.Result // an abandoned match's World does not know
	}
	return v
}

// Step goes on by one tick. It returns false where nothing more is known: at the end, at the last tick that a live
// match's journal vouches for, or where the journal is broken (then with the error).
func (p *Player) Step() (bool, error) {
	if err := p.ahead(p.Tick() + 1); err != nil || p.Tick() >= p.last {
		return false, err
	}
	to := p.Tick() + 1
	if p.stepTo(to); p.Tick() < to {
		return false, p.failed
	}
	return true, nil
}

// Seek shows the given tick, or the last one that can be shown. Where the journal is broken before it, that is the tick
// before the break, and the error is returned.
func (p *Player) Seek(t game.Tick) error {
	err := p.ahead(t)
	t = min(t, p.last)
	i, found := slices.BinarySearchFunc(p.frames, t, func(f keyFrame, t game.Tick) int { return int(f.tick) - int(t) })
	if !found {
		i--
	}
	if f := &p.frames[i]; t < p.Tick() || f.tick > p.Tick() {
		w, restored := game.RestoreLike(p.at, f.saved)
		if restored != nil {
			return fmt.Errorf("restore the key frame of tick %d: %w", f.tick, restored)
		}
		p.at = w
	}
	if p.stepTo(t); err == nil && p.Tick() < t {
		err = p.failed
	}
	return err
}

func (p *Player) stepTo(t game.Tick) {
	for p.at.Tick() < t && p.plan() {
		in := inputOf(p.inputs[p.at.Tick()+1])
		p.at.Step(&in)
	}
}

// plan has a World that stands still do what was planned for it. It returns false where no turn begins behind that: a
// file that was not folded may hold anything.
func (p *Player) plan() bool {
	if !p.at.CanPlan() {
		return true
	}
	for _, plan := range p.plans[p.at.Tick()] {
		in := inputOf(plan)
		p.at.Plan(&in)
	}
	in := inputOf(p.inputs[p.at.Tick()+1])
	if p.at.CanClose(in.Turn.Close) {
		return true
	}
	err := fmt.Errorf("%w: no turn begins at tick %d", ErrRefused, p.at.Tick()+1)
	p.last, p.fold.Closed = p.at.Tick(), p.at.Tick()
	p.failed = &BrokenError{p.match, p.Records(), p.last, err}
	return false
}

func inputOf(payload []byte) (in game.Input) {
	if payload != nil {
		r, err := DecodeRecord(payload)
		if err != nil {
			panic(err) // it was decoded before
		}
		in = r.Input
	}
	return in
}

// planned is the fold's: it keeps the plans.
func (p *Player) planned(w *game.World, _ *game.Input) {
	p.plans[w.Tick()] = append(p.plans[w.Tick()], p.queue[0].Payload)
}

// ahead folds until tick t is closed, or to the end of the records. For the last tick that is all of them: an End may
// follow it.
func (p *Player) ahead(t game.Tick) error {
	for (p.fold.Closed < t || t >= p.last) && len(p.queue) > 0 && p.failed == nil {
		p.failed = p.next()
	}
	if p.fold.Closed < t {
		return p.failed
	}
	return nil
}

// next folds one record. Where that fails, the ticks up to the one before are all there is to show.
func (p *Player) next() error {
	rec := p.queue[0]
	if err := p.fold.Apply(rec); err != nil {
		p.last = p.fold.Closed
		return &BrokenError{p.match, rec.Number, p.fold.Closed, err}
	}
	p.queue = p.queue[1:]
	if p.fold.Ended {
		p.last = p.fold.Closed // it may lie within a turn
	}
	return nil
}

// watch is the fold's: it keeps the inputs and the key frames.
func (p *Player) watch(w *game.World, in *game.Input) {
	if !in.Empty() {
		p.inputs[w.Tick()] = p.queue[0].Payload
	}
	if w.Tick()%p.apart != 0 {
		return
	}
	p.frames = append(p.frames, keyFrame{w.Tick(), w.AppendSave(nil)})
	p.saved += len(p.frames[len(p.frames)-1].saved)
	wide := 2*p.apart > game.Tick(60*int(p.fold.Setup.Rules.TickRate))
	if p.saved <= maxSaved && (len(p.frames) <= maxFrames || wide) {
		return
	}
	p.apart, p.saved = 2*p.apart, 0
	p.frames = slices.DeleteFunc(p.frames, func(f keyFrame) bool { return f.tick%p.apart != 0 })
	for i := range p.frames {
		p.saved += len(p.frames[i].saved)
	}
}
