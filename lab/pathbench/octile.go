package pathbench

import (
	"bytes"
	"fmt"
	"os"

	"muster/assets"
	"muster/game"
)

// octile is a map of the MovingAI benchmarks.
type octile struct {
	w, h    int32
	letters []byte
}

// terrains are what the letters of a map are in the game. Others cannot be entered.
var terrains = map[byte]string{'.': "open", 'G': "road", 'S': "swamp", 'W': "shallow", 'T': "forest"}

func readOctile(name string) (o octile, err error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return o, err
	}
	if b, err = assets.Plain(b); err != nil {
		return o, fmt.Errorf("%s:%w", name, err)
	}
	head, body, ok := bytes.Cut(b, []byte("\nmap\n"))
	if _, err := fmt.Sscanf(string(head), "type octile\nheight %d\nwidth %d", &o.h, &o.w); err != nil || !ok ||
		o.w < 1 || o.h < 1 {
		return o, fmt.Errorf("%s: it does not begin like a map of type octile", name)
	}
	if o.w > game.MaxSide || o.h > game.MaxSide {
		return o, fmt.Errorf("%s: a map of %d x %d, and the game's have %d cells a side at most",
			name, o.w, o.h, game.MaxSide)
	}
	lines := bytes.Split(bytes.TrimRight(body, "\n"), []byte("\n"))
	if len(lines) != int(o.h) {
		return o, fmt.Errorf("%s: %d rows, and its head says %d", name, len(lines), o.h)
	}
	for y, line := range lines {
		if len(line) != int(o.w) {
			return o, fmt.Errorf("%s:%d: %d cells, and its head says %d", name, y+5, len(line), o.w)
		}
		o.letters = append(o.letters, line...)
	}
	return o, nil
}

// even is the map with ground and swamp at cost 1 and nothing else to be entered.
func (o octile) even() *game.Setup {
	s := &game.Setup{Map: game.Map{W: o.w, H: o.h, Cells: make([]uint8, len(o.letters))}}
	s.Rules.Terrains = []game.Terrain{{Name: "free", Cost: [game.MoveClasses]uint8{1, 1, 1}}, {Name: "blocked"}}
	for c, letter := range o.letters {
		if letter != '.' && letter != 'G' && letter != 'S' {
			s.Map.Cells[c] = 1
		}
	}
	return s
}

// terrain is the map with the game's rules.
func (o octile) terrain() (*game.Setup, error) {
	s, err := assets.Embedded().Setup("arena")
	if err != nil {
		return nil, err
	}
	codes := map[string]uint8{}
	for code, t := range s.Rules.Terrains {
		codes[t.Name] = uint8(code)
	}
	s.Map = game.Map{W: o.w, H: o.h, Cells: make([]uint8, len(o.letters))}
	for c, letter := range o.letters {
		name, ok := terrains[letter]
		if !ok {
			name = "water"
		}
		s.Map.Cells[c] = codes[name]
	}
	return s, nil
}
