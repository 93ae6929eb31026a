package assets

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
)

// load reads a YAML file strictly into v. Its errors say file:line:column; there is one for each mistake.
func (s *Set) load(name string, v any) error {
	unread, err := s.loadRest(name, v)
	if err != nil {
		return err
	}
	return unread.wrong.err()
}

// loadRest is load where mistakes may be: what of the file is as it ought to be is in v, and what is not is told. Its
// error is of a file of which nothing can be read.
func (s *Set) loadRest(name string, v any) (unread *shape, err error) {
	parts, err := s.parts(name)
	if err != nil {
		return nil, err
	}
	return decode(parts, v)
}

// Decode reads YAML strictly into v, from whatever system it comes (see Plain). Its errors say name:line:column.
func Decode(name string, b []byte, v any) error {
	unread, err := decode([]part{{file: name, b: b}}, v)
	if err != nil {
		return err
	}
	return unread.wrong.err()
}

func decode(parts []part, v any) (unread *shape, err error) {
	for i := range parts {
		if parts[i].b, err = Plain(parts[i].b); err != nil {
			return nil, fmt.Errorf("%s:%w", parts[i].file, err)
		}
	}
	unread = &shape{parts: parts, of: reflect.TypeOf(v).Elem(), merging: &merging{part: &parts[0]}}
	err = unread.read(v)
	return unread, unread.placed(err, v)
}

// read gives an error where the library panics: on some broken files it does.
func (s *shape) read(v any) (err error) {
	defer func() {
		if wrong := recover(); wrong != nil {
			err = fmt.Errorf("it is no YAML that can be read (%v)", wrong)
		}
	}()
	file, m, err := parse(s.parts, s.of)
	s.merging = m
	if err != nil {
		return err
	}
	s.wrong.add(m.wrong.err())
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if !s.check("", doc.Body, s.of) {
			return nil
		}
		return yaml.NodeToValue(doc.Body, v, yaml.Strict())
	}
	return nil
}

// placed is placed of whichever part a mistake is in.
func (s *shape) placed(err error, v any) error {
	name := s.merging.part.file // the one that could not be parsed
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil {
		name = s.fileOf(y.GetToken().Position)
	}
	return placed(name, err, v)
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
	message := y.GetMessage()
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		message += Meant(y.GetToken().Value, keys(reflect.TypeOf(v), nil))
	}
	return newFault(name, y.GetToken().Position, errors.New(message))
}

// keys lists the keys of a type and of everything in it.
func keys(t reflect.Type, found []string) []string {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return keys(t.Elem(), found)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			found = append(found, yamlName(f))
			found = keys(f.Type, found)
		}
	}
	return found
}

// ownKeys lists the keys of a struct.
func ownKeys(t reflect.Type) (found []string) {
	for i := range t.NumField() {
		found = append(found, yamlName(t.Field(i)))
	}
	return found
}

// yamlName is what a field is called in YAML: by its tag, or by its name in small letters.
func yamlName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return cmp.Or(name, strings.ToLower(f.Name))
}

// Meant is ` (did you mean "x"?)` for the nearest of what there is, or nothing.
func Meant(word string, known []string) string {
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
