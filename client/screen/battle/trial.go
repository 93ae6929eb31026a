package battle

import "muster/game"

// trial asks the rules what comes of orders before they are given: they are carried out for a moment in a World that is
// imagined from the newest view, and thrown away.
type trial struct {
	mind  *game.Imagination // made when first needed: most matches never ask
	of    *game.View        // what world is imagined from
	world *game.World
	step  game.World // world with the orders, in memory that is used again
	then  game.View
}

// ask carries orders of a seat out for so many ticks. It returns what the rules say to each, and the view then, which
// is good until the next call. Orders beyond as many as a World remembers are not asked about.
func (t *trial) ask(
	s *game.Setup, seat uint8, v *game.View, orders []game.Order, ticks int,
) ([]game.Refusal, *game.View) {
	if t.mind == nil {
		t.mind = game.NewImagination(s)
	}
	if t.of != v {
		t.of, t.world = v, t.mind.World(v, &game.Belief{}, 0)
	}
	t.world.CloneTo(&t.step)
	in, first := game.Input{}, t.step.LastSeq(seat, game.AI)+1 // AI leads imagined seats
	for i, o := range orders[:min(len(orders), game.AnswerWindow)] {
		o.Seat, o.Leader, o.Seq = seat, game.AI, first+uint32(i)
		in.Orders = append(in.Orders, o)
	}
	t.step.Step(&in)
	said := make([]game.Refusal, len(in.Orders))
	for i := range said {
		a, _ := t.step.Answer(seat, game.AI, first+uint32(i))
		said[i] = a.Refusal
	}
	for range ticks - 1 {
		t.step.Step(&game.Input{})
	}
	t.step.View(v.Audience, &t.then)
	return said, &t.then
}
