package assets

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"

	"muster/game"
)

// mapFile reads a map of either kind by its ending.
func (s *Set) mapFile(name string, r *game.Rules) (game.Map, error) {
	file := "maps/" + regular(path.Base(name))
	b, err := s.text(file)
	if err != nil {
		return game.Map{}, err
	}
	read := ReadDrawn
	if strings.HasSuffix(regular(name), ".map") {
		read = ReadMovingAI
	}
	m, err := read(b, r)
	wrong := faults{}
	wrong.at(s.place(file)+":", err)
	m.Name = name
	return m, wrong.err()
}

// ReadDrawn reads a drawn map and, behind an empty line, its heights, if it has any: a digit a cell. Its errors begin
// with line:column; those of several mistakes are joined.
func ReadDrawn(b []byte, r *game.Rules) (game.Map, error) {
	b, err := Plain(b)
	if err != nil {
		return game.Map{}, err
	}
	codes := map[byte]uint8{}
	for i, t := range r.Terrains {
		codes[t.Letter] = uint8(i)
	}
	drawn, heights, hilly := strings.Cut(string(b), "\n\n")
	m, err := readGrid([]byte(drawn), 1, func(letter byte) (uint8, bool) {
		code, ok := codes[letter]
		return code, ok
	}, "no terrain has the letter")
	if !hilly || strings.TrimSpace(heights) == "" {
		return m, err
	}
	wrong := faults{}
	wrong.add(err)
	first := strings.Count(drawn, "\n") + 3
	h, err := readGrid([]byte(heights), first, func(letter byte) (uint8, bool) {
		return letter - '0', letter >= '0' && letter <= '0'+game.MaxHeight
	}, "no height is")
	if len(wrong) == 0 && err == nil && (h.W != m.W || h.H != m.H) {
		err = fmt.Errorf("%d:1: the heights are %d x %d and the map is %d x %d", first, h.W, h.H, m.W, m.H)
	}
	wrong.add(err)
	m.Heights = h.Cells
	return m, wrong.err()
}

// movingAI says what the letters of the benchmarks' maps become (Sturtevant, "Benchmarks for Grid-Based Pathfinding").
// Out of bounds and trees are impassable there, and so they are here.
var movingAI = map[byte]string{
	'.': "open", 'G': "open", 'S': "rough", 'W': "water", 'T': "wall", '@': "wall", 'O': "wall",
}

// ReadMovingAI reads a map of the MovingAI benchmarks. Its errors begin with line:column.
func ReadMovingAI(b []byte, r *game.Rules) (game.Map, error) {
	b, err := Plain(b)
	if err != nil {
		return game.Map{}, err
	}
	var w, h int
	head, rest, ok := bytes.Cut(b, []byte("map\n"))
	n, err := fmt.Sscanf(string(head[:min(len(head), 200)]), "type octile\nheight %d\nwidth %d\n", &h, &w)
	if !ok || n != 2 || err != nil {
		return game.Map{},
			errors.New("1:1: a MovingAI map begins with the lines type octile, height H, width W and map")
	}
	codes := map[byte]uint8{}
	for letter, name := range movingAI {
		for i, t := range r.Terrains {
			if t.Name == name {
				codes[letter] = uint8(i)
			}
		}
	}
	m, err := readGrid(rest, 5, func(letter byte) (uint8, bool) {
		code, ok := codes[letter]
		return code, ok
	}, "no terrain has the letter")
	if err == nil && (int(m.W) != w || int(m.H) != h) {
		err = fmt.Errorf("2:1: the head says %d x %d and the map is %d x %d: is it cut short?", w, h, m.W, m.H)
	}
	return m, err
}

// readGrid reads lines of equal length; first is the number of the first one. A letter that nobody knows is told once,
// where it stands first.
func readGrid(b []byte, first int, code func(byte) (uint8, bool), unknown string) (m game.Map, err error) {
	lines := strings.Split(strings.TrimRight(string(b), "\n"), "\n")
	m.W, m.H = int32(len(lines[0])), int32(len(lines))
	if m.W < 1 || m.W > game.MaxSide || m.H > game.MaxSide {
		return m, fmt.Errorf("%d:1: a map of %d x %d is out of range (1 to %d cells a side)",
			first, m.W, m.H, game.MaxSide)
	}
	wrong, told := faults{}, [256]bool{}
	for y, line := range lines {
		if len(line) != int(m.W) {
			wrong.add(fmt.Errorf("%d:%d: the line has %d cells and the first one has %d: is the map cut short?",
				first+y, max(len(line), 1), len(line), m.W))
		}
		for x := range len(line) {
			c, ok := code(line[x])
			if !ok && !told[line[x]] {
				told[line[x]] = true
				wrong.add(fmt.Errorf("%d:%d: %s %q", first+y, x+1, unknown, line[x]))
			}
			m.Cells = append(m.Cells, c)
		}
	}
	if len(wrong) > maxWrong {
		wrong = append(wrong[:maxWrong], fmt.Errorf("%d:1: %d more lines are wrong", first, len(wrong)-maxWrong))
	}
	return m, wrong.err()
}
