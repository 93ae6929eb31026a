package assets

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// load reads a YAML file strictly into v. Its errors say file:line:column.
func (s *Set) load(name string, v any) error {
	b, err := s.read(name, maxFile)
	if err != nil {
		return err
	}
	return Decode(name, b, v)
}

// Decode reads YAML strictly into v, from whatever system it comes (see Plain). Its errors say name:line:column.
func Decode(name string, b []byte, v any) error {
	b, err := Plain(b)
	if err != nil {
		return fmt.Errorf("%s:%w", name, err)
	}
	return placed(name, unmarshal(b, v), v)
}

// unmarshal gives an error where the library panics: on some broken files it does.
func unmarshal(b []byte, v any) (err error) {
	defer func() {
		if wrong := recover(); wrong != nil {
			err = fmt.Errorf("it is no YAML that can be read (%v)", wrong)
		}
	}()
	return yaml.UnmarshalWithOptions(b, v, yaml.Strict())
}

// placed puts file:line:column before an error, and what may have been meant behind it.
func placed(name string, err error, v any) error {
	var y yaml.Error
	if !errors.As(err, &y) {
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	}
	at, message := y.GetToken().Position, y.GetMessage()
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		message += meant(y.GetToken().Value, keys(reflect.TypeOf(v), nil))
	}
	return fmt.Errorf("%s:%d:%d: %s", name, at.Line, at.Column, message)
}

// step is a word of an error that may name a key of the file: what, and its place in a list.
var step = regexp.MustCompile(`^(?:scenario\.|rules\.)?([a-z_]+)((?:\[\d+\])*)(?:\.([a-z_]+))?`)

// located puts file:line:column before an error that says what is wrong by the names of keys, outer ones first: where
// the innermost of them that is there begins.
func (s *Set) located(file string, err error) error {
	b, _ := s.text(file) // it was read before
	tree, parsed := parser.ParseBytes(b, 0)
	if parsed != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	path, at := "$", (*token.Position)(nil)
	for part := range strings.SplitSeq(err.Error(), ": ") {
		m := step.FindStringSubmatch(part)
		if m == nil {
			continue
		}
		for _, next := range []string{m[1] + m[2], m[3]} {
			if place := find(tree, path+"."+next); next != "" && place != nil {
				path, at = path+"."+next, place
			}
		}
	}
	if at == nil {
		return fmt.Errorf("%s:1:1: %w", file, err)
	}
	return fmt.Errorf("%s:%d:%d: %w", file, at.Line, at.Column, err)
}

// find is where a path of a file begins, nil if it is not there.
func find(tree *ast.File, path string) *token.Position {
	p, err := yaml.PathString(path)
	if err != nil {
		return nil
	}
	node, err := p.FilterFile(tree)
	if err != nil || node == nil {
		return nil
	}
	if m, ok := node.(*ast.MappingNode); ok && len(m.Values) > 0 {
		return m.Values[0].GetToken().Prev.Position
	}
	return node.GetToken().Position
}

// keys lists the keys of a type and of everything in it.
func keys(t reflect.Type, found []string) []string {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return keys(t.Elem(), found)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			found = append(found, f.Tag.Get("yaml"))
			found = keys(f.Type, found)
		}
	}
	return found
}

// meant is ` (did you mean "x"?)` for the nearest of what there is, or nothing.
func meant(word string, known []string) string {
	best, far := "", len(word)/2+1
	for _, k := range known {
		if d := distance(strings.ToLower(word), k); d < far {
			best, far = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// distance is Levenshtein's: how many letters to change, add or drop.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0]++
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost++
			}
			last, row[j+1] = row[j+1], min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
