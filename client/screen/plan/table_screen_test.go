package plan

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// both are two players at one screen, as they see the match.
type both struct {
	*match
	plans []*Plan
	table *Table
}

func sitDown(t *testing.T, turns game.Turns) *both {
	m := play(t, turns)
	b := &both{m, []*Plan{New(m.setup, 0), New(m.setup, 1)}, NewTable(2)}
	b.look()
	return b
}

func (b *both) look() {
	for seat, p := range b.plans {
		v := &game.View{}
		b.world.View(game.Audience(seat), v)
		p.Update(v, b.now)
	}
	b.table.Update(b.plans)
}

// commit has who sits at the screen commit, and the turn run when all have.
func (b *both) commit() {
	p := b.plans[b.table.At]
	p.Ask()
	p.Ask()
	for _, o := range p.Due() {
		o.Seat, o.Leader, o.Seq = uint8(b.table.At), game.AI, b.world.LastSeq(uint8(b.table.At), game.AI)+1
		p.Sent(o.Seq, o)
		b.world.Plan(&game.Input{Turn: b.server(), Orders: []game.Order{o}})
		a, _ := b.world.Answer(o.Seat, game.AI, o.Seq)
		p.Answered(a)
	}
	b.look()
	if !b.world.CanClose(b.world.Rest().Turn) {
		return
	}
	b.run()
	b.look()
	b.open()
	b.look()
}

func TestACurtainFallsBetweenTwoAtOneScreen(t *testing.T) {
	b := sitDown(t, game.Turns{Kind: game.Together, Length: 20})
	require.Equal(t, 0, b.table.At)
	require.True(t, b.table.Down, "also before the first has sat down")
	require.False(t, b.table.Lift(b.plans), "nothing has run")
	b.look()
	require.False(t, b.table.Down)
	b.commit()
	require.Equal(t, 1, b.table.At, "the other plans now")
	require.True(t, b.table.Down)
	require.False(t, b.table.Lift(b.plans))
	b.commit()
	require.EqualValues(t, 2, b.plans[0].Turn())
	require.Equal(t, 1, b.table.At, "who saw the turn run stays, and plans the next")
	require.False(t, b.table.Down)
	b.commit()
	require.Equal(t, 0, b.table.At)
	require.True(t, b.table.Down)
	require.True(t, b.table.Lift(b.plans), "the first has not seen the turn")
	b.look()
	require.False(t, b.table.Down)
}

func TestSidesThatMoveInTurnMakeRoomForEachOther(t *testing.T) {
	b := sitDown(t, game.Turns{Kind: game.Alternate, Length: 20})
	require.False(t, b.table.Lift(b.plans))
	b.commit()
	require.Equal(t, 1, b.table.At)
	require.True(t, b.table.Down)
	require.True(t, b.table.Lift(b.plans), "the other's move")
	b.commit()
	require.Equal(t, 0, b.table.At)
	require.True(t, b.table.Down)
}
