package sound

import "math"

// wave is a sound that is made frame by frame: t is the time since its beginning in seconds.
type wave func(t float64) float64

// renderer makes a sample of a wave and brings its peak to level.
type renderer func(seconds, level float64, w wave) sample

// rendering breathes after each hundredth of a second of sound.
func rendering(breathe func()) renderer {
	return func(seconds, level float64, w wave) sample { return render(seconds, level, w, breathe) }
}

func render(seconds, level float64, w wave, breathe func()) sample {
	s, peak := make(sample, int(seconds*Rate)), 1e-9
	for i := range s {
		v := w(float64(i) / Rate)
		s[i], peak = float32(v), max(peak, math.Abs(v))
		if i%(Rate/100) == 0 {
			breathe()
		}
	}
	fade := min(len(s), Rate/200) // ends in silence, without a click
	for i := range s {
		s[i] *= float32(level / peak)
		if left := len(s) - 1 - i; left < fade {
			s[i] *= float32(left) / float32(fade)
		}
	}
	return s
}

// noise hisses; the same seed gives the same hiss.
func noise(seed uint32) wave {
	return func(float64) float64 {
		seed ^= seed << 13
		seed ^= seed >> 17
		seed ^= seed << 5
		return float64(seed)/math.MaxUint32*2 - 1
	}
}

// low lets what is below a frequency through; it may change with time.
func low(w wave, cut wave) wave {
	y := 0.0
	return func(t float64) float64 {
		y += (w(t) - y) * (1 - math.Exp(-2*math.Pi*cut(t)/Rate))
		return y
	}
}

// high lets what is above a frequency through.
func high(w wave, cut float64) wave {
	v := 0.0
	under := low(func(float64) float64 { return v }, at(cut))
	return func(t float64) float64 {
		v = w(t)
		return v - under(t)
	}
}

// at is a value that stays.
func at(v float64) wave { return func(float64) float64 { return v } }

// glide goes from one value to another and nears it with a half-life.
func glide(from, to, half float64) wave {
	return func(t float64) float64 { return to + (from-to)*math.Exp2(-t/half) }
}

// tone is a sine of a frequency that may change.
func tone(freq wave) wave {
	phase := 0.0
	return func(t float64) float64 {
		phase += 2 * math.Pi * freq(t) / Rate
		return math.Sin(phase)
	}
}

// bell is a struck tone: a fundamental and two partials that die sooner.
func bell(freq, half float64) wave {
	return sum(fade(tone(at(freq)), half), gain(0.4, fade(tone(at(freq*2)), half/2)),
		gain(0.15, fade(tone(at(freq*3.01)), half/4)))
}

// fade begins at once, without a click, and dies away with a half-life.
func fade(w wave, half float64) wave {
	return func(t float64) float64 { return w(t) * math.Min(1, t*800) * math.Exp2(-t/half) }
}

// after is silent for a while and then begins.
func after(wait float64, w wave) wave {
	return func(t float64) float64 {
		if t < wait {
			return 0
		}
		return w(t - wait)
	}
}

func gain(by float64, w wave) wave { return func(t float64) float64 { return by * w(t) } }

func sum(all ...wave) wave {
	return func(t float64) (v float64) {
		for _, w := range all {
			v += w(t)
		}
		return v
	}
}

// bent is driven into saturation: it growls.
func bent(by float64, w wave) wave { return func(t float64) float64 { return math.Tanh(by * w(t)) } }
