package picture

import (
	"cmp"
	"image"
	"image/draw"
	"slices"

	"muster/game"
)

// Sizes in pixels.
const (
	squadSize = 13
	loneSize  = 9 // a unit whose squad is not known
	unitSize  = 3
	pointSize = 13
	mineSize  = 5
	blastSize = 15
)

// drawPoints draws what is to be captured: its reach, whose it is, and how far whoever takes it has come.
func (p *Painter) drawPoints(v *game.View) {
	for i := range min(len(v.Points), len(p.setup.Scenario.Points)) {
		at, pt := &p.setup.Scenario.Points[i], &v.Points[i]
		c := p.middle(at.X, at.Y)
		p.ring(c, max(p.cells(int(at.Radius)), pointSize/2+2), teamColour(int(pt.Owner)))
		p.flag(c, int(pt.Owner))
		if pt.Progress > 0 && pt.Taker >= 0 {
			r := image.Rect(c.X-9, c.Y+10, c.X+10, c.Y+13)
			draw.Draw(p.frame, r, image.NewUniform(rim), image.Point{}, draw.Src)
			r.Max.X = r.Min.X + 1 + 17*min(int(pt.Progress), 100)/100
			r = image.Rect(r.Min.X+1, r.Min.Y+1, max(r.Max.X, r.Min.X+2), r.Max.Y-1)
			draw.Draw(p.frame, r, image.NewUniform(teamColour(int(pt.Taker))), image.Point{}, draw.Src)
		}
	}
}

// flag is an upright cross-hair with whose it is in the middle: no squad looks so.
func (p *Painter) flag(c image.Point, owner int) {
	for _, d := range [...]image.Rectangle{
		image.Rect(-pointSize/2-3, -1, pointSize/2+4, 2), image.Rect(-1, -pointSize/2-3, 2, pointSize/2+4),
	} {
		draw.Draw(p.frame, d.Add(c), image.NewUniform(rim), image.Point{}, draw.Src)
	}
	p.stamp(c, disc, pointSize, rim)
	p.stamp(c, disc, pointSize-2, bright)
	p.stamp(c, disc, pointSize-4, teamColour(owner))
	if owner >= 0 {
		p.inside(c, owner)
	}
}

// ring is a circle and a breath of colour in it.
func (p *Painter) ring(c image.Point, r int, of colour) {
	r = min(r, max(p.size.X, p.size.Y))
	for y := -r; y <= r; y++ {
		for x := -r; x <= r; x++ {
			switch d := x*x + y*y; {
			case d > r*r+r:
			case d > r*r-r:
				over(p.frame, c.X+x, c.Y+y, faint(of, 210))
			default:
				over(p.frame, c.X+x, c.Y+y, faint(of, 30))
			}
		}
	}
}

// drawSmoke draws clouds.
func (p *Painter) drawSmoke(v *game.View) {
	for _, k := range v.Marks {
		if k.Kind != game.Cloud {
			continue
		}
		c, r := p.middle(int32(k.X), int32(k.Y)), min(max(p.cells(int(k.What)), 3), max(p.size.X, p.size.Y))
		for y := -r; y <= r; y++ {
			for x := -r; x <= r; x++ {
				if d := x*x + y*y; d <= r*r {
					over(p.frame, c.X+x, c.Y+y, faint(nobody, 190-110*d/(r*r)))
				}
			}
		}
	}
}

// drawMines draws mines as crosses.
func (p *Painter) drawMines(v *game.View) {
	for _, k := range v.Marks {
		if k.Kind == game.Mine {
			c := p.middle(int32(k.X), int32(k.Y))
			p.stamp(c, cross, mineSize+2, rim)
			p.stamp(c, cross, mineSize, teamColour(int(k.What)))
		}
	}
}

