package battle

import (
	"muster/client/screen/i18n"
	"muster/game"
)

// HintKind says how a Hint is to be taken.
type HintKind int

// The kinds of hints.
const (
	Fine   HintKind = iota // it will be done at once
	Later                  // something comes before
	Danger                 // to the own side
	Never                  // it will be refused
)

// Hint is a line beside the pointer about what a click would come to.
type Hint struct {
	Kind HintKind
	Text string
}

// Hints say what a player has to know before the click.
func (a *Aiming) Hints(w i18n.Words) (hints []Hint) {
	say := func(kind HintKind, key string, args ...string) {
		hints = append(hints, Hint{kind, w.Say(key, args...)})
	}
	switch {
	case a.Kind == game.Attack:
		a.fireHint(say)
	case len(a.Doers) == 0:
		say(Never, "aim.whom")
	case a.Why != game.Obeyed:
		say(Never, "refusal."+a.Why.String())
	case a.Kind == game.Suppress:
		a.fireHint(say)
	case !a.far():
	case a.Doers[0].Reach > 0:
		say(Later, "aim.walks")
	case len(a.Works) > 0 || len(a.Rings) > 0:
		say(Later, "aim.goes")
	}
	if a.Friends > 0 {
		say(Danger, "aim.friends", "n", itoa(a.Friends))
	}
	return hints
}

// AimName is what is being aimed, in words: holding with a direction is facing it.
func (b *Battle) AimName(w i18n.Words) string {
	if b.Aim == game.Hold {
		return w.Say("key.watch")
	}
	return w.Say("order." + b.Aim.String())
}

// fireHint says how many of those who are to fire at a place have a line of fire.
func (a *Aiming) fireHint(say func(kind HintKind, key string, args ...string)) {
	men, lines := 0, 0
	for i := range a.Doers {
		men, lines = men+a.Doers[i].Men, lines+a.Doers[i].Lines
	}
	switch {
	case lines > 0 && lines == men:
		say(Fine, "aim.lines", "n", itoa(lines), "men", itoa(men))
	case lines > 0:
		say(Later, "aim.lines", "n", itoa(lines), "men", itoa(men))
	case a.Kind == game.Attack:
	case a.far():
		say(Later, "aim.walks")
	default:
		say(Later, "aim.no_line")
	}
}

// far reports whether everybody who would do it has to go there first.
func (a *Aiming) far() bool {
	for i := range a.Doers {
		if a.Doers[i].Why == game.Obeyed && !a.Doers[i].Far {
			return false
		}
	}
	return true
}
