package battle

import (
	"math"
	"time"

	"muster/game"
)

// Input is what the player did since the last Update.
type Input struct {
	Now             time.Time
	Elapsed         time.Duration
	Pointer         Point // pixels
	Inside          bool  // the pointer is over the window
	Left, Right     Button
	Middle          Button
	Shift           bool
	Wheel           float64 // notches, up is positive
	Actions         []Action
	PanX, PanY      float64 // -1 to 1: keys that move the camera
	SquadKey        int     // 1 to 9: squad by its place among the cards; 0 for none
	ScrollAtTheEdge bool
}

// Button is a mouse button: what it did and whether it is held.
type Button struct{ Down, Up, Held bool }

const (
	panSpeed  = 900.0 // pixels a second at scale 1
	edge      = 6.0   // pixels at scale 1: the pointer this near to the edge moves the camera
	zoomNotch = 1.15
)

// Update takes the input and returns the orders that it means.
func (b *Battle) Update(in *Input) (orders []game.Order) {
	b.Show.age(in.Now)
	b.Notes.age(in.Now)
	b.look(in)
	for _, a := range in.Actions {
		orders = append(orders, b.act(a, in)...)
	}
	if in.SquadKey > 0 {
		b.squadKey(in.SquadKey-1, in)
	}
	if b.View == nil || b.Help {
		b.Box.On = false
		if in.Left.Down {
			b.Help = false
		}
		return orders
	}
	orders = append(orders, b.left(in)...)
	if in.Right.Down {
		orders = append(orders, b.right(in)...)
	}
	return orders
}

// look moves the camera.
func (b *Battle) look(in *Input) {
	dx, dy := in.PanX, in.PanY
	if near := edge * b.Camera.Scale; in.ScrollAtTheEdge && in.Inside && !b.Box.On && dx == 0 && dy == 0 {
		dx = side(in.Pointer.X, b.Camera.W, near)
		dy = side(in.Pointer.Y, b.Camera.H, near)
	}
	if far := panSpeed * b.Camera.Scale * in.Elapsed.Seconds(); dx != 0 || dy != 0 {
		b.Camera.Pan(dx*far, dy*far)
	}
	if in.Wheel != 0 && !b.Layout.Bars(in.Pointer) {
		b.Camera.ZoomAt(math.Pow(zoomNotch, in.Wheel), in.Pointer)
	}
	if in.Middle.Held && !in.Middle.Down {
		b.Camera.Pan(b.dragged.X-in.Pointer.X, b.dragged.Y-in.Pointer.Y)
	}
	b.dragged = in.Pointer
}

func side(at, size, near float64) float64 {
	switch {
	case at < near:
		return -1
	case at > size-near:
		return 1
	}
	return 0
}

// left is the left button: HUD first, then a click where to, a box or a click on a squad.
func (b *Battle) left(in *Input) (orders []game.Order) {
	switch {
	case in.Left.Down && b.Layout.Bars(in.Pointer):
		b.press(in)
	case in.Left.Down && b.Aim != game.NoOrder:
		orders = later(b.aimed(b.Camera.ToMap(in.Pointer), in.Pointer, in.Now), in.Shift)
	case in.Left.Down:
		b.Box = Box{On: true, From: in.Pointer, To: in.Pointer}
	case in.Left.Held && b.Box.On:
		b.Box.To = in.Pointer
	case in.Left.Held && b.Layout.Minimap.Holds(in.Pointer):
		b.Camera.Centre(b.Layout.FromMinimap(in.Pointer, b.Camera.MapW, b.Camera.MapH))
	case in.Left.Up && b.Box.On:
		b.Box.On, b.Box.To = false, in.Pointer
		if b.Box.From.to(in.Pointer) < boxFrom*b.Camera.Scale {
			b.selectAt(in.Pointer, in.Shift, in.Now)
		} else {
			b.selectBox(in.Shift)
		}
	}
	return orders
}

// press is a click on the HUD.
func (b *Battle) press(in *Input) {
	switch at := in.Pointer; {
	case b.Layout.Minimap.Holds(at):
		b.Camera.Centre(b.Layout.FromMinimap(at, b.Camera.MapW, b.Camera.MapH))
	case b.Layout.Help.Holds(at):
		b.Help = true
	case b.Layout.Menu.Holds(at):
		b.Leave = true
	default:
		for i, card := range b.Layout.Cards {
			if card.Holds(at) {
				b.squadKey(i, in)
			}
		}
	}
}

// squadKey selects the squad of a card; twice soon after each other selects all of its kind, as on the map.
func (b *Battle) squadKey(i int, in *Input) {
	if cards := b.Cards(); i < len(cards) && b.commands(cards[i].ID) {
		b.selectSquad(cards[i].ID, in.Shift, in.Now)
	}
}

// right is the right button: on the minimap it sends, on the map it does what fits, and it ends an aim.
func (b *Battle) right(in *Input) []game.Order {
	switch {
	case b.Aim != game.NoOrder:
		b.Aim = game.NoOrder
		return nil
	case b.Layout.Minimap.Holds(in.Pointer):
		return later(b.goTo(game.Move, b.Layout.FromMinimap(in.Pointer, b.Camera.MapW, b.Camera.MapH), in.Now), in.Shift)
	case b.Layout.Bars(in.Pointer):
		return nil
	}
	return later(b.context(in.Pointer, in.Now), in.Shift)
}

// act does what a key asks for.
func (b *Battle) act(a Action, in *Input) []game.Order {
	switch a {
	case AskHelp:
		b.Help = !b.Help
	case Back:
		b.back()
	case CentreCamera:
		if m, ok := b.middle(b.Selected); ok {
			b.Camera.Centre(m)
		} else if m, ok := b.middle(b.own()); ok {
			b.Camera.Centre(m)
		}
	case SelectAll:
		b.pick(b.own(), false)
	}
	if len(b.Selected) == 0 || b.View == nil {
		return nil
	}
	switch a {
	case AimAttackMove:
		b.Aim = game.AttackMove
	case OrderHold:
		return b.same(game.Order{Kind: game.Hold})
	case OrderRetreat:
		return b.retreat(in.Now)
	case OrderCapture:
		return b.capture(in.Pointer, in.Now)
	case NextStance:
		return b.next(game.SetStance)
	case NextFormation:
		return b.next(game.SetForm)
	}
	switch kind, aim, ok := a.kindOf(); {
	case ok && aim:
		b.Aim = kind
	case ok:
		return b.same(game.Order{Kind: kind})
	}
	return nil
}

// back undoes the nearest thing: help, aim, selection; then it asks for the menu.
func (b *Battle) back() {
	switch {
	case b.Help:
		b.Help = false
	case b.Aim != game.NoOrder:
		b.Aim = game.NoOrder
	case len(b.Selected) > 0:
		b.pick(nil, false)
	default:
		b.Leave = true
	}
}
