package keys

import (
	"slices"
	"strings"
)

// Bindings says which chords ask for each action: a preset with the player's own changes.
type Bindings struct {
	Preset int
	Space  string // how the player's language calls the space bar; "" for its English name
	chords map[Action][]Chord
	own    map[Action]bool
}

// New are a preset's bindings.
func New(preset int) *Bindings {
	if preset < 0 || preset >= Presets {
		preset = Classic
	}
	b := &Bindings{Preset: preset, chords: map[Action][]Chord{}, own: map[Action]bool{}}
	for i := range Table {
		b.chords[Table[i].Action] = Table[i].Preset[preset]
	}
	return b
}

// Of are an action's chords.
func (b *Bindings) Of(a Action) []Chord { return b.chords[a] }

// Letter is the first chord as people read it, "" for none.
func (b *Bindings) Letter(a Action) string {
	if c := b.chords[a]; len(c) > 0 {
		return b.Read(c[0])
	}
	return ""
}

// Read is a chord as people read it in the player's language.
func (b *Bindings) Read(c Chord) string {
	if b.Space == "" {
		return c.String()
	}
	return strings.Replace(c.String(), "Space", b.Space, 1)
}

// Bind makes a chord the only one of an action. Whoever had it loses it; they are returned.
func (b *Bindings) Bind(a Action, c Chord) (lost []Action) {
	for _, other := range b.Who(c, Find(a).In) {
		if other != a {
			b.set(other, slices.DeleteFunc(slices.Clone(b.chords[other]), func(have Chord) bool { return have == c }))
			lost = append(lost, other)
		}
	}
	b.set(a, []Chord{c})
	return lost
}

func (b *Bindings) set(a Action, c []Chord) { b.chords[a], b.own[a] = c, true }

// Reset gives an action the preset's chords again; whoever has them now loses them.
func (b *Bindings) Reset(a Action) {
	e := Find(a)
	for _, c := range e.Preset[b.Preset] {
		b.Bind(a, c)
	}
	b.chords[a] = e.Preset[b.Preset]
	delete(b.own, a)
}

// Own reports whether the player changed an action's chords.
func (b *Bindings) Own(a Action) bool { return b.own[a] }

// Who asks by a chord at a place, in the order of the table. More than one is a conflict.
func (b *Bindings) Who(c Chord, in Place) (all []Action) {
	for i := range Table {
		if Table[i].In == in && slices.Contains(b.chords[Table[i].Action], c) {
			all = append(all, Table[i].Action)
		}
	}
	return all
}

// Asked are the actions that a key press asks for. Shift that is held only to queue does not change what a key means.
func (b *Bindings) Asked(key string, ctrl, shift, alt bool) []Action {
	if all := b.Who(Make(key, ctrl, shift, alt), InBattle); len(all) > 0 || !shift {
		return all
	}
	return b.Who(Make(key, ctrl, false, alt), InBattle)
}

// AskedInReplay are the actions that a key press asks for while a replay is watched.
func (b *Bindings) AskedInReplay(key string, ctrl, shift, alt bool) []Action {
	return b.askedIn(InReplay, key, ctrl, shift, alt)
}

// AskedByTurns are the actions that a key press asks for in a match by turns.
func (b *Bindings) AskedByTurns(key string, ctrl, shift, alt bool) []Action {
	return b.askedIn(ByTurns, key, ctrl, shift, alt)
}

func (b *Bindings) askedIn(in Place, key string, ctrl, shift, alt bool) []Action {
	if all := b.Who(Make(key, ctrl, shift, alt), in); len(all) > 0 {
		return all
	}
	return b.Asked(key, ctrl, shift, alt)
}

// Changes are the player's own chords by the names of the table, to be saved.
func (b *Bindings) Changes() map[string][]Chord {
	m := map[string][]Chord{}
	for i := range Table {
		if e := &Table[i]; b.own[e.Action] {
			m[e.Name] = b.chords[e.Action]
		}
	}
	return m
}

// Change takes saved changes; names that are not in the table are passed over: an older or newer game wrote them.
func (b *Bindings) Change(m map[string][]Chord) {
	for i := range Table {
		if c, ok := m[Table[i].Name]; ok {
			b.set(Table[i].Action, c)
		}
	}
}

// Unbound are the actions that no key asks for.
func (b *Bindings) Unbound() (all []Action) {
	for i := range Table {
		if len(b.chords[Table[i].Action]) == 0 {
			all = append(all, Table[i].Action)
		}
	}
	return all
}

// Find is an action's line of the table.
func Find(a Action) *Entry {
	for i := range Table {
		if Table[i].Action == a {
			return &Table[i]
		}
	}
	return &Entry{}
}

// Search finds the lines whose words or keys have a text in them. say turns a key of the texts into words.
func (b *Bindings) Search(what string, say func(key string) string) (found []*Entry) {
	what = strings.ToLower(strings.TrimSpace(what))
	for i := range Table {
		e := &Table[i]
		all := strings.ToLower(say(e.Text) + " " + say(e.Group))
		hit := strings.Contains(all, what)
		for _, c := range b.chords[e.Action] {
			for _, name := range []string{b.Read(c), c.String(), strings.TrimPrefix(string(c), "Arrow")} {
				hit = hit || strings.EqualFold(name, what)
			}
		}
		if hit {
			found = append(found, e)
		}
	}
	return found
}
