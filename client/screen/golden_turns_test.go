//go:build window

package screen

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/field"
	"muster/client/screen/host"
	"muster/client/screen/keys"
	"muster/client/screen/plan"
	"muster/game"
)

// board is a seat in a match by turns, and its server, which answers at once. Commanders plan for the others.
type board struct {
	t          testing.TB
	a          *app
	setup      *game.Setup
	seat       uint8
	commanders []ai.Commander
	tells      chan client.Update
	numbers    [game.MaxSeats]uint32
	world      *game.World
	now        time.Time
	beside     *board // the other player at the screen; nil for none
}

// board is a host.Match.
var _ host.Match = &board{}

func (b *board) Setup() *game.Setup              { return b.setup }
func (b *board) Seat() int                       { return int(b.seat) }
func (b *board) Audience() game.Audience         { return game.Audience(b.seat) }
func (b *board) Seats() []client.SeatNews        { return nil }
func (b *board) Predict(v *game.View) *game.View { return v }
func (b *board) Say(game.Talk) error             { return nil }
func (b *board) Stats() client.Stats             { return client.Stats{} }
func (b *board) Close() error                    { return nil }

func (b *board) Next(ctx context.Context) (client.Update, error) {
	select {
	case u := <-b.tells:
		return u, nil
	case <-ctx.Done():
		return client.Update{}, ctx.Err()
	}
}

// Order has the server take an order, and tell what became of it.
func (b *board) Order(o game.Order) (uint32, error) {
	b.numbers[b.seat]++
	o.Seat, o.Seq, o.Leader = b.seat, b.numbers[b.seat], game.AI
	b.world.Plan(&game.Input{Turn: b.time(), Orders: []game.Order{o}})
	answer, _ := b.world.Answer(b.seat, game.AI, o.Seq)
	b.tells <- client.Update{View: b.view(), Answers: []game.Answer{answer}}
	return o.Seq, nil
}

func (b *board) time() game.TurnInput { return game.TurnInput{Now: uint64(b.now.UnixMilli())} }

func (b *board) view() *game.View {
	v := &game.View{}
	b.world.View(game.Audience(b.seat), v)
	return v
}

// byTurns is a scenario that is played by turns.
func byTurns(t testing.TB, scenario string, turns game.Turns) *game.Setup {
	s, err := assets.Embedded().Setup(scenario)
	require.NoError(t, err)
	s.Scenario.Turns = turns
	require.NoError(t, s.Check())
	return s
}

// newBoard begins a match by turns of five seconds, and shows it.
func newBoard(t testing.TB, a *app, scenario string, turns game.Turns) (*board, *field.Field) {
	s := byTurns(t, scenario, turns)
	a.pages.Choice.Scenario = scenario
	b := &board{t: t, a: a, setup: s, tells: make(chan client.Update, 1000), world: game.New(s, 7)}
	for seat := range s.Scenario.Seats {
		b.commanders = append(b.commanders, ai.New(s, uint8(seat), 7))
	}
	<-a.groundOf(s).Done
	a.Now = time.Now() // that views come at
	b.tell()
	a.Begin(b)
	f := a.top().(battlefield).Field
	b.until(f, func() bool { return f.Battle.View != nil })
	b.open(f)
	return b, f
}

// tell shows the players how the match stands.
func (b *board) tell() {
	b.tells <- client.Update{View: b.view()}
	if b.beside != nil {
		b.beside.tell()
	}
}

// until lets frames pass until something is so.
func (b *board) until(f *field.Field, so func() bool) {
	for end := time.Now().Add(time.Minute); !so(); {
		require.True(b.t, time.Now().Before(end), "it never came to that")
		b.a.step(time.Now())
	}
}

// at has frames pass until the player is at a stage.
func (b *board) at(f *field.Field, s plan.Stage) {
	b.until(f, func() bool { return f.Turns.Plan.Stage() == s })
}

// open opens the turn, and lets the others plan it.
func (b *board) open(f *field.Field) {
	b.now = b.a.Now
	in := &game.Input{Turn: b.time()}
	in.Turn.Open = b.world.Rest().Turn
	b.world.Plan(in)
	b.tell()
	b.at(f, plan.Planning)
}

// others have the other seats plan and commit.
func (b *board) others() {
	for seat := 1; seat < len(b.setup.Scenario.Seats); seat++ {
		v, in := &game.View{}, &game.Input{Turn: b.time()}
		b.world.View(game.Audience(b.setup.Scenario.Seats[seat].Team), v)
		for _, o := range append(b.commanders[seat].Think(v, nil), game.Order{Flags: game.Commit}) {
			b.numbers[seat]++
			o.Seat, o.Leader, o.Seq, o.Turn = uint8(seat), game.AI, b.numbers[seat], v.Turn.Number
			o.Flags |= game.Planned
			in.Orders = append(in.Orders, o)
		}
		b.world.Plan(in)
	}
	b.tell()
}

