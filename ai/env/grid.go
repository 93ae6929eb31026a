package env

import "muster/game"

// Grid is the map, coarse, for learners that want it as an array: blocks of Cell cells a side, row by row. A value is
// the mean of the block's cells.
type Grid struct {
	W      int           `json:"w"`
	H      int           `json:"h"`
	Cell   int           `json:"cell"`
	Layers []string      `json:"layers"`
	Values [][][]float64 `json:"values"` // [layer][y][x]
}

// layers are what the grid tells: who can enter (1 or 0), cover and concealment in percent, what stops sight and fire
// (1 or 0), and heights.
var layers = []struct {
	name string
	of   func(s *game.Setup, cell int) float64
}{
	{"foot", func(s *game.Setup, c int) float64 { return truth(terrain(s, c).Cost[game.Foot] != game.Impassable) }},
	{"wheels", func(s *game.Setup, c int) float64 { return truth(terrain(s, c).Cost[game.Wheels] != game.Impassable) }},
	{"tracks", func(s *game.Setup, c int) float64 { return truth(terrain(s, c).Cost[game.Tracks] != game.Impassable) }},
	{"cover", func(s *game.Setup, c int) float64 { return float64(terrain(s, c).Cover) }},
	{"conceal", func(s *game.Setup, c int) float64 { return float64(terrain(s, c).Conceal) }},
	{"blocks_sight", func(s *game.Setup, c int) float64 { return truth(terrain(s, c).BlocksSight) }},
	{"blocks_fire", func(s *game.Setup, c int) float64 { return truth(terrain(s, c).BlocksFire) }},
	{"height", func(s *game.Setup, c int) float64 {
		if len(s.Map.Heights) == 0 {
			return 0
		}
		return float64(s.Map.Heights[c])
	}},
}

func terrain(s *game.Setup, cell int) *game.Terrain { return &s.Rules.Terrains[s.Map.Cells[cell]] }

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func gridOf(s *game.Setup) Grid {
	blocks := func(cells int32) int { return (int(cells) + block - 1) / block }
	g := Grid{W: blocks(s.Map.W), H: blocks(s.Map.H), Cell: block}
	for _, layer := range layers {
		g.Layers = append(g.Layers, layer.name)
		rows := make([][]float64, g.H)
		for y := range rows {
			for x := range g.W {
				rows[y] = append(rows[y], mean(s, x, y, layer.of))
			}
		}
		g.Values = append(g.Values, rows)
	}
	return g
}

// mean is what a layer has in a block, to a thousandth.
func mean(s *game.Setup, bx, by int, of func(s *game.Setup, cell int) float64) float64 {
	w, h, sum, n := int(s.Map.W), int(s.Map.H), 0.0, 0.0
	for y := by * block; y < min((by+1)*block, h); y++ {
		for x := bx * block; x < min((bx+1)*block, w); x++ {
			sum, n = sum+of(s, y*w+x), n+1
		}
	}
	return float64(int(sum/n*1000+0.5)) / 1000
}
