package paint

// built puts on the ground what people made or broke and what is not higher than a man.
func (g *ground) built(u, v float32, c rgb, hard [looks]float32) rgb {
	x, y := int32(floor(u)), int32(floor(v))
	switch look := g.look(x, y); {
	case look == Bridge:
		return g.planks(u, v, x, y, hard[Bridge])
	case look == LowWall:
		return g.lowWall(u, v, x, y, c)
	case look == Sandbags:
		return bags(u, v, c, hard[Sandbags])
	case look == Rubble:
		return stones(u, v, c)
	}
	return c
}

// swamp is dark, with pools that mirror the sky.
func swamp(u, v float32) rgb {
	c := rgb{72, 84, 56}.mix(rgb{92, 96, 58}, clouds(u*0.9, v*0.9, 101))
	pool := clouds(u*1.1, v*1.6, 103)
	c = c.mix(rgb{70, 98, 100}, ramp(0.54, 0.6, pool)*0.85)
	return c.mix(rgb{118, 126, 70}, ramp(0.74, 0.8, noise(u*7, v*11, 107))*0.6) // reeds
}

// planks lie across the way that leads over a bridge.
func (g *ground) planks(u, v float32, x, y int32, share float32) rgb {
	along, across := u, v
	if way := g.look(x-1, y); way != Bridge && way != Road {
		if way = g.look(x+1, y); way != Bridge && way != Road {
			along, across = v, u
		}
	}
	n := floor(along * 4)
	c := rgb{140, 112, 78}.lit((dice(int32(n), 3, 109) - 0.5) * 0.22)
	c = c.lit((noise(along*3, across*24, 113) - 0.5) * 0.12)
	c = c.mix(rgb{70, 56, 42}, ramp(0.12, 0, along*4-n)*0.7)
	return c.mix(rgb{84, 66, 48}, ramp(0.62, 0.52, share)*0.8)
}

// lowWall is a thin row of stones that joins its neighbours.
func (g *ground) lowWall(u, v float32, x, y int32, c rgb) rgb {
	fu, fv := u-float32(x)-0.5, v-float32(y)-0.5
	joins := func(dx, dy int32) bool {
		look := g.look(x+dx, y+dy)
		return look == LowWall || look == Wall || look == Building
	}
	const half = 0.17
	inU, inV := fu > -half && fu < half, fv > -half && fv < half
	stone := inU && inV || inU && (fv < 0 && joins(0, -1) || fv > 0 && joins(0, 1)) ||
		inV && (fu < 0 && joins(-1, 0) || fu > 0 && joins(1, 0))
	if !stone {
		return c
	}
	w := rgb{158, 150, 136}.lit((dice(int32(floor(u*4)), int32(floor(v*4)), 127) - 0.5) * 0.2)
	light := -fu - fv // lit from the upper left
	if inU && !inV {
		light = -2 * fu
	} else if inV && !inU {
		light = -2 * fv
	}
	return w.lit(light * 0.9)
}

// bags lie in rows, each other one half a bag aside.
func bags(u, v float32, c rgb, share float32) rgb {
	row := floor(v * 4)
	at := u*2.2 + float32(int32(row)&1)*0.5
	col := floor(at)
	du, dv := (at-col-0.5)*2, (v*4-row-0.5)*2
	round := du*du*du*du + dv*dv*dv*dv
	b := rgb{178, 158, 112}.lit((dice(int32(col), int32(row), 131)-0.5)*0.16 - (du+dv)*0.12)
	b = b.mix(rgb{92, 78, 52}, ramp(0.55, 1, round))
	return c.mix(b, ramp(0.42, 0.5, share))
}

// stones are what is left of a house.
func stones(u, v float32, c rgb) rgb {
	const per = 3.2
	for dy := int32(-1); dy <= 1; dy++ {
		for dx := int32(-1); dx <= 1; dx++ {
			x, y := int32(floor(u*per))+dx, int32(floor(v*per))+dy
			su, sv := (float32(x)+0.2+0.6*dice(x, y, 137))/per, (float32(y)+0.2+0.6*dice(x, y, 139))/per
			r := 0.08 + 0.1*dice(x, y, 149)
			switch d := max(u-su, su-u) + max(v-sv, sv-v); {
			case d < r:
				c = rgb{148, 138, 126}.lit((dice(x, y, 151)-0.5)*0.3 - (u-su+v-sv)*1.6)
			case max(u-su-0.05, su-u+0.05)+max(v-sv-0.06, sv-v+0.06) < r:
				c = c.lit(-0.25)
			}
		}
	}
	return c
}

// roof is a house from above: tiles that fall to two sides from a ridge, dark at the eaves.
func (g *ground) roof(u, v, share float32) rgb {
	row := floor(v * 5)
	col := floor(u*5 + float32(int32(row)&1)*0.5)
	c := rgb{156, 92, 70}.lit((dice(int32(col), int32(row), 157) - 0.5) * 0.16)
	c = c.mix(rgb{112, 62, 50}, ramp(0.2, 0, v*5-row)*0.5)
	up, down := g.extent(u, v, -1), g.extent(u, v, 1)
	fall := (down - up) / max(up+down, 1) // 1 at the upper eaves, -1 at the lower ones
	c = c.lit(0.16 * fall)
	if fall > -0.08 && fall < 0.08 {
		c = rgb{196, 140, 112} // the ridge
	}
	return c.mix(rgb{58, 40, 36}, ramp(0.66, 0.52, share))
}

// extent is how far a house reaches up or down from a place, in cells, at most four.
func (g *ground) extent(u, v float32, dir int32) float32 {
	x, y := int32(floor(u)), int32(floor(v))
	n := int32(1)
	for ; n < 4 && y+dir*n >= 0 && y+dir*n < g.h && g.look(x, y+dir*n) == Building; n++ {
	}
	edge := float32(y)
	if dir > 0 {
		edge = float32(y + 1)
	}
	return max(edge-v, v-edge) + float32(n-1)
}
