//go:build window

package screen

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/league"
	"muster/assets"
	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/field"
	"muster/client/screen/keys"
	"muster/client/screen/pages"
	"muster/game"
)

// fight runs commanders against each other to a tick and shows a seat's side of it, view by view.
func fight(t testing.TB, a *app, scenario string, seat int, ticks game.Tick) *field.Field {
	s, err := assets.Embedded().Setup(scenario)
	require.NoError(t, err)
	a.pages.Choice.Scenario = scenario
	ground := a.groundOf(s)
	<-ground.Done
	f := field.Empty(s, seat, ground.Image())
	f.Panels.Goals, f.Lesson = a.canvas.W/a.canvas.Scale > 800, field.LessonOf(scenario)
	audience := game.Audience(s.Scenario.Seats[seat].Team)
	a.Now = time.Unix(1000, 0)
	league.Play(s, 7, ai.New, ticks, func(w *game.World) {
		v := &game.View{}
		w.View(audience, v)
		a.Now = a.Now.Add(time.Second / time.Duration(s.Rules.TickRate))
		f.Battle.Resize(a.canvas.W, a.canvas.H, a.canvas.Scale)
		f.SetFrame(frameOf(v), a.Now)
		f.Battle.Pass(a.Now)
		f.Sound(a.stage)
	})
	f.Battle.Resize(a.canvas.W, a.canvas.H, a.canvas.Scale)
	return f
}

// frameOf is a view as it is, with nothing between it and the next.
func frameOf(v *game.View) client.Frame {
	f := client.Frame{View: v, Tick: float64(v.Tick), Passed: []*game.View{v}}
	for _, u := range v.Units {
		f.Units = append(f.Units, client.Placed{X: float64(u.X), Y: float64(u.Y), Facing: float64(u.Facing)})
	}
	return f
}

// atTheFight looks where the own squads are in the thick of it.
func atTheFight(f *field.Field) {
	b := f.Battle
	for i := range b.Pieces {
		if p := &b.Pieces[i]; int(p.Team) != int(b.Team) && p.HP > 0 {
			b.Camera.Centre(p.At)
			return
		}
	}
}

func do(a *app, f *field.Field, all ...keys.Action) {
	f.Battle.Update(&battle.Input{Now: a.Now, Actions: all, Pointer: battle.Point{X: 640, Y: 330}})
	f.UpdateFire()
	f.Battle.Resize(a.canvas.W, a.canvas.H, a.canvas.Scale)
}

// aim has a squad aim an order at a place so many cells from it, in the middle of the screen.
func aim(a *app, f *field.Field, kind game.OrderKind, squad int, off battle.Point) {
	do(a, f, keys.Group(squad), keys.AimFor(kind))
	at, _, _ := f.Battle.Where(uint8(squad))
	at.X, at.Y = at.X+off.X, at.Y+off.Y
	f.Battle.Camera.Centre(at)
	pixel := f.Battle.Camera.ToScreen(at)
	a.cursor = func() battle.Point { return pixel }
}

// shown puts a field on the stage without letting it listen to anything.
type shown struct{ battlefield }

func (shown) update(*app) {}
func (shown) goOn(*app)   {}