// run runs so many ticks of a turn that all have committed, a frame or more for each.
func (b *board) run(f *field.Field, ticks game.Tick) {
	for range ticks {
		in := &game.Input{}
		if b.world.CanPlan() {
			in.Turn = b.time()
			in.Turn.Close = b.world.Rest().Turn
		}
		b.world.Step(in)
		b.tell()
		tick := b.world.Tick()
		b.until(f, func() bool { return f.Battle.View.Tick == tick })
	}
}

// pass plays a turn from its planning to the next one's.
func (b *board) pass(f *field.Field) {
	b.others()
	f.Turns.Plan.Ask()
	f.Turns.Plan.Ask()
	b.at(f, plan.Waiting)
	b.run(f, b.setup.Scenario.Turns.Length)
	b.open(f)
}

// foreseen waits for the preview.
func (b *board) foreseen(f *field.Field) {
	b.a.settle() // it is asked for
	b.until(f, f.Turns.Foreseen)
	b.a.settle() // and shown
}

var fiveSeconds = game.Turns{
	Kind: game.Together, Length: 100, Planning: 90, Bank: 300, Increment: 10, Shown: true,
}

// march sends a squad to a place so many cells from it, for where the line of time stands.
func (b *board) march(f *field.Field, kind game.OrderKind, squad uint8, off battle.Point, flags game.OrderFlags) {
	at, _, ok := f.Battle.Where(squad)
	require.True(b.t, ok)
	require.Equal(b.t, game.Obeyed, f.Turns.Plan.Give([]game.Order{{
		Kind: kind, Squad: squad, Flags: flags, X: uint16((at.X + off.X) * game.ViewStep),
		Y: uint16((at.Y + off.Y) * game.ViewStep),
	}}))
}

// planASecondTurn plays a turn towards the enemy and plans the next, in which two squads go in two legs.
func (b *board) planASecondTurn(f *field.Field) {
	for squad := range uint8(4) {
		b.march(f, game.Move, squad, battle.Point{X: 10, Y: -3}, 0)
	}
	b.pass(f)
	f.Battle.Selected = battle.Selection{1}
	b.march(f, game.Move, 0, battle.Point{X: 5, Y: -4}, 0)
	b.march(f, game.AttackMove, 1, battle.Point{X: 3, Y: 3}, 0)
	b.march(f, game.AttackMove, 1, battle.Point{X: 7, Y: 1}, game.Queued)
	f.Turns.Plan.Line.To(50)
	b.march(f, game.Move, 3, battle.Point{X: 6, Y: 0}, 0)
}

func TestTurnsLookAsTheyDid(t *testing.T) {
	for _, l := range looks {
		t.Run(l.lang, func(t *testing.T) {
			onMain(func() {
				a := newTestApp(t, l)
				b, f := newBoard(t, a, "duel", fiveSeconds)
				take(t, a, l, "turn.begin")
				b.planASecondTurn(f)
				b.foreseen(f)
				take(t, a, l, "turn.plan")
				f.Turns.Plan.Ask()
				b.foreseen(f)
				a.settle()
				take(t, a, l, "turn.sure")
				f.Turns.Plan.Ask()
				b.at(f, plan.Waiting)
				a.settle()
				take(t, a, l, "turn.waiting")
				b.others()
				b.run(f, 40)
				take(t, a, l, "turn.film")
				b.run(f, 60)
				b.open(f)
				a.Ask(f, field.Again)
				v := a.top().(replayed).Viewer
				v.Act(a.stage, keys.ReplayPlay)
				v.Seek(130, a.stage)
				a.settle()
				takeViewer(t, a, v, l, "turn.again")
			})
		})
	}
}

// Sides that move in turn: the other one plans, and there is no deadline.
func TestTheOthersTurnLooksAsItDid(t *testing.T) {
	for _, l := range looks[:2] {
		onMain(func() {
			a := newTestApp(t, l)
			b, f := newBoard(t, a, "duel", game.Turns{Kind: game.Alternate, Length: 20})
			b.march(f, game.Move, 0, battle.Point{X: 10, Y: -3}, 0)
			b.foreseen(f)
			take(t, a, l, "turn.endless")
			f.Turns.Plan.Ask()
			f.Turns.Plan.Ask()
			b.at(f, plan.Waiting)
			b.run(f, 20)
			b.world.Plan(&game.Input{Turn: game.TurnInput{Now: uint64(b.now.UnixMilli()), Open: 2}})
			b.tell()
			b.at(f, plan.Theirs)
			a.settle()
			take(t, a, l, "turn.theirs")
		})
	}
}
