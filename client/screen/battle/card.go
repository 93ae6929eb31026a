package battle

import "muster/client/screen/keys"

// The command card is a grid in which every order has its place, whoever is selected: hands learn where things are. A
// place is empty while nobody selected has what its order takes.

const (
	commandSize = 40 // of a place at scale 1, in pixels
	commandRow  = 7  // places in a row
	commandGap  = 3  // pixels between places
)

// commandPlaces are the table's lines that have a place, in its order.
var commandPlaces = func() (all []*keys.Entry) {
	for i := range keys.Table {
		if keys.Table[i].Icon != "" {
			all = append(all, &keys.Table[i])
		}
	}
	return all
}()

const commandRows = 3 // for all of commandPlaces

// Commands are the lines of the table that the selected squads can follow, as the command card shows them:
// Layout.Commands says where. They are good until the next call.
func (b *Battle) Commands() []*keys.Entry {
	all, _ := b.commanded()
	return all
}

// commanded are the lines of Commands, and their places in the grid.
func (b *Battle) commanded() (lines []*keys.Entry, places []int) {
	if len(b.Selected) == 0 || b.View == nil || b.Watching {
		return nil, nil
	}
	lines, places = b.lines[:0], b.places[:0]
	for i, e := range commandPlaces {
		if kind, _, ok := e.Action.Order(); !ok || b.some(kind) {
			lines, places = append(lines, e), append(places, i)
		}
	}
	b.lines, b.places = lines, places
	return lines, places
}

// How much of the room beside the minimap the command card may take: its letters must be read in a small window, too,
// and so must the squads' cards.
const (
	commandShare = 0.4
	besideMany   = 0.36 // where the cards would else take two rows, or the window is low for its letters
	lowWindow    = 400  // pixels at scale 1
)

// side is how large a place of the command card is beside so many cards.
func (l *Layout) side(cards int, h, scale float64) float64 {
	side := min(commandSize*scale, l.Minimap.X*commandShare/commandRow)
	left := l.Minimap.X - gap*scale - commandRow*side
	if h < lowWindow*scale || cards > mostInRow || rowRoom(left, cards, scale) < narrowest*scale {
		side = min(commandSize*scale, l.Minimap.X*besideMany/commandRow)
	}
	return side
}

// card puts the command card between the squads' cards and the minimap; it returns its left edge. What only some can
// do is its last row and lies on top, so that the map is seen there while nobody selected can.
func (l *Layout) card(places []int, cards int, h, scale float64) (left float64) {
	side := l.side(cards, h, scale)
	left = l.Minimap.X - gap*scale - commandRow*side
	l.Card, l.Commands = Rect{}, l.Commands[:0]
	rows := 0
	for _, i := range places {
		up := commandRows - (i/commandRow+1)%commandRows // from the bottom
		rows = max(rows, up)
		l.Commands = append(l.Commands, Rect{
			X: left + float64(i%commandRow)*side, Y: h - gap*scale - float64(up)*side, W: side - commandGap,
			H: side - commandGap,
		})
	}
	if rows > 0 {
		high := float64(rows) * side
		l.Card = Rect{X: left, Y: h - gap*scale - high, W: commandRow * side, H: high}
	}
	return left
}
