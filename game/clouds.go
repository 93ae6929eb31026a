package game

// cloud is smoke: it ends sight, not fire.
type cloud struct {
	cell   int32
	until  Tick
	radius uint8
	team   uint8 // whose smoke it is
	known  uint8 // a bit for each team that sees by it
}

func (w *World) cloudSeen(c *cloud, team int) (seen bool) {
	w.ground.disc(c.cell, int32(c.radius), func(cell int32) { seen = seen || w.fog[team].any(cell) })
	return seen
}

// blockSight ends the sight of the teams that know of a cloud.
func (g *ground) blockSight(c *cloud) {
	g.disc(c.cell, int32(c.radius), func(cell int32) {
		for level := range g.highest + 1 {
			g.opaque[level][cell] |= c.known
		}
	})
}

// smoke makes a cloud of a team's; its oldest goes when it has too many.
func (w *World) smoke(cell int32, team uint8) {
	n, oldest := 0, -1
	for i := range w.clouds {
		if w.clouds[i].team == team {
			if n++; oldest < 0 {
				oldest = i
			}
		}
	}
	if n >= w.share(maxClouds) {
		w.clear(oldest)
	}
	works := &w.setup.Rules.Works
	w.clouds = append(w.clouds, cloud{
		cell: cell, until: w.tick + Tick(works.SmokeTicks), radius: works.SmokeRadius, team: team,
	})
}

// blow takes away the clouds whose time is over.
func (w *World) blow() {
	for i := len(w.clouds) - 1; i >= 0; i-- {
		if w.clouds[i].until <= w.tick {
			w.clear(i)
		}
	}
}

// clear takes a cloud away and gives its cells back what else ends sight there.
func (w *World) clear(i int) {
	gone := w.clouds[i]
	for t := range w.scores {
		if gone.known>>t&1 == 1 {
			w.unlook(uint8(t), gone.cell, int32(gone.radius))
		}
	}
	w.clouds = append(w.clouds[:i], w.clouds[i+1:]...)
	w.own()
	w.ground.disc(gone.cell, int32(gone.radius), func(cell int32) {
		w.ground.setOpaque(w.setup, cell, w.ground.code[cell], everybody)
	})
	for j := range w.altered {
		w.updateBelief(&w.altered[j])
	}
	for j := range w.clouds {
		w.ground.blockSight(&w.clouds[j])
	}
}
