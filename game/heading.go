package game

// Where a search goes first decides which of equally short paths it takes. It goes on as it came, else where the goal
// lies, as seen from the corner that is behind the unit: ties fall alike for those who come from the other side of a
// map that is the same for both, or one of them would have the better paths.

// preferred are the directions in the order in which they lead to a goal at +x, +y.
var preferred = [8]uint8{1, 0, 2, 7, 3, 6, 4, 5}

// heading says for each set of directions which of them comes first.
type heading [256]uint8

// headings are by where the goal lies: 1 for -x, 2 for -y.
var headings = func() (all [4]heading) {
	for flips := range uint8(4) {
		for set := range all[flips] {
			for _, dir := range preferred {
				if flips&1 != 0 {
					dir = (4 - dir) & 7
				}
				if flips&2 != 0 {
					dir = (8 - dir) & 7
				}
				if set>>dir&1 == 1 {
					all[flips][set] = dir
					break
				}
			}
		}
	}
	return all
}()

// flips says where somebody who goes from one cell to another has his goal: 1 for -x, 2 for -y.
func (g *ground) flips(from, to int32) (flips uint8) {
	fromX, fromY := g.xy(from)
	toX, toY := g.xy(to)
	if toX < fromX {
		flips |= 1
	}
	if toY < fromY {
		flips |= 2
	}
	return flips
}

// rank numbers the cells row by row, from the corner that is behind somebody who goes from one cell to another.
func (g *ground) rank(c, from, to int32) int32 {
	x, y := g.xy(c)
	fromX, fromY := g.xy(from)
	toX, toY := g.xy(to)
	if toX < fromX {
		x = g.w - 1 - x
	}
	if toY < fromY {
		y = g.h - 1 - y
	}
	return y*g.w + x
}

// onward says, for each set of directions that a cell in even ground was reached along, in which ones it is to be
// left: all others lead to cells that can be had from the cell before without this one, and as cheaply (jump point
// search's pruning; Harabor and Grastien, "Online Graph Pruning for Pathfinding on Grid Maps", 2011). Of two that cost
// the same, the one whose diagonal step comes first stays.
var onward = func() (all [256]uint8) {
	all[0] = 0xFF // where a search begins
	for set := 1; set < len(all); set++ {
		for dir := range 8 {
			switch {
			case set>>dir&1 == 0:
			case dir&1 == 0:
				all[set] |= 1 << dir
			default:
				all[set] |= 1<<dir | 1<<((dir+1)&7) | 1<<((dir+7)&7)
			}
		}
	}
	return all
}()

// backward says, for each set of directions that a cell was reached along, in which ones it need not be left, whatever
// the ground: what lies behind, straight or aslant, is next to the cell before.
var backward = func() (all [256]uint8) {
	for set := range all {
		for dir := range 8 {
			if set>>dir&1 == 1 {
				all[set] |= 1<<((dir+3)&7) | 1<<((dir+4)&7) | 1<<((dir+5)&7)
			}
		}
	}
	return all
}()