// drawUnits draws everybody as a dot.
func (p *Painter) drawUnits(v *game.View) {
	for i := range v.Units {
		if u := &v.Units[i]; u.HP > 0 && u.Flags&game.Aboard == 0 && u.Squad != game.NoSquad {
			at := p.at(u.X, u.Y)
			p.stamp(at, disc, unitSize+2, faint(rim, 200))
			p.stamp(at, disc, unitSize, teamColour(int(u.Team)))
		}
	}
}

// drawFire draws the shots and blasts of this tick.
func (p *Painter) drawFire(v *game.View) {
	for i := range v.CombatEvents {
		switch e := &v.CombatEvents[i]; e.Kind {
		case game.Shot:
			from, to := find(v, e.Source), find(v, e.Target)
			if from != nil && to != nil {
				p.line(p.at(from.X, from.Y), p.at(to.X, to.Y), faint(fire, 200))
			}
		case game.Blast:
			p.stamp(p.at(e.Source, e.Target), star, blastSize, faint(fire, 220))
		}
	}
}

func find(v *game.View, id uint16) *game.UnitView {
	i, found := slices.BinarySearchFunc(v.Units, id, func(u game.UnitView, id uint16) int {
		return cmp.Compare(u.ID, id)
	})
	if !found {
		return nil
	}
	return &v.Units[i]
}

func (p *Painter) line(a, b image.Point, c colour) {
	d := b.Sub(a)
	n := max(d.X, -d.X, d.Y, -d.Y, 1)
	for i := range n {
		over(p.frame, a.X+d.X*i/n, a.Y+d.Y*i/n, c)
	}
}

// group is the units of a squad, or a unit of which no squad is known.
type group struct {
	team, squad, kind int
	x, y, n           int
}

// drawSquads draws each squad in the middle of its units.
func (p *Painter) drawSquads(v *game.View) {
	var all []group
	place := map[[2]uint8]int{}
	for i := range v.Units {
		u := &v.Units[i]
		if u.HP == 0 || u.Flags&game.Aboard != 0 {
			continue
		}
		key := [2]uint8{u.Team, u.Squad}
		at, known := place[key]
		if u.Squad == game.NoSquad || !known {
			at, place[key] = len(all), len(all)
			all = append(all, group{team: int(u.Team), squad: int(u.Squad), kind: int(u.Kind)})
		}
		g := &all[at]
		g.x, g.y, g.n = g.x+int(u.X), g.y+int(u.Y), g.n+1
	}
	for i := range all {
		g := &all[i]
		size := squadSize
		if g.squad == game.NoSquad {
			size = loneSize
		}
		p.piece(p.at(uint16(g.x/g.n), uint16(g.y/g.n)), g, size)
	}
}

// piece is a squad's shape: dark around, its team's colour, and whose it is again within.
func (p *Painter) piece(at image.Point, g *group, size int) {
	s := shapeOf(g.kind)
	p.stamp(at, s, size+4, rim)
	p.stamp(at, s, size, teamColour(g.team))
	if size == squadSize {
		p.inside(at, g.team)
	}
}

// TeamSign is a letter that looks like a team's mark, for what explains the picture.
func TeamSign(team int) string { return [...]string{"○", "⊙", "⦶", "⊖", "⊚"}[team%5] }

// inside tells teams apart without colour: nothing, a dot, an upright line, a level one, two dots side by side.
func (p *Painter) inside(at image.Point, team int) {
	var marks []image.Rectangle
	switch team % 5 {
	case 1:
		marks = []image.Rectangle{image.Rect(-1, -1, 2, 2)}
	case 2:
		marks = []image.Rectangle{image.Rect(0, -3, 1, 4)}
	case 3:
		marks = []image.Rectangle{image.Rect(-3, 0, 4, 1)}
	case 4:
		marks = []image.Rectangle{image.Rect(-3, -1, -1, 1), image.Rect(1, -1, 3, 1)}
	}
	for _, r := range marks {
		draw.Draw(p.frame, r.Add(at), image.NewUniform(rim), image.Point{}, draw.Src)
	}
}
