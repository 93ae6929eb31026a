package lines

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"unicode/utf8"
)

// UnmarshalJSON implements json.Unmarshaler. Of lists it reads what can count, and no more: a line may hold 350,000
// orders, and whoever reads them all has no time for others.
func (b *Bot) UnmarshalJSON(line []byte) error {
	type plain Bot
	lists := struct {
		*plain
		Orders  json.RawMessage `json:"orders"`
		Explain json.RawMessage `json:"explain"`
		Say     json.RawMessage `json:"say"`
	}{plain: (*plain)(b)}
	if err := json.Unmarshal(line, &lists); err != nil {
		return err
	}
	var err error
	if b.Orders, b.unread, err = first[Order](lists.Orders, "orders", maxRead); err != nil {
		return err
	}
	if b.Explain, _, err = first[Intent](lists.Explain, "explain", maxExplain); err != nil {
		return err
	}
	b.Say, _, err = first[string](lists.Say, "say", maxSay)
	return err
}

// first reads the beginning of a list that is valid JSON, and reports whether there is more.
func first[T any](list []byte, name string, most int) (all []T, more bool, err error) {
	if len(list) == 0 || string(list) == "null" {
		return nil, false, nil
	}
	if list[0] != '[' {
		return nil, false, within(json.Unmarshal(list, &all), name) // it says what there is instead
	}
	d := json.NewDecoder(bytes.NewReader(list))
	if _, err := d.Token(); err != nil {
		return nil, false, err
	}
	for d.More() {
		if len(all) == most {
			return all, true, nil
		}
		var one T
		if err := d.Decode(&one); err != nil {
			return nil, false, within(err, name)
		}
		all = append(all, one)
	}
	return all, false, nil
}

// within names the list that an error is of.
func within(err error, list string) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		wrong.Field = strings.TrimSuffix(list+"."+wrong.Field, ".")
	}
	return err
}

// UnmarshalJSON implements json.Unmarshaler: a place is two numbers, no fewer and no more.
func (p *Place) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil // as for all others
	}
	var n [3]*float64 // what is more is not read
	if err := json.Unmarshal(b, &n); err != nil || n[0] == nil || n[1] == nil || n[2] != nil {
		return &json.UnmarshalTypeError{Value: cut(string(b), maxID), Type: reflect.TypeFor[Place]()}
	}
	*p = Place{*n[0], *n[1]}
	return nil
}

// cut is the beginning of a text that a bot wrote, or that quotes one.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}
