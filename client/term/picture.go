// Package term draws a match in a terminal, live or replayed.
//
// Two rows of cells share one row of characters: the upper half block's foreground is the upper cell and its background
// the lower one, so that cells come out square. Units and points are letters on top. Without colours (a pipe, NO_COLOR)
// terrain is drawn by its letters instead, and teams are told apart by upper and lower case.
package term

import (
	"strings"

	"charm.land/lipgloss/v2"

	"muster/game"
	"muster/shard/replay"
)

// Picture draws Views of one match.
type Picture struct {
	setup *game.Setup
	fog   game.Fog
	step  int32 // cells to a half character, so that the map fits
	cols  int32
	rows  int32 // rows of characters
}

// NewPicture makes a picture of at most width x height characters.
func NewPicture(s *game.Setup, width, height int) *Picture {
	p := &Picture{setup: s, step: 1}
	for p.size(); p.cols > int32(max(width, 8)) || p.rows > int32(max(height, 4)); p.size() {
		p.step++
	}
	return p
}

func (p *Picture) size() {
	p.cols = (p.setup.Map.W + p.step - 1) / p.step
	p.rows = (p.setup.Map.H + 2*p.step - 1) / (2 * p.step)
}

// mark is a letter on top of the terrain.
type mark struct {
	letter byte
	team   int8
}

// Draw returns the picture of v, rows separated by line feeds, with what commanders intend under its units.
func (p *Picture) Draw(v *game.View, intended []replay.Intention) string {
	p.setup.Fog(v, &p.fog)
	marks := map[int32]mark{}
	p.sketch(marks, v, intended)
	p.marks(marks, v)
	var b strings.Builder
	for row := range p.rows {
		for col := range p.cols {
			p.char(&b, col, row, marks)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// marks places points first and units over them; the last unit of a character wins.
func (p *Picture) marks(marks map[int32]mark, v *game.View) {
	for i, pt := range v.Points {
		at := p.setup.Scenario.Points[i]
		marks[p.at(at.X, at.Y)] = mark{'0' + byte(i%10), pt.Owner}
	}
	for _, u := range v.Units {
		if u.HP > 0 {
			x, y := int32(u.X)/game.ViewStep, int32(u.Y)/game.ViewStep
			marks[p.at(x, y)] = mark{p.setup.Rules.Kinds[u.Kind].Letter, int8(u.Team)}
		}
	}
}

func (p *Picture) at(x, y int32) int32 { return y/(2*p.step)*p.cols + x/p.step }

func (p *Picture) char(b *strings.Builder, col, row int32, marks map[int32]mark) {
	x, y := col*p.step, row*2*p.step
	m, marked := marks[row*p.cols+col]
	if plain() {
		b.WriteByte(p.plainChar(x, y, m, marked))
		return
	}
	upper, lower := p.colour(x, y), p.colour(x, y+p.step)
	if marked {
		style := lipgloss.NewStyle().Bold(true).Foreground(teamColour(m.team).colour()).Background(upper.colour())
		b.WriteString(style.Render(string(rune(drawn(m.letter)))))
		return
	}
	b.WriteString(lipgloss.NewStyle().Foreground(upper.colour()).Background(lower.colour()).Render("▀"))
}

// drawn is a letter of somebody's rules, if it is one.
func drawn(letter byte) byte {
	if letter < ' ' || letter > '~' {
		return '?'
	}
	return letter
}

func (p *Picture) plainChar(x, y int32, m mark, marked bool) byte {
	switch {
	case marked && m.team == 1:
		return lowercase(drawn(m.letter))
	case marked:
		return drawn(m.letter)
	case !p.fog.Sees(x, y) && !p.fog.Sees(x, y+p.step):
		return ' '
	}
	return drawn(p.terrain(x, y).Letter)
}

func (p *Picture) terrain(x, y int32) game.Terrain {
	m := &p.setup.Map
	return p.setup.Rules.Terrains[m.Cells[min(y, m.H-1)*m.W+min(x, m.W-1)]]
}
