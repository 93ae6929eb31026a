package ui

// Ink is the role of a colour. Team colours follow the roles.
type Ink int

// The roles.
const (
	Plain Ink = iota
	Body
	Faint
	Accent
	Good
	Bad
	Warn
	Back
	Panel
	Edge
	Black
	Nobody
	firstTeam
)

// Team is the colour of a team; nobody's is grey.
func Team(n int) Ink {
	if n < 0 {
		return Nobody
	}
	return firstTeam + Ink(n)
}

// TeamOf is the team of a team's colour, -1 for other inks.
func (i Ink) TeamOf() int { return max(-1, int(i-firstTeam)) }

// Verb is what a command does.
type Verb int

// The verbs.
const (
	FillRect    Verb = iota // R
	FrameRect               // R, Size wide
	Write                   // Text at the left end, middle or right end of R by Align, in half its height
	DrawLine                // from R.X, R.Y to R.W, R.H, Size wide
	DrawIcon                // the icon Text into R
	DrawPicture             // the picture Text into R
	Clip                    // only what is in R is seen, until Unclip
	Unclip
)

// Align says how a text lies in its rectangle.
type Align int

// The alignments.
const (
	Left Align = iota
	Middle
	Right
)

// Command is one thing to draw.
type Command struct {
	Do    Verb
	R     Rect
	Text  string
	Whole string // what was to be written, where Text is shorter
	Size  float64
	Align Align
	Ink   Ink
	Alpha float64
}

func (u *UI) add(c Command) { u.Commands = append(u.Commands, c) }

// Fill fills a rectangle.
func (u *UI) Fill(r Rect, ink Ink, alpha float64) {
	u.add(Command{Do: FillRect, R: r, Ink: ink, Alpha: alpha})
}

// Frame draws the inner edge of a rectangle.
func (u *UI) Frame(r Rect, width float64, ink Ink, alpha float64) {
	u.add(Command{Do: FrameRect, R: r, Size: width, Ink: ink, Alpha: alpha})
}

// Line draws a straight line.
func (u *UI) Line(from, to Point, width float64, ink Ink, alpha float64) {
	u.add(Command{Do: DrawLine, R: Rect{from.X, from.Y, to.X, to.Y}, Size: width, Ink: ink, Alpha: alpha})
}

// Icon draws an icon by its name.
func (u *UI) Icon(name string, r Rect, ink Ink, alpha float64) {
	u.add(Command{Do: DrawIcon, Text: name, R: r, Ink: ink, Alpha: alpha})
}

// Picture draws a picture that the room above knows by name.
func (u *UI) Picture(name string, r Rect) {
	u.add(Command{Do: DrawPicture, Text: name, R: r, Alpha: 1})
}

// Surface is the ground that things lie on.
func (u *UI) Surface(r Rect) {
	u.Fill(r, Panel, 1)
	u.Frame(r, 1, Edge, 1)
}
