//go:build window

package screen

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/field"
	"muster/client/screen/keys"
	"muster/client/screen/ui"
	"muster/game"
)

// crowdedSides fills both sides of a battlefield: chat, plans and alarms.
func crowdedSides(t *testing.T, a *app) *field.Field {
	f := fight(t, a, "arena", 0, 5)
	f.Panels.Goals = false
	b := f.Battle
	b.Listen(game.Talk{Seat: 1, Kind: game.Plan, Text: "plan;take,0,2,0;keep,1,1,1"}, a.Now)
	b.Listen(game.Talk{
		Seat: 1, Kind: game.ChatAll, Text: "let us meet at the middle bridge and hold it until the others come",
	}, a.Now)
	b.Listen(game.Talk{Seat: 1, Kind: game.Ping, X: 30 * 16, Y: 20 * 16}, a.Now)
	b.Seated([]client.SeatNews{{Seat: 2, Leader: game.Player, Name: "Ann"}})
	b.Reseat(client.SeatNews{Seat: 2, Leader: game.AI, Parting: client.LostLink}, a.Now)
	at := battle.Point{X: 3, Y: 3}
	b.Notes.All = append(b.Notes.All, battle.Note{Kind: battle.UnderFire, Squad: b.Cards()[1].ID, At: &at, Born: a.Now},
		battle.Note{Kind: battle.Refused, Order: game.Reinforce, Refusal: game.FullStrength, Born: a.Now})
	return f
}

// drawnIn draws what is shown into a window of a room's size, and keeps a picture where MUSTER_SHEETS says.
func drawnIn(t *testing.T, a *app, r room, name string) {
	dst := ebiten.NewImage(r.w, r.h)
	defer dst.Deallocate()
	a.Draw(dst)
	if dir := os.Getenv("MUSTER_SHEETS"); dir != "" {
		img := image.NewRGBA(image.Rect(0, 0, r.w, r.h))
		dst.ReadPixels(img.Pix)
		save(t, img, filepath.Join(dir, name+".jpg"))
	}
}

func TestTheBannerLiesOverNothingThatIsRead(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		for _, r := range []room{
			{1280, 720, 100, 100},
			{1280, 720, 150, 100},
			{1280, 720, 200, 100},
			{640, 360, 100, 100},
			{640, 360, 200, 100},
		} {
			onMain(func() {
				a := newTestApp(t, look{lang, r.scale})
				a.fit(float64(r.w), float64(r.h), 1)
				f := crowdedSides(t, a)
				a.show(shown{battlefield{f}})
				for name, then := range map[string]func(){
					"hint": func() {},
					"aim":  func() { do(a, f, keys.Group(0), keys.AimFor(game.Move)) },
					"reconnecting": func() {
						f.Link.Status, f.Link.Since = client.Reconnecting, a.Now.Add(-4*time.Second)
					},
				} {
					f.Link.Status = client.Connected
					do(a, f, keys.SelectAll)
					f.Battle.Selected, f.Battle.Aim = nil, game.NoOrder
					then()
					name = fmt.Sprintf("banner.%s.%dx%d.%d.%s", name, r.w, r.h, r.scale, lang)
					drawnIn(t, a, r, name)
					require.NotZero(t, f.Panels.Banner.W, name)
					require.NotZero(t, f.Panels.Chat.W, name)
					for _, o := range []battle.Rect{
						f.Panels.Chat, f.Panels.Sides[0], f.Panels.Sides[1],
						f.Battle.Layout.Minimap, f.Battle.Layout.Top, f.Battle.Layout.Card,
					} {
						require.False(t, o.W > 0 && cross(ui.Rect(f.Panels.Banner), ui.Rect(o)),
							"%s: the banner at %v lies over %v", name, f.Panels.Banner, o)
					}
				}
			})
		}
	}
}

func TestAnAlarmIsReadToItsEnd(t *testing.T) {
	onMain(func() {
		a := newTestApp(t, look{"en", 200})
		f := crowdedSides(t, a)
		n := &f.Battle.Notes.All[len(f.Battle.Notes.All)-1]
		a.show(shown{battlefield{f}})
		drawnIn(t, a, room{1280, 720, 200, 100}, "alarm")
		whole := f.Battle.Say(n, a.Words)
		lines := f.NoteLines(a.stage, a.canvas, n, a.canvas.Px(180), 4)
		require.Greater(t, len(lines), 1)
		require.Equal(t, whole, strings.Join(lines, " "))
		require.Contains(t, f.NoteLines(a.stage, a.canvas, n, a.canvas.Px(180), 1)[0], "…",
			"with room for one line it is cut")
	})
}

func TestTheFirstHintNamesTheKeyThatIsBound(t *testing.T) {
	onMain(func() {
		a := newTestApp(t, looks[0])
		f := fight(t, a, "duel", 0, 5)
		require.Equal(t, "F1", f.HelpKey(a.stage))
		a.Keys.Bind(keys.AskHelp, "J")
		require.Equal(t, "J", f.HelpKey(a.stage))
		a.Keys.Bind(keys.Pause, "J") // and nothing asks for help any more
		require.Equal(t, field.HelpSign, f.HelpKey(a.stage), "the button is there")
	})
}
