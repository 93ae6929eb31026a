package battle

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client"
	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/game"
)

// besideSeven is a player with seven allies, each of whose commanders has said what it means to do.
func besideSeven(t *testing.T, width, height, scale float64) *desk {
	s, err := assets.Embedded().Setup("front")
	require.NoError(t, err)
	w, v := game.New(s, 1), &game.View{}
	for range 50 {
		w.Step(&game.Input{})
	}
	w.View(game.Audience(s.Scenario.Seats[0].Team), v)
	d := &desk{t: t, b: New(s, 0), now: time.Unix(50, 0), view: v}
	d.see()
	for seat := range s.Scenario.Seats {
		if seat > 0 && s.Scenario.Seats[seat].Team == d.b.Team {
			d.plan(uint8(seat), "plan;take,0,2,0;keep,1,1,0")
		}
	}
	d.b.Resize(width, height, scale)
	return d
}

func (d *desk) plan(seat uint8, text string) {
	d.b.Listen(game.Talk{Seat: seat, Kind: game.Plan, Text: text}, d.now)
}

func (d *desk) lines(t *testing.T) (all []string) {
	w, err := i18n.Load("en")
	require.NoError(t, err)
	for _, seat := range d.b.Planned() {
		all = append(all, d.b.Plan(seat, w).Text)
	}
	return all
}

func TestEachAllyHasOneLineAndTheNewestPlanIsOnIt(t *testing.T) {
	d := besideSeven(t, 1280, 720, 1)
	require.Len(t, d.lines(t), 7)
	require.Empty(t, d.b.Notes.All, "plans are no chat")
	seat := d.b.Planned()[0]
	d.plan(seat, "plan;hunt,-1,3,0")
	require.Len(t, d.lines(t), 7)
	require.Equal(t, "B: attacking (3)", d.lines(t)[0])

	d.b.Muted[seat] = true
	require.Len(t, d.lines(t), 6, "muted seats are not listened to")
	d.b.Muted[seat] = false
	d.b.Reseat(client.SeatNews{Seat: seat, Leader: game.Player, Name: "Ann"}, d.now)
	require.NotContains(t, d.b.Planned(), seat, "a player leads there now")
	d.b.Leap()
	require.Empty(t, d.lines(t))
}

func TestThePanelOfPlansFoldsByKeyAndByClick(t *testing.T) {
	d := besideSeven(t, 1280, 720, 1)
	d.press(keys.Plans, Point{})
	require.True(t, d.b.Plans.Folded)
	d.b.Layout.Plans = []Rect{{X: 10, Y: 60, W: 300, H: 22}, {X: 10, Y: 82, W: 300, H: 18}} // as they are drawn
	d.click(Point{X: 50, Y: 70})
	require.False(t, d.b.Plans.Folded)

	d.b.LookAt(Point{X: 1, Y: 1})
	before := d.b.Camera.At
	require.Empty(t, d.click(Point{X: 50, Y: 90}), "the panel is no ground to order to")
	require.NotEqual(t, before, d.b.Camera.At, "a line leads to its ally's squads")
	require.False(t, d.b.Box.On)
}

func TestChatAlarmsAndPlansAreApartAndBesideTheMiddle(t *testing.T) {
	for _, size := range [][2]float64{{640, 360}, {1280, 720}, {1920, 1080}, {1366, 768}, {3440, 1440}} {
		for _, percent := range []float64{1, 1.5, 2} {
			w, h, scale := size[0], size[1], max(0.75, min(size[0]/1280, size[1]/720))*percent
			d := besideSeven(t, w, h, scale)
			for _, below := range []float64{0, h / 3, h / 2, h} {
				p := d.b.Layout.Place(w, h, scale, Sides{Left: below, Right: below, Floor: d.b.Layout.Minimap.Y})
				name := fmt.Sprint(size, percent, below)
				middle := Rect{X: w / 3, Y: h / 3, W: w / 3, H: h / 3}
				all := []Rect{p.Chat, p.Plans, p.Alarms}
				for i, r := range all {
					require.False(t, meet(r, middle), "%s: %v lies over the middle", name, r)
					require.False(t, meet(r, d.b.Layout.Top), "%s: %v", name, r)
					for _, o := range append([]Rect{d.b.Layout.Minimap}, d.b.Layout.Cards...) {
						require.False(t, meet(r, o), "%s: %v lies over %v", name, r, o)
					}
					for _, o := range all[:i] {
						require.False(t, meet(r, o), "%s: %v meets %v", name, r, o)
					}
				}
				require.Positive(t, Lines(p.Chat, TalkLine*scale), name)
				require.Positive(t, Lines(p.Alarms, TalkLine*scale), name)
			}
			p := d.b.Layout.Place(w, h, scale, Sides{Floor: d.b.Layout.Minimap.Y})
			require.GreaterOrEqual(t, p.Plans.H, PlanHead*scale-0.01, "%v %v: the heading has room", size, percent)
		}
	}
}

func meet(a, b Rect) bool {
	return a.W > 0 && a.H > 0 && a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H
}

func TestManyAlarmsPushNoChatAway(t *testing.T) {
	d := sit(t)
	d.b.Listen(game.Talk{Seat: 1, Kind: game.ChatAll, Text: "gl hf"}, d.now)
	for k := range 3 * maxAlarms {
		d.b.Notes.add(Note{Kind: Lost, Squad: uint8(k), Born: d.now})
	}
	require.Len(t, d.b.Notes.All, 1+maxAlarms)
	require.Equal(t, "gl hf", d.b.Notes.All[0].Text)
	for k := range 3 * maxChat {
		d.b.Listen(game.Talk{Seat: 1, Kind: game.ChatAll, Text: fmt.Sprint(k)}, d.now)
	}
	require.Len(t, d.b.Notes.All, maxChat+maxAlarms)
}
