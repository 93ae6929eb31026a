package replay

import (
	"fmt"
	"reflect"

	"muster/game"
	"muster/shard/journal"
)

// Parting is where two journals of a match part.
type Parting struct {
	Tick  game.Tick // the first one at which they differ
	Field string    // of the World, as in units[3].hp; or what else differs
	A, B  string    // what it is in the one and in the other
}

// derived are the fields of a World that follow from the rest or are shared: they are not compared.
var derived = map[string]bool{
	"setup": true, "ground": true, "owned": true, "bounds": true, "stand": true, "fog": true, "scratch": true,
	"look": true, "ids": true,
}

// Diff plays two journals beside each other to the first tick at which their Worlds differ. It returns nil if they
// agree as far as both go.
func Diff(match string, a, b []journal.Record) (*Parting, error) {
	p, err := OpenPlayer(match, a)
	if err != nil {
		return nil, fmt.Errorf("the first: %w", err)
	}
	q, err := OpenPlayer(match, b)
	if err != nil {
		return nil, fmt.Errorf("the second: %w", err)
	}
	if p.Setup().Hash() != q.Setup().Hash() {
		return &Parting{
			0, "set-up", fmt.Sprintf("%s %016x", p.Setup().Scenario.Name, p.Setup().Hash()),
			fmt.Sprintf("%s %016x", q.Setup().Scenario.Name, q.Setup().Hash()),
		}, nil
	}
	for {
		if p.Hash() != q.Hash() {
			field, x, y := unlike("", reflect.ValueOf(p.at).Elem(), reflect.ValueOf(q.at).Elem())
			return &Parting{p.Tick(), field, x, y}, nil
		}
		on, err := p.Step()
		also, err2 := q.Step()
		switch {
		case err != nil:
			return nil, fmt.Errorf("the first: %w", err)
		case err2 != nil:
			return nil, fmt.Errorf("the second: %w", err2)
		case on != also && p.Over() != q.Over():
			return &Parting{max(p.Tick(), q.Tick()), "end", fmt.Sprint(p.Over()), fmt.Sprint(q.Over())}, nil
		case !on || !also:
			return nil, nil
		}
	}
}

// unlike finds the first field in which two values differ, by the names of the fields.
func unlike(name string, a, b reflect.Value) (field, x, y string) {
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			f := a.Type().Field(i)
			if derived[f.Name] {
				continue
			}
			inner := f.Name
			if name != "" {
				inner = name + "." + f.Name
			}
			if field, x, y = unlike(inner, a.Field(i), b.Field(i)); field != "" {
				return field, x, y
			}
		}
	case reflect.Slice, reflect.Array:
		if a.Len() != b.Len() {
			return "len(" + name + ")", fmt.Sprint(a.Len()), fmt.Sprint(b.Len())
		}
		for i := range a.Len() {
			if field, x, y = unlike(fmt.Sprintf("%s[%d]", name, i), a.Index(i), b.Index(i)); field != "" {
				return field, x, y
			}
		}
	case reflect.Pointer:
		if !a.IsNil() && !b.IsNil() {
			return unlike(name, a.Elem(), b.Elem())
		}
	default:
		if !a.Equal(b) {
			return name, fmt.Sprint(a), fmt.Sprint(b)
		}
	}
	return "", "", ""
}
