package diagram

import (
	"html"
	"math"
	"strconv"
	"strings"
)

// svg is a text of SVG that is being made.
type svg struct{ strings.Builder }

// markup is what stands in this room's source: no text from outside is one without a conversion.
type markup string

// put writes markup with values in the places of its %: numbers to a tenth, texts escaped.
func (d *svg) put(form markup, values ...any) {
	for _, v := range values {
		before, after, _ := strings.Cut(string(form), "%")
		d.WriteString(before)
		form = markup(after)
		switch v := v.(type) {
		case int:
			d.number(float64(v))
		case float64:
			d.number(v)
		case markup:
			d.WriteString(string(v))
		case string:
			d.WriteString(html.EscapeString(v))
		}
	}
	d.WriteString(string(form))
}

// line writes a letter of a path and numbers, whole ones: paths of thousands are made of it.
func (d *svg) line(letter byte, numbers ...float64) {
	var b [64]byte
	to := append(b[:0], letter)
	for i, v := range numbers {
		if i > 0 {
			to = append(to, ' ')
		}
		to = strconv.AppendInt(to, int64(v+.5), 10)
	}
	d.Write(to)
}

func (d *svg) number(v float64) {
	var b [24]byte
	d.Write(strconv.AppendFloat(b[:0], math.Round(v*10)/10, 'f', -1, 64))
}

// turn is a point so far from the middle, so many turns clockwise from the top.
func turn(turns, far float64) point {
	sin, cos := math.Sincos(2 * math.Pi * turns)
	return point{middleX + far*sin, middleY - far*cos}
}
