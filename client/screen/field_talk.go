package screen

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"muster/client/screen/battle"
	"muster/client/screen/kit"
	"muster/client/screen/words"
	"muster/game"
)

// say sends a line of talk; what cannot be sent is told.
func (f *field) say(a *app, t game.Talk) {
	if err := f.match.Say(t); err != nil {
		f.battle.Refuse(game.NoOrder, refusal(err), a.Now)
		return
	}
	a.Trace("say %d %q", t.Kind, t.Text)
}

// ping points at what is under a pixel of the map or of the minimap.
func (f *field) ping(a *app, at battle.Point) {
	b := f.battle
	place := b.Camera.ToMap(at)
	if b.Layout.Minimap.Holds(at) {
		place = b.Layout.FromMinimap(at, b.Camera.MapW, b.Camera.MapH)
	}
	place.X = max(0, min(place.X, b.Camera.MapW-0.1))
	place.Y = max(0, min(place.Y, b.Camera.MapH-0.1))
	f.say(a, game.Talk{Kind: game.Ping, X: uint16(place.X * game.ViewStep), Y: uint16(place.Y * game.ViewStep)})
}

// phrases lists the phrases with their digits, and who is listened to.
func (f *field) phrases(a *app, u *kit.UI) {
	w := a.Words
	r := u.Dialog(420, 480, w.Say("phrases.title"), kit.Accent)
	u.Scroll("phrases", r, func(r kit.Rect) float64 {
		from := r.Y
		for i, key := range battle.Phrases {
			var one kit.Rect
			one, r = r.Cut(u.RowHeight()-6, 4)
			if u.Button(key, one, words.Number(i+1)+"  "+w.Say(key), "") || inpututil.IsKeyJustPressed(ebiten.KeyDigit1+ebiten.Key(i)) {
				f.say(a, game.Talk{Kind: game.ChatTeam, Text: battle.Phrase(key)})
				a.back()
				return r.Y - from
			}
		}
		for seat := range f.battle.Setup.Scenario.Seats {
			if seat == int(f.battle.Seat) {
				continue
			}
			var one, report kit.Rect
			one, r = r.Cut(u.RowHeight()-6, 4)
			if f.online != nil && f.battle.People[seat].Name != "" {
				one, report = one.CutLeft(one.W-110, 6)
				if u.Button("tell."+words.Number(seat), report, w.Say("report.open"), w.Say("report.hint")) {
					a.over(reportPage(f, uint8(seat)))
					return r.Y - from
				}
			}
			muted := &f.battle.Muted[seat]
			*muted = u.Check("mute."+words.Number(seat), one, w.Say("talk.mute", "who", f.battle.SeatName(uint8(seat), w)), w.Say("talk.mute_hint"), *muted)
		}
		return r.Y - from
	})
}
