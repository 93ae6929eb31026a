package battle

// Places are where chat, alarms and allies' plans are: each has its own, and none covers the field's middle.
type Places struct {
	Chat   Rect // lines from its lower edge up
	Plans  Rect // the panel's heading, and as many lines as there is room for
	Alarms Rect // lines from its upper edge down
}

// Sides say what else lies at the sides of the field, in pixels.
type Sides struct {
	Left, Right float64 // where what hangs below the top bar ends
	Floor       float64 // where what stands above the minimap begins
}

// Sizes at scale 1, in pixels.
const (
	TalkLine   = 22 // of chat and alarms
	PlanLine   = 18
	PlanHead   = 22
	margin     = 10
	talkWidth  = 430
	chatShare  = 0.5     // of the height at the left, at most, so that plans have room above it
	columnPart = 1.0 / 3 // of the width, at most, that a column takes, margin and all
)

// Place finds the places: plans at the left under the objectives, chat at the left above the cards, alarms at the right
// between the top bar and the minimap.
func (l *Layout) Place(w, h, scale float64, s Sides) (p Places) {
	width := min(talkWidth*scale, w*columnPart) - margin*scale
	floor := h - 104*scale // a bar lies there where there are no cards
	if len(l.Cards) > 0 {
		floor = l.Cards[0].Y - gap*scale
	}
	top := max(s.Left, l.Top.H+margin*scale)
	room := max(0, floor-top)
	lines := float64(min(maxChat, max(1, int(room*chatShare/(TalkLine*scale)+0.01))))
	p.Chat = Rect{X: margin * scale, W: width, H: lines * TalkLine * scale}
	p.Chat.Y = floor - p.Chat.H
	p.Plans = Rect{X: margin * scale, Y: top, W: width, H: max(0, p.Chat.Y-gap*scale-top)}

	top = max(s.Right, l.Top.H+margin*scale)
	p.Alarms = Rect{X: w - margin*scale - width, Y: top, W: width, H: max(0, min(s.Floor, l.Minimap.Y)-gap*scale-top)}
	if p.Alarms.H < TalkLine*scale { // another panel fills the side: alarms must be seen
		p.Alarms.Y, p.Alarms.H = l.Top.H+margin*scale, 2*TalkLine*scale
	}
	return p
}

// Lines is how many lines of a height fit.
func Lines(r Rect, height float64) int { return max(0, int(r.H/height+0.01)) }

// Chat reports whether a note is of what people and the server say and of who comes and goes. The others are alarms.
func (n *Note) Chat() bool {
	switch n.Kind {
	case Reinforced, Said, Pinged, HeldByAI, CameBack, Joined, Told:
		return true
	}
	return false
}

// thin lets the oldest note of a place go when there are too many of them.
func (n *Notes) thin(chat bool) {
	most := maxAlarms
	if chat {
		most = maxChat
	}
	first, count := -1, 0
	for i := range n.All {
		if n.All[i].Chat() == chat {
			if count++; first < 0 {
				first = i
			}
		}
	}
	if count > most {
		n.All = append(n.All[:first], n.All[first+1:]...)
	}
}
