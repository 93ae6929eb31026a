package plan

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"muster/assets"
)

func kindNamed(word string) (ActionKind, error) {
	k := ActionKind(strings.ReplaceAll(strings.ToLower(word), "_", "-"))
	if slices.Contains(actionKinds, k) {
		return k, nil
	}
	var names []string
	for _, k := range actionKinds {
		names = append(names, string(k))
	}
	return "", fmt.Errorf("%q is nothing that can be done%s: %s", word, assets.Meant(word, names),
		list(names))
}

// ParseFault reads an action from words, of which one may say how long it lasts: stop shard-2 for=5s.
func ParseFault(words []string) (f Fault, err error) {
	var rest []string
	for _, w := range words {
		text, ok := strings.CutPrefix(w, "for=")
		if !ok {
			rest = append(rest, w)
			continue
		}
		if f.For, err = parseLasting(text); err != nil {
			return Fault{}, fmt.Errorf("for: %w", err)
		}
	}
	if f.Action, err = ParseAction(rest); err != nil {
		return Fault{}, err
	}
	if f.For != 0 && !f.Action.Kind.Lasts() {
		return Fault{}, fmt.Errorf("%s is done at once: leave %q out", f.Action.Kind, "for")
	}
	return f, nil
}

// ParseAction reads an action from words, such as those of a command: kill shard-2; net shard-1 journal-* loss=5%
// delay=80ms; cut shard-1 journal oneway; heal; scale shards=5; bots 24. It does not ask whether the nodes are there.
func ParseAction(words []string) (Action, error) {
	if len(words) == 0 {
		return Action{}, errors.New("nothing to do: say what, such as kill shard-1")
	}
	kind, err := kindNamed(words[0])
	if err != nil {
		return Action{}, err
	}
	a := Action{Kind: kind}
	for _, w := range words[1:] {
		if err := a.word(w); err != nil {
			return Action{}, fmt.Errorf("%s: %w", kind, err)
		}
	}
	if kind == Heal && len(a.Nodes) == 0 {
		a.Nodes = []Selector{All}
	}
	if err := a.whole(); err != nil {
		return Action{}, fmt.Errorf("%s: %w", kind, err)
	}
	return a, nil
}

// word takes one word of an action.
func (a *Action) word(w string) error {
	key, text, isValue := strings.Cut(w, "=")
	switch {
	case isValue && a.Kind == ScaleTo && key == "shards", isValue && a.Kind == Heal && key == "fault":
		return a.number(text)
	case isValue:
		return a.set(key, text)
	case a.Kind == ScaleTo, a.Kind == MoreBots:
		return a.number(w)
	case a.Kind.between() && w == "oneway":
		a.OneWay = true
		return nil
	}
	s, err := parseSelector(w)
	if err != nil {
		return err
	}
	a.Nodes = append(a.Nodes, s)
	return nil
}

// number takes how many shards or bots, or which fault.
func (a *Action) number(text string) (err error) {
	switch a.Kind {
	case ScaleTo:
		a.Shards, err = parseCount(text, 1, maxNodes)
	case Heal:
		a.Fault, err = parseCount(text, 1, math.MaxInt32)
	default:
		a.Bots, err = parseCount(text, 1, maxBots)
	}
	return err
}

// set gives it a value by its key.
func (a *Action) set(key, text string) error {
	var known []string
	for _, v := range valuesOf(a.Kind) {
		if key == v.key || key == v.other && key != "" {
			if err := v.set(a, text); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			return nil
		}
		known = append(known, v.key)
	}
	if len(known) == 0 {
		return fmt.Errorf("it takes no %q", key)
	}
	return fmt.Errorf("it takes no %q%s: %s", key, assets.Meant(key, known), list(known))
}

// whole says what an action lacks.
func (a *Action) whole() error {
	switch {
	case a.Kind == ScaleTo && a.Shards == 0:
		return errors.New("how many shards? such as shards=5")
	case a.Kind == MoreBots && a.Bots == 0:
		return errors.New("how many more? such as 24")
	case a.Kind == ScaleTo, a.Kind == MoreBots:
		return nil
	case a.Kind.between() && len(a.Nodes) != 2:
		return fmt.Errorf("between whom? two are wanted, such as shard-1 journal; there are %d", len(a.Nodes))
	case len(a.Nodes) == 0:
		return errors.New("which nodes? such as shard-1, shards, journal-* or all")
	case a.Kind == Cut:
		a.Trouble = Trouble{Cut: true}
	case a.Kind == Net && a.Trouble == Trouble{}:
		return errors.New("what becomes of it? such as loss=5% or latency=80ms")
	case a.Kind == Slow && a.CPU == 0:
		return errors.New("how slow? such as cpu=0.1, a tenth of a core")
	case a.Kind == SlowSync && a.Delay == 0:
		return errors.New("how slow? such as delay=50ms")
	case a.Kind == Skew && a.Offset == 0:
		return errors.New("by how much? such as offset=-3s")
	}
	return nil
}

// String writes an action as ParseAction reads it.
func (a Action) String() string {
	words := []string{string(a.Kind)}
	for _, s := range a.Nodes {
		words = append(words, string(s))
	}
	switch a.Kind {
	case ScaleTo:
		words = append(words, fmt.Sprintf("shards=%d", a.Shards))
	case MoreBots:
		words = append(words, fmt.Sprint(a.Bots))
	case Heal:
		if a.Fault > 0 {
			words = append(words, fmt.Sprintf("fault=%d", a.Fault))
		}
	}
	if a.OneWay {
		words = append(words, "oneway")
	}
	for _, v := range valuesOf(a.Kind) {
		if said := v.say(a); said != "" {
			words = append(words, v.key+"="+said)
		}
	}
	return strings.Join(words, " ")
}

// Check says which of the nodes that an action names are not among those that are there.
func (a Action) Check(nodes []string) error {
	if a.Kind.between() {
		nodes = append(slices.Clone(nodes), string(Players))
	}
	for _, s := range a.Nodes {
		if err := s.check(nodes); err != nil && s != All {
			return err
		}
	}
	return nil
}
