package sound

import "muster/client/screen/battle"

// effect is how a cue sounds: variants that take turns, and which volume it obeys.
type effect struct {
	variants []sample
	ui       bool // the interface's volume, from everywhere alike
}

// effects makes what each cue sounds like. The battle is made of noise and thumps, the interface of bells and clicks,
// so that neither is taken for the other.
func effects(render renderer) (all [battle.Cues]effect) {
	ui := func(seconds, level float64, w wave) effect { return effect{[]sample{render(seconds, level, w)}, true} }
	all[battle.CueSelect] = ui(0.09, 0.30, sum(fade(tone(at(660)), 0.02), after(0.03, fade(tone(at(880)), 0.02))))
	all[battle.CueOrder] = ui(0.16, 0.38, sum(bell(523, 0.03), after(0.05, bell(784, 0.04))))
	all[battle.CueRefused] = ui(0.26, 0.36, bent(2, fade(sum(tone(at(196)), tone(at(208))), 0.09)))
	all[battle.CueCapture] = ui(1.3, 0.50, sum(bell(392, 0.2), after(0.12, bell(523, 0.2)),
		after(0.24, bell(784, 0.3))))
	all[battle.CueAlarm] = ui(0.55, 0.42, sum(bell(740, 0.08), after(0.16, bell(587, 0.08)),
		after(0.32, bell(740, 0.08))))
	all[battle.CuePing] = ui(0.7, 0.42, sum(bell(1175, 0.12), after(0.1, bell(1568, 0.16))))
	all[battle.CuePress] = ui(0.05, 0.26, fade(sum(tone(at(1200)), high(noise(9), 3000)), 0.006))
	for seed := range uint32(4) {
		add := func(c battle.CueKind, s sample) { all[c].variants = append(all[c].variants, s) }
		add(battle.CueShot, shot(render, seed+1))
		add(battle.CueCannon, cannon(render, seed+11))
		add(battle.CueBlast, blast(render, seed+21))
		add(battle.CueDeath, thud(render, seed+31))
	}
	return all
}

// shot is a crack and the air closing behind it.
func shot(render renderer, seed uint32) sample {
	body := low(noise(seed*7919), glide(5200, 500, 0.02+0.004*float64(seed)))
	return render(0.30, 0.55, sum(fade(high(noise(seed), 2500), 0.006), gain(1.3, fade(body, 0.035)),
		gain(0.25, after(0.04, fade(low(noise(seed+5), at(900)), 0.06)))))
}

// cannon is a blow with a tail that rolls away.
func cannon(render renderer, seed uint32) sample {
	blow := fade(tone(glide(120, 42, 0.04)), 0.12)
	return render(1.0, 0.85,
		bent(1.6, sum(blow, fade(low(noise(seed), glide(4200, 220, 0.05)), 0.10),
			gain(0.4, after(0.08, fade(low(noise(seed+5), at(350)), 0.20))))))
}

// blast is earth thrown up: lower and longer than a cannon, and it patters down.
func blast(render renderer, seed uint32) sample {
	rumble := fade(low(noise(seed), glide(2600, 110, 0.10)), 0.28)
	patter := after(0.35, fade(high(low(noise(seed+3), at(3000)), 900), 0.22))
	return render(1.7, 0.95,
		bent(2, sum(gain(0.8, fade(tone(glide(90, 30, 0.08)), 0.22)), gain(1.6, rumble), gain(0.06, patter))))
}

// thud is somebody falling.
func thud(render renderer, seed uint32) sample {
	return render(0.35, 0.45,
		sum(fade(tone(glide(140, 60, 0.03)), 0.05), gain(0.8, fade(low(noise(seed), at(420)), 0.05)),
			gain(0.3, after(0.09, fade(low(noise(seed+5), at(900)), 0.03)))))
}
