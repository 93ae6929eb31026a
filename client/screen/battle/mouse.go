package battle

import (
	"math"

	"muster/client/screen/keys"
	"muster/game"
)

// Drag is what the right button does while it is held: it says where squads are to stand, side by side from one end to
// the other, looking at the enemy.
type Drag struct {
	On       bool
	From, To Point // pixels
}

// dragFrom is how far, in pixels at scale 1, a right drag must lead to say how to stand.
const dragFrom = 24.0

// left is the left button: HUD first, then a click where to, a box or a click on a squad. A whole stroke within one
// update is Down and Up at once; where both came and the button is held, Up ended the stroke before.
func (b *Battle) left(in *Input) (orders []game.Order) {
	if in.Left.Up && in.Left.Held {
		b.letGo(in)
	}
	switch {
	case in.Left.Down && b.Layout.Bars(in.Pointer):
		orders = b.press(in)
	case in.Left.Down && in.Alt:
		b.Wish = keys.Ping
	case in.Left.Down && b.Aim != game.NoOrder:
		orders = later(b.aimed(b.Camera.ToMap(in.Pointer), b.slack(in.Pointer), in.Now), in.Shift)
	case in.Left.Down:
		b.Box = Box{On: true, From: in.Pointer, To: in.Pointer}
	case in.Left.Held && b.Box.On:
		b.Box.To = in.Pointer
	case in.Left.Held && b.sweeps && b.Layout.Minimap.Holds(in.Pointer):
		b.LookAt(b.overMinimap(in.Pointer))
	}
	if !in.Left.Held {
		b.letGo(in)
	}
	return orders
}

// letGo ends what the left button was held for. A button that was let go of while a page lay over the
// battle selects nothing.
func (b *Battle) letGo(in *Input) {
	boxed := b.Box.On && in.Left.Up
	b.Box.On, b.sweeps = false, false
	if !boxed {
		return
	}
	b.Box.To = in.Pointer
	if b.Box.From.To(in.Pointer) < boxFrom*b.Camera.Scale {
		b.selectAt(in.Pointer, in.Shift, in.Now)
	} else {
		b.selectBox(in.Shift)
	}
}

// press is a click on the HUD.
func (b *Battle) press(in *Input) (orders []game.Order) {
	switch at := in.Pointer; {
	case b.Layout.Minimap.Holds(at) && in.Alt:
		b.Wish = keys.Ping
	case b.Layout.Minimap.Holds(at) && b.Aim != game.NoOrder:
		orders = later(b.aimed(b.overMinimap(at), b.slack(at), in.Now), in.Shift)
	case b.Layout.Minimap.Holds(at):
		b.sweeps = true
		b.LookAt(b.overMinimap(at))
	case b.Layout.Help.Holds(at):
		b.Wish = keys.AskHelp
	case b.Layout.Pause.Holds(at):
		b.Wish = keys.Pause
	case b.Layout.Menu.Holds(at):
		b.Wish = keys.Back
	case b.pressNote(at), b.pressPlans(at):
	default:
		for i, card := range b.Layout.Cards {
			if card.Holds(at) {
				b.card(i, in)
			}
		}
		for i, e := range b.Commands() {
			if i < len(b.Layout.Commands) && b.Layout.Commands[i].Holds(at) {
				orders = b.act(e.Action, in)
			}
		}
	}
	return orders
}

// pressNote jumps to where a note tells of.
func (b *Battle) pressNote(at Point) bool {
	for i := range b.Layout.Notes {
		if n := &b.Layout.Notes[i]; n.Holds(at) {
			b.LookAt(n.At)
			return true
		}
	}
	return false
}

// card selects the squad of a card; twice soon after each other selects all of its kind, as on the map.
func (b *Battle) card(i int, in *Input) {
	switch cards := b.Cards(); {
	case i >= len(cards):
	case b.mayOrder(cards[i].ID):
		b.selectSquad(cards[i].ID, in.Shift, in.Now)
	case !in.Shift:
		b.pick(nil, false)
	}
}

// overMinimap is the place under a pixel of the minimap, in cells.
func (b *Battle) overMinimap(at Point) Point {
	return b.Layout.FromMinimap(at, b.Camera.MapW, b.Camera.MapH)
}

// slack is how far on the screen's map, in pixels, a click may be from whom it means: further on the minimap.
func (b *Battle) slack(pointer Point) float64 {
	if b.Layout.Minimap.Holds(pointer) {
		return fingerPixels * b.Camera.Scale * b.Camera.MapW / b.Layout.Minimap.W * b.Camera.Zoom
	}
	return reachPixels * b.Camera.Scale
}

