package battle

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/client/screen/keys"
	"muster/game"
)

// pupil plays a lesson with mouse and keys, against the commander that the game would put there.
type pupil struct {
	*desk
	world  *game.World
	enemy  ai.Commander
	lesson Lesson
	mine   []game.Order
	seq    uint32
}

func learn(t *testing.T, name string) *pupil {
	s, err := assets.Embedded().Setup(name)
	require.NoError(t, err)
	steps, err := assets.Embedded().Steps(name)
	require.NoError(t, err)
	p := &pupil{
		desk:  &desk{t: t, b: New(s, 0), now: time.Unix(50, 0), view: &game.View{}},
		world: game.New(s, 7), enemy: ai.New(s, 1, 7), lesson: Lesson{Steps: steps},
	}
	p.b.Resize(1280, 720, 1)
	p.tick()
	p.b.Resize(1280, 720, 1)
	return p
}

// tick lets the world go on by a tick, with what both sides ordered, and shows it.
func (p *pupil) tick() {
	var theirs game.View
	p.world.View(1, &theirs)
	in := &game.Input{}
	if p.world.Tick() == 0 {
		in.Seats = []game.SeatChange{{Seat: 0, Leader: game.Player}}
	}
	for i, o := range p.enemy.Think(&theirs, nil) {
		o.Seat, o.Leader, o.Seq = 1, game.AI, p.world.LastSeq(1, game.AI)+uint32(i)+1
		in.Orders = append(in.Orders, o)
	}
	for _, o := range p.mine {
		p.seq++
		o.Seat, o.Leader, o.Seq = 0, game.Player, p.seq
		in.Orders = append(in.Orders, o)
		p.b.Sent(p.seq, o)
	}
	from := p.seq - uint32(len(p.mine))
	p.mine = p.mine[:0]
	p.world.Step(in)
	p.world.View(0, p.view)
	for seq := from + 1; seq <= p.seq; seq++ {
		a, ok := p.world.Answer(0, game.Player, seq)
		require.True(p.t, ok)
		require.Equal(p.t, game.Obeyed, a.Refusal, "order %d", seq)
		p.b.Answer(a, p.now)
	}
	p.see()
	p.lesson.Advance(p.b, []*game.View{p.view})
}

// until waits for a step to be done, and says so if it never is.
func (p *pupil) until(step int) {
	for range 3 * 60 * 20 {
		if p.lesson.At >= step || p.b.Over() {
			return
		}
		p.tick()
	}
	require.Fail(p.t, "the lesson asks for too much", "step %d of %s was never done", step, p.b.Setup.Scenario.Name)
}

// at looks at a cell and returns its pixel.
func (p *pupil) at(x, y float64) Point {
	p.b.LookAt(Point{X: x, Y: y})
	return p.ground(x, y)
}

func (p *pupil) send(x, y float64) { p.mine = append(p.mine, p.rightClick(p.at(x, y))...) }

func (p *pupil) aim(a keys.Action, x, y float64) {
	at := p.at(x, y)
	p.press(a, at)
	p.mine = append(p.mine, p.click(at)...)
}

func (p *pupil) take(squads ...int) {
	for i, n := range squads {
		p.do(Input{Actions: []keys.Action{keys.Group(n)}, Shift: i > 0})
	}
	require.Len(p.t, p.b.Selected, len(squads))
}

// attack right-clicks the first enemy in sight.
func (p *pupil) attack() {
	for range 60 * 20 {
		for i := range p.b.Pieces {
			if e := &p.b.Pieces[i]; e.Team != p.b.Team && e.HP > 0 {
				p.send(e.At.X, e.At.Y)
				return
			}
		}
		p.tick()
	}
	require.Fail(p.t, "nobody is in sight to attack")
}

// ordered sees an order obeyed, which is not yet what the step asks for.
func (p *pupil) ordered(kind game.OrderKind) {
	at := p.lesson.At
	p.tick()
	require.Positive(p.t, p.b.Obeyed[kind])
	require.Equal(p.t, at, p.lesson.At, "%v counts once something has come of it", kind)
}

