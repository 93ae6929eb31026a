package battle

import (
	"time"

	"muster/client/screen/keys"
	"muster/game"
)

// NoWish is that the player asks for nothing that is not the battle's own.
const NoWish keys.Action = -1

// tap is the last control group that was chosen: a second tap soon after looks there.
type tap struct {
	group int
	at    time.Time
}

// act does what a key asks for.
func (b *Battle) act(a keys.Action, in *Input) []game.Order {
	if of, n, ok := a.Numbered(); ok {
		b.numbered(of, n, in)
		return nil
	}
	switch a {
	case keys.AskHelp, keys.ChatTeam, keys.ChatAll, keys.Phrases, keys.Network, keys.Objectives, keys.FullScreen,
		keys.Pause, keys.Slower, keys.Faster, keys.Ping:
		b.Wish = a
	case keys.Back:
		b.back()
	case keys.CentreCamera:
		b.centre()
	case keys.JumpToAlert:
		b.jump()
	case keys.SelectAll:
		b.pick(b.own(), false)
	case keys.SelectIdle:
		b.pick(b.idle(), false)
	case keys.NextSquad:
		b.nextSquad()
	case keys.Follow:
		b.Following = !b.Following
		b.trace("following %v", b.Following)
	case keys.Ranges:
		b.Ranges = !b.Ranges
	case keys.Cover:
		b.Cover = !b.Cover
	case keys.Plans:
		b.Plans.Folded = !b.Plans.Folded
	case keys.ZoomIn:
		b.Camera.ZoomAt(zoomNotch, Point{X: b.Camera.W / 2, Y: b.Camera.H / 2})
	case keys.ZoomOut:
		b.Camera.ZoomAt(1/zoomNotch, Point{X: b.Camera.W / 2, Y: b.Camera.H / 2})
	}
	if len(b.Selected) == 0 || b.View == nil || b.Watching {
		return nil
	}
	return b.command(a, in)
}

// command is an action for the selected squads.
func (b *Battle) command(a keys.Action, in *Input) []game.Order {
	switch a {
	case keys.Capture:
		return later(b.capture(in.Pointer, in.Now), in.Shift)
	case keys.NextStance:
		return b.next(game.SetStance)
	case keys.NextFormation:
		return b.next(game.SetForm)
	}
	switch kind, aim, ok := a.Order(); {
	case ok && aim:
		b.arm(kind, in.Now)
	case ok && kind == game.Retreat:
		return b.retreat(in.Now)
	case ok && kind == game.Reinforce:
		return b.reinforce()
	case ok:
		return b.same(game.Order{Kind: kind})
	}
	return nil
}

func (b *Battle) centre() {
	if m, ok := b.middleOf(b.Selected); ok {
		b.LookAt(m)
	} else if m, ok := b.middleOf(b.own()); ok {
		b.LookAt(m)
	}
}

// jump looks where the last alarm came from, or at the selection if there was none.
func (b *Battle) jump() {
	if b.alert == nil {
		b.centre()
		return
	}
	b.LookAt(*b.alert)
}

// numbered is an action of control groups and of the camera's places.
func (b *Battle) numbered(of keys.Action, n int, in *Input) {
	switch of {
	case keys.SetGroup(0):
		b.Groups[n] = append(Selection(nil), b.Selected...)
		b.trace("group %d %v", n+1, []uint8(b.Groups[n]))
	case keys.AddToGroup(0):
		before := b.Groups[n]
		b.Groups[n] = append(Selection(nil), before...)
		for _, id := range b.Selected {
			if !before.Has(id) {
				b.Groups[n].choose([]uint8{id}, true)
			}
		}
		b.trace("group %d %v", n+1, []uint8(b.Groups[n]))
	case keys.Group(0):
		b.group(n, in)
	case keys.SetBookmark(0):
		at := b.Camera.At
		b.marks[n] = &at
	case keys.Bookmark(0):
		if b.marks[n] != nil {
			b.LookAt(*b.marks[n])
		}
	}
}

// group selects a control group; one that was never set is the squad of that card. Twice looks there.
func (b *Battle) group(n int, in *Input) {
	b.Groups[n].retain(b.mayOrder)
	if b.tapped.group == n && in.Now.Sub(b.tapped.at) < doubleClick {
		b.centre()
		return
	}
	b.tapped = tap{n, in.Now}
	if len(b.Groups[n]) > 0 {
		b.pick(b.Groups[n], in.Shift)
		return
	}
	switch cards := b.Cards(); {
	case n >= len(cards):
	case b.mayOrder(cards[n].ID):
		b.pick([]uint8{cards[n].ID}, in.Shift)
	case !in.Shift: // it is lost: what is ordered next is not meant for whoever was selected before
		b.pick(nil, false)
	}
}

// idle lists the own squads that have nothing to do.
func (b *Battle) idle() (ids []uint8) {
	for _, id := range b.own() {
		if s := b.squad(id); s.Order == game.NoOrder || s.Order == game.Hold {
			ids = append(ids, id)
		}
	}
	return ids
}

// nextSquad selects the squad after the one that is selected.
func (b *Battle) nextSquad() {
	own := b.own()
	for _, id := range own {
		if len(b.Selected) > 0 && id > b.Selected[0] {
			b.pick([]uint8{id}, false)
			return
		}
	}
	if len(own) > 0 {
		b.pick(own[:1], false)
	}
}

// back undoes the nearest thing: aim, selection; then it asks for the menu.
func (b *Battle) back() {
	switch {
	case b.Aim != game.NoOrder:
		b.Aim = game.NoOrder
	case len(b.Selected) > 0:
		b.pick(nil, false)
	default:
		b.Wish = keys.Back
	}
}
