package viewer

import (
	"github.com/hajimehoshi/ebiten/v2"

	"muster/client/screen/field"
	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/client/screen/ui"
	"muster/game"
)

// Film shows what a player saw of a match by turns that goes on below, from its last turn on.
func Film(a *field.Stage, app App, of *field.Field, ground *ebiten.Image) *Viewer {
	v := &Viewer{player: of.Turns.Footage.Reel(), below: of, audience: game.Audience(of.Battle.Team), story: of.Story}
	v.begin(a, app, ground)
	v.Battle.Watch(v.audience)
	v.Battle.Camera = of.Battle.Camera
	v.Battle.Seated(of.Battle.People[:len(v.Battle.Setup.Scenario.Seats)])
	v.Seek(v.turnBefore(v.Last()), a)
	return v
}

// drawStatus says above the bar how the match stands that goes on below: there may be a plan to be made.
func (v *Viewer) drawStatus(a *field.Stage, u *ui.UI, bar ui.Rect) {
	if v.below == nil {
		return
	}
	text := v.below.SayTurn(a)
	r := ui.Rect{X: bar.X, W: min(bar.W, u.Width(text, ui.Usual)+24), H: u.Tall(ui.Usual) + 6}
	r.Y = bar.Y - r.H - 4
	u.Fill(r, ui.Back, 0.9)
	u.Text(r.Inset(3), text, ui.Usual, ui.Middle, ui.Body)
}

// leaps are the buttons that go from turn to turn.
func (v *Viewer) leaps(a *field.Stage, u *ui.UI) []control {
	leap := func(key, sign, hint string, action keys.Action) control {
		return control{u.Room(sign), func(r ui.Rect) {
			if u.Button(key, r, sign, a.Words.Say(hint)) {
				v.Act(a, action)
			}
		}}
	}
	return []control{
		leap("viewer.turn_back", "«", "key.replay_turn_back", keys.ReplayTurnBack),
		leap("viewer.turn_forward", "»", "key.replay_turn_forward", keys.ReplayTurnForward),
	}
}

// turns are the ticks at which those turns begin that are shown; none in real time. All are of one length.
func (v *Viewer) turns() (begin []game.Tick) {
	length := v.Battle.Setup.Scenario.Turns.Length
	for at := game.Tick(0); length > 0 && at < v.Last(); at += length {
		begin = append(begin, at)
	}
	return begin
}

// soon is how many ticks after a turn began one still means the one before.
const soon = 15

// turnBefore is where the turn begins that runs at a tick, or the one before if that has just begun.
func (v *Viewer) turnBefore(t game.Tick) (at game.Tick) {
	for _, turn := range v.turns() {
		if turn+soon < t {
			at = turn
		}
	}
	return at
}

// turnAfter is where the next turn begins, or the last tick.
func (v *Viewer) turnAfter(t game.Tick) game.Tick {
	for _, turn := range v.turns() {
		if turn > t {
			return turn
		}
	}
	return v.Last()
}

// toTurn goes from turn to turn, if there are any.
func (v *Viewer) toTurn(to func(game.Tick) game.Tick, a *field.Stage) {
	if len(v.turns()) > 0 {
		v.Seek(to(v.Tick()), a)
	}
}

// drawTurns divides the time line into turns; every one is numbered for which there is room.
func (v *Viewer) drawTurns(u *ui.UI, r ui.Rect, along func(game.Tick) float64) {
	last := r.X
	for i, turn := range v.turns() {
		x := along(turn)
		u.Fill(ui.Rect{X: x, Y: r.Y, W: 1, H: r.H}, ui.Plain, 0.5)
		number := i18n.Number(i + 1)
		if wide := u.Width(number, ui.Small) + 6; x >= last && x+wide < r.X+r.W {
			u.Text(ui.Rect{X: x + 3, Y: r.Y, W: wide, H: r.H * 0.7}, number, ui.Small, ui.Left, ui.Faint)
			last = x + wide
		}
	}
}