// badge waits until a card says that somebody can be bought back.
func (p *pupil) badge(card int) {
	for range 3 * 60 * 20 {
		if p.b.Cards()[card].Recruits.Now > 0 {
			return
		}
		p.tick()
	}
	require.Fail(p.t, "nobody has fallen who could be bought back")
}

// What the texts tell the player to do, done as they tell it.
func TestEveryLessonIsPlayedToItsEnd(t *testing.T) {
	for name, play := range map[string]func(p *pupil){
		"lesson1": func(p *pupil) {
			p.click(p.squadAt(0))
			p.until(1)
			p.send(16, 13)
			p.until(2)
			p.press(keys.SelectAll, Point{})
			p.until(3)
			p.send(28, 11)
		},
		"lesson2": func(p *pupil) {
			p.take(0)
			p.send(17, 10)
			p.take(1)
			p.send(17, 14)
			p.take(2)
			p.send(15, 12)
			p.until(1)
			p.take(2)
			p.aim(keys.AimFor(game.Suppress), 29, 12)
			p.ordered(game.Suppress)
			p.until(2)
			require.Less(p.t, p.lesson.fallen, 4, "enough are left to be finished")
			p.take(0, 1, 2)
			p.attack()
		},
		"lesson3": func(p *pupil) {
			p.take(0)
			p.aim(keys.AimFor(game.Smoke), 14, 11)
			p.ordered(game.Smoke)
			p.until(1)
			p.take(1)
			p.mine = append(p.mine, p.press(keys.Capture, p.at(24, 13))...)
			p.until(2)
			p.aim(keys.AimFor(game.Sandbags), 25, 12)
			p.ordered(game.Sandbags)
			p.until(3)
			p.take(2)
			p.aim(keys.AimFor(game.Grenade), 8, 14)
			p.ordered(game.Grenade)
		},
		"lesson4": func(p *pupil) {
			p.take(0, 1, 2, 3)
			p.aim(keys.AimFor(game.AttackMove), 19, 15)
			p.until(1)
			p.aim(keys.AimFor(game.AttackMove), 31, 12)
			p.until(2)
			require.Zero(p.t, p.lesson.Left(p.b), "not both are held")
			p.take(0)
			p.mine = append(p.mine, p.press(keys.Capture, p.at(19, 15))...)
		},
		"lesson5": func(p *pupil) {
			p.take(0)
			p.mine = append(p.mine, p.press(keys.Capture, p.at(19, 13))...)
			p.until(1)
			p.badge(0)
			p.take(0)
			p.mine = append(p.mine, p.press(keys.AtOnce(game.Reinforce), Point{})...)
			p.until(2)
			require.Equal(p.t, 5, p.b.Cards()[0].Alive, "who was bought back is there")
			p.take(1)
			p.send(11, 22)
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := learn(t, name)
			play(p)
			p.until(len(p.lesson.Steps))
			require.True(t, p.lesson.Done(), "it ends with its steps")
			require.False(t, p.lesson.Seen(p.b), "what was done last is looked at")
			for range 4 * 20 {
				require.False(t, p.lesson.Seen(p.b))
				p.tick()
			}
			require.True(t, p.lesson.Seen(p.b))
			require.False(t, p.b.Over(), "nor has the battle been won before them")
			t.Logf("%s: step %d, over %v, at %s",
				name, p.lesson.At, p.b.Over(), Time(p.view.Tick, p.b.Setup.Rules.TickRate))
		})
	}
	require.Len(t, assets.Embedded().Lessons(), 5)
}

func TestALessonIsNotDoneByDoingNothing(t *testing.T) {
	for _, name := range assets.Embedded().Lessons() {
		p := learn(t, name)
		for range 2 * 60 * 20 {
			p.tick()
		}
		require.Zero(t, p.lesson.At, name)
		require.False(t, p.b.Over(), "%s: nobody who reads loses", name)
	}
}
