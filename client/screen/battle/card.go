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

// card puts the command card between the squads' cards and the minimap; it returns its left edge.
func (l *Layout) card(places []int, h, scale float64) (left float64) {
	side := min(commandSize*scale, l.Minimap.X*0.36/commandRow)
	left, top := l.Minimap.X-gap*scale-commandRow*side, h-gap*scale-commandRows*side
	l.Card, l.Commands = Rect{}, l.Commands[:0]
	if len(places) > 0 {
		l.Card = Rect{X: left, Y: top, W: commandRow * side, H: commandRows * side}
	}
	for _, i := range places {
		l.Commands = append(l.Commands, Rect{
			X: left + float64(i%commandRow)*side, Y: top + float64(i/commandRow)*side, W: side - commandGap,
			H: side - commandGap,
		})
	}
	return left
}