func TestBattlesLookAsTheyDid(t *testing.T) {
	for _, s := range []struct {
		name, scenario string
		looks          []look
		ticks          game.Tick
		then           func(a *app, f *field.Field)
	}{
		{"begin", "duel", looks, 5, func(*app, *field.Field) {}},
		{"selected", "duel", looks, 60, func(a *app, f *field.Field) { do(a, f, keys.SelectAll, keys.Ranges) }},
		{"fight", "arena", looks[:2], 420, func(a *app, f *field.Field) { do(a, f, keys.Group(0)); atTheFight(f) }},
		{"village", "village", looks[:1], 500, func(_ *app, f *field.Field) { atTheFight(f) }},
		{"cover", "village", looks[1:2], 200, func(a *app, f *field.Field) { do(a, f, keys.Cover) }},
		{"aiming", "village", looks, 200, func(a *app, f *field.Field) {
			aim(a, f, game.Grenade, 2, battle.Point{X: 7, Y: 1})
		}},
		{"smoke", "village", looks[:1], 200, func(a *app, f *field.Field) {
			aim(a, f, game.Smoke, 2, battle.Point{X: 16, Y: -2})
		}},
		{"sandbags", "village", looks[3:], 200, func(a *app, f *field.Field) {
			aim(a, f, game.Sandbags, 3, battle.Point{X: 6, Y: 3})
		}},
		{"suppress", "village", looks[:2], 200, func(a *app, f *field.Field) {
			aim(a, f, game.Suppress, 1, battle.Point{X: 9, Y: -5})
		}},
		{"minimap", "village", looks[:1], 200, func(a *app, f *field.Field) {
			aim(a, f, game.Smoke, 2, battle.Point{})
			at := f.Battle.Layout.Minimap.Mid()
			a.cursor = func() battle.Point { return at }
		}},
		{"line", "duel", looks[:1], 5, func(a *app, f *field.Field) {
			do(a, f, keys.SelectAll)
			f.Battle.Drag = battle.Drag{On: true, From: battle.Point{X: 560, Y: 250}, To: battle.Point{X: 760, Y: 470}}
		}},
		{"crowd", "front", looks[:1], 700, func(a *app, f *field.Field) {
			do(a, f, keys.ZoomOut, keys.ZoomOut, keys.ZoomOut)
			atTheFight(f)
		}},
		{"crowded", "crossing", looks[2:3], 700, func(_ *app, f *field.Field) { atTheFight(f) }},
		{"talk", "arena", looks[:2], 300, func(a *app, f *field.Field) {
			f.Battle.Listen(game.Talk{Seat: 1, Kind: game.ChatTeam, Text: battle.Phrase("say.help")}, a.Now)
			f.Battle.Listen(game.Talk{Seat: 2, Kind: game.ChatAll, Text: "gl hf 加油"}, a.Now)
			f.Battle.Listen(game.Talk{Seat: 1, Kind: game.Ping, X: 30 * 16, Y: 20 * 16}, a.Now)
			f.Panels.Net = true
		}},
		{"names", "arena", looks[:2], 300, func(a *app, f *field.Field) {
			for seat, name := range []string{"", "Łukasz Dvořák", "~Ольга", "Ἀθηνᾶ ไทย"} {
				f.Battle.People[seat].Name = name
			}
			f.Battle.Listen(game.Talk{
				Seat: 1, Kind: game.ChatTeam, Text: "Příliš žluťoučký kůň\nover\x1b[31m\u202ethere",
			}, a.Now)
			f.Battle.Listen(game.Talk{Seat: 2, Kind: game.ChatAll, Text: "Съешь ещё этих булок"}, a.Now)
			f.Battle.Listen(game.Talk{Seat: 3, Kind: game.ChatAll, Text: "boxes stand for ไทย and 🙂"}, a.Now)
			f.Panels.Net = true
		}},
		{"allies", "front", looks, 300, func(a *app, f *field.Field) {
			for seat, s := range f.Battle.Setup.Scenario.Seats {
				if s.Team == f.Battle.Team {
					f.Battle.Listen(game.Talk{
						Seat: uint8(seat), Kind: game.Plan,
						Text: fmt.Sprintf("plan;take,%d,2,0;keep,%d,1,1", seat%5, seat%3),
					}, a.Now)
				}
			}
			f.Battle.Listen(game.Talk{
				Seat: 1, Kind: game.ChatAll, Text: "let us meet at the middle bridge and hold it until the others come",
			}, a.Now)
			f.Battle.Seated([]client.SeatNews{{Seat: 4, Leader: game.Player, Name: "Ann"}})
			f.Battle.Reseat(client.SeatNews{Seat: 4, Leader: game.AI, Parting: client.LostLink}, a.Now)
		}},
		{"lesson", "lesson1", looks, 40, func(a *app, f *field.Field) { f.Lesson.At = 1; do(a, f, keys.Group(0)) }},
		{"paused", "duel", looks[:2], 60, func(a *app, f *field.Field) {
			f.Pace = field.Pace{Paused: true}
			do(a, f, keys.SelectAll)
		}},
		{"slow", "duel", looks[:1], 60, func(_ *app, f *field.Field) { f.Pace = field.Pace{Slow: 1} }},
		{"blasts", "village", looks[:1], 500, func(a *app, f *field.Field) {
			do(a, f, keys.ZoomIn, keys.ZoomIn)
			atTheFight(f)
			at := f.Battle.Camera.At
			for i, age := range []time.Duration{60, 200, 450, 900, 1600} {
				to := battle.Point{X: at.X + float64(i)*4 - 9, Y: at.Y - 3}
				f.Battle.Show.All = append(f.Battle.Show.All, battle.Flash{
					Kind: battle.Crater, To: to, Angle: float64(i), Born: a.Now,
				},
					battle.Flash{Kind: battle.Boom, To: to, Born: a.Now.Add(-age * time.Millisecond)})
			}
			f.Battle.Show.All = append(f.Battle.Show.All, battle.Flash{
				Kind: battle.Fall, To: battle.Point{X: at.X, Y: at.Y + 3}, Heavy: true,
				Born: a.Now.Add(-3 * time.Second),
			})
		}},
		{"captions", "arena", looks[:2], 420, func(a *app, f *field.Field) {
			a.Chosen.Captions = true
			f.Battle.Camera.Centre(battle.Point{X: 1, Y: 1})
		}},
		{"reconnecting", "duel", looks[:2], 100, func(a *app, f *field.Field) {
			f.Link.Status, f.Link.Since = client.Reconnecting, a.Now.Add(-4*time.Second)
		}},
		{"stopped", "duel", looks[:2], 100, func(_ *app, f *field.Field) {
			f.Link.Status, f.Link.Stopped = client.Reconnecting, true
		}},
		{"gathering", "duel", looks[:2], 1, func(_ *app, f *field.Field) {
			f.Battle.View.Tick = 0
			f.Link.Waits = client.Waiting{Seconds: 12, Here: 1, Of: 2}
		}},
		{"afar", "ridge", looks[:1], 400, func(a *app, f *field.Field) {
			for range 12 {
				do(a, f, keys.ZoomOut)
			}
		}},
		{"near", "arena", looks[:1], 420, func(a *app, f *field.Field) {
			do(a, f, keys.ZoomIn, keys.ZoomIn, keys.ZoomIn, keys.ZoomIn)
			atTheFight(f)
		}},
	} {
		t.Run(s.name, func(t *testing.T) {
			for _, l := range s.looks {
				onMain(func() {
					a := newTestApp(t, l)
					f := fight(t, a, s.scenario, 0, s.ticks)
					s.then(a, f)
					a.show(shown{battlefield{f}})
					take(t, a, l, "battle."+s.name)
				})
			}
		})
	}
}

func TestALessonThatIsLearntLooksAsItDid(t *testing.T) {
	for _, l := range looks {
		onMain(func() {
			a := newTestApp(t, l)
			f := fight(t, a, "lesson2", 0, 200)
			a.show(shown{battlefield{f}})
			a.Over(pages.Learned(a.pages, a.shown(f)))
			a.settle()
			take(t, a, l, "over.learned")
			require.Equal(t, []string{"lesson2"}, a.Chosen.Learned)
			a.Open(pages.Title)
			a.Open(pages.Lessons)
			a.settle()
			take(t, a, l, "lessons")
		})
	}
}

func TestPagesOverABattleLookAsTheyDid(t *testing.T) {
	for _, l := range looks {
		onMain(func() {
			a := newTestApp(t, l)
			f := fight(t, a, "duel", 0, 0)
			for _, p := range []*pages.Page{
				pages.Menu(a.shown(f)), pages.Result(a.pages, a.shown(f)),
				pages.Phrases(a.shown(f)), pages.Chat(a.shown(f), game.ChatTeam),
			} {
				a.show(shown{battlefield{f}})
				a.Over(p)
				a.settle()
				take(t, a, l, "over."+p.Key)
			}
		})
	}
}
