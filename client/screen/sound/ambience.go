package sound

import "math"

// windLength is how long the wind goes on before it is heard again, in seconds; its end runs into its beginning.
const windLength, windSeam = 12.0, 2.0

// wind is low noise that swells and falls. Both channels hear the same loop, half of it apart.
func wind(render renderer) sample {
	gust := func(t float64) float64 { return 0.55 + 0.3*math.Sin(t*2*math.Pi/5.3) + 0.15*math.Sin(t*2*math.Pi/1.9) }
	air := low(low(noise(77), func(t float64) float64 { return 180 + 260*gust(t) }), at(900))
	raw := render(windLength+windSeam, 0.30, func(t float64) float64 { return air(t) * gust(t) })
	loop, seam := raw[:int(windLength*Rate)], int(windSeam*Rate)
	for i := range seam {
		in := float32(i) / float32(seam)
		loop[i] = loop[i]*in + raw[len(loop)+i]*(1-in)
	}
	return loop
}

// birds are a few calls: short whistles that bend.
func birds(render renderer) []sample {
	call := func(n int, from, to, length, rest float64) sample {
		var notes []wave
		for i := range n {
			notes = append(notes, after(float64(i)*(length+rest), note(from*(1+0.03*float64(i%3)), to, length)))
		}
		return render(float64(n)*(length+rest)+0.05, 0.14, sum(notes...))
	}
	return []sample{
		call(3, 3100, 3900, 0.09, 0.07), call(2, 4300, 2900, 0.16, 0.12), call(6, 3700, 4100, 0.045, 0.03),
		call(1, 2500, 3300, 0.30, 0),
	}
}

// note is a whistle that swells and falls within its length.
func note(from, to, length float64) wave {
	whistle := tone(func(t float64) float64 { return from + (to-from)*t/length })
	return func(t float64) float64 {
		if t > length {
			return 0
		}
		return whistle(t) * math.Sin(math.Pi*t/length)
	}
}
