package game

// World is the whole of a match at a tick, in flat slices without pointers but for the shared Setup.
type World struct {
	setup *Setup
	seed  uint64 // secret: no View holds it
	tick  Tick
}

// New makes the World before the first Step. The Setup must have passed Check.
func New(s *Setup, seed uint64) *World { return &World{setup: s, seed: seed} }

// Step advances the World by one tick. It never fails: what cannot be obeyed is refused, see Answer.
func (w *World) Step(in *Input) { w.tick++ }

// Setup returns the shared, immutable set-up.
func (w *World) Setup() *Setup { return w.setup }

// Tick returns how many Steps made this World.
func (w *World) Tick() Tick { return w.tick }

// Result tells how the match ended; Reason is NotOver while it runs. Steps after the end change only the tick.
func (w *World) Result() Result { return Result{} }

// View fills v, reusing its slices, with what the audience may know. Before v is published it must not be reused.
// It takes a World by pointer but changes nothing in it (ids are handed out in Step).
func (w *World) View(a Audience, v *View) { v.Tick, v.Audience = w.tick, a }

// Leader tells who commands the seat.
func (w *World) Leader(seat uint8) Leader { return AI }

// LastSeq is the number of the last order of a seat's leader that the fold took, 0 before the first.
func (w *World) LastSeq(seat uint8, l Leader) uint32 { return 0 }

// Answer returns what became of an order, if it is among the last AnswerWindow of its leader.
func (w *World) Answer(seat uint8, l Leader, seq uint32) (Answer, bool) { return Answer{}, false }

// Spent tells whether the ticket was used up in this match.
func (w *World) Spent(id TicketID) bool { return false }

// Hash is a 64-bit digest of everything that can influence a later Step.
func (w *World) Hash() uint64 { return 0 }

// Clone returns an independent copy that shares only the Setup.
func (w *World) Clone() *World { c := *w; return &c }

// AppendSave appends the World's binary form to b; Restore reads it back exactly.
func (w *World) AppendSave(b []byte) []byte { return b }

// Restore reads what AppendSave wrote. Its errors say at which byte and what was wrong.
func Restore(s *Setup, b []byte) (*World, error) { return New(s, 0), nil }

// Fingerprint identifies the simulation: the hash of a fixed fight. Journals of another fingerprint are refused.
func Fingerprint() uint64 { return 0 }
