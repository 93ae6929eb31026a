//go:build window

package draw

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// eyes turn linear red, green and blue into what is seen of it: Machado, Oliveira and Fernandes, "A
// Physiologically-based Model for Simulation of Color Vision Deficiency", 2009, at full severity.
var eyes = map[string][3][3]float64{
	"usual":  {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protan": {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deutan": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritan": {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

func linear(v float32) float64 {
	if v <= 0.04045 {
		return float64(v) / 12.92
	}
	return math.Pow((float64(v)+0.055)/1.055, 2.4)
}

// seen is a colour in CIE 1976 L*a*b*, as some eyes see it.
func seen(c Colour, eye [3][3]float64) (lab [3]float64) {
	in := [3]float64{linear(c.r), linear(c.g), linear(c.b)}
	var rgb [3]float64
	for i := range rgb {
		rgb[i] = max(0, min(1, eye[i][0]*in[0]+eye[i][1]*in[1]+eye[i][2]*in[2]))
	}
	f := func(t float64) float64 {
		if t > 0.008856 {
			return math.Cbrt(t)
		}
		return 7.787*t + 16.0/116
	}
	x := f((0.4124*rgb[0] + 0.3576*rgb[1] + 0.1805*rgb[2]) / 0.95047)
	y := f(0.2126*rgb[0] + 0.7152*rgb[1] + 0.0722*rgb[2])
	z := f((0.0193*rgb[0] + 0.1192*rgb[1] + 0.9505*rgb[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func distance(a, b [3]float64) float64 {
	return math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
}

func TestAlliesColoursAreToldApartByEverybody(t *testing.T) {
	for name, eye := range eyes {
		for i := range allyColours {
			for j := range i {
				require.Greater(t, distance(seen(allyColours[i], eye), seen(allyColours[j], eye)), 30.0,
					"%s: %d and %d", name, i, j)
			}
			letter := LetterOn(allyColours[i])
			require.Greater(t, distance(seen(allyColours[i], eye), seen(letter, eye)), 50.0, "%s: the letter on %d",
				name, i)
		}
	}
}