// right is the right button: it does what fits there, on the map and on the minimap; drawn out it says how to stand,
// and it ends an aim. Strokes within one update are as those of the left button.
func (b *Battle) right(in *Input) (orders []game.Order) {
	if in.Right.Up && in.Right.Held {
		orders = b.endDrag(in)
	}
	switch {
	case in.Right.Down && b.Aim != game.NoOrder:
		b.Aim = game.NoOrder
	case in.Right.Down && b.Layout.Minimap.Holds(in.Pointer):
		return append(orders, later(b.fits(b.overMinimap(in.Pointer), in.Now), in.Shift)...)
	case in.Right.Down && b.Layout.Bars(in.Pointer):
	case in.Right.Down:
		b.Drag = Drag{On: true, From: in.Pointer, To: in.Pointer}
	case b.Drag.On && in.Right.Held:
		b.Drag.To = in.Pointer
	}
	if !in.Right.Held {
		orders = append(orders, b.endDrag(in)...)
	}
	return orders
}

// endDrag ends a drag of the right button: it orders what that meant, unless the button was let go of unseen.
func (b *Battle) endDrag(in *Input) []game.Order {
	meant := b.Drag.On && in.Right.Up
	b.Drag.On = false
	if !meant {
		return nil
	}
	b.Drag.To = in.Pointer
	if b.Drawn() {
		return later(b.stand(in), in.Shift)
	}
	return later(b.context(b.Drag.From, in.Now), in.Shift)
}

// Drawn reports whether the right button was drawn out far enough to say how to stand.
func (b *Battle) Drawn() bool {
	return len(b.Selected) > 0 && b.Drag.From.To(b.Drag.To) >= dragFrom*b.Camera.Scale
}

// Ghost is where a squad would stand if the right button were let go now.
type Ghost struct {
	Squad  uint8
	At     Point // cells
	Facing uint8
	Men    []Point // where they would stand if the ground lets them
	Kind   uint8
}

// Ghosts are where the selected squads would stand.
func (b *Battle) Ghosts() (all []Ghost) {
	if !b.Drag.On || !b.Drawn() {
		return nil
	}
	all = b.line()
	for i := range all {
		b.form(&all[i])
	}
	return all
}

// form puts a squad's men around its place as its formation has them, in one of eight directions.
func (b *Battle) form(g *Ghost) {
	s := b.squad(g.Squad)
	if s == nil {
		return
	}
	g.Kind = s.Kind
	angle := math.Round(float64(g.Facing)/32) * math.Pi / 4
	dx, dy := math.Round(math.Cos(angle)), math.Round(math.Sin(angle))
	for i := range int32(s.Alive) {
		ahead, aside := s.Formation.Slot(i)
		x, y := float64(ahead)*dx-float64(aside)*dy, float64(ahead)*dy+float64(aside)*dx
		g.Men = append(g.Men, Point{X: math.Floor(g.At.X) + 0.5 + x, Y: math.Floor(g.At.Y) + 0.5 + y})
	}
}

// line puts the selected squads along the drag, in the order in which they now stand across it: ways do not cross.
func (b *Battle) line() (all []Ghost) {
	from, to := b.onMap(b.Camera.ToMap(b.Drag.From)), b.onMap(b.Camera.ToMap(b.Drag.To))
	front := b.front(from, to)
	facing := uint8(int(math.Round(math.Atan2(front.Y, front.X) * 128 / math.Pi)))
	for i, id := range b.across(from, to) {
		share := 0.5
		if n := len(b.Selected); n > 1 {
			share = float64(i) / float64(n-1)
		}
		all = append(all, Ghost{
			Squad: id, At: Point{X: from.X + (to.X-from.X)*share, Y: from.Y + (to.Y-from.Y)*share}, Facing: facing,
		})
	}
	return all
}

// across sorts the selected squads by where they are along a line.
func (b *Battle) across(from, to Point) []uint8 {
	ids := append([]uint8(nil), b.Selected...)
	along := func(id uint8) float64 {
		m, _ := b.middleOf([]uint8{id})
		return (m.X-from.X)*(to.X-from.X) + (m.Y-from.Y)*(to.Y-from.Y)
	}
	for i := range ids {
		for j := i; j > 0 && along(ids[j]) < along(ids[j-1]); j-- {
			ids[j], ids[j-1] = ids[j-1], ids[j]
		}
	}
	return ids
}

// stand orders what Ghosts showed.
func (b *Battle) stand(in *Input) (orders []game.Order) {
	for _, g := range b.line() {
		x, y := b.steps(g.At)
		b.Show.mark(g.At, game.Move, in.Now)
		orders = append(orders, game.Order{
			Kind: game.Move, Squad: g.Squad, X: x, Y: y, Flags: game.Faced, Facing: g.Facing,
		})
	}
	return orders
}
