package assets

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"muster/game"
)

// faults gathers mistakes, so that all of a file are told at once.
type faults []error

// add takes over a mistake, each of several joined ones, or nothing.
func (f *faults) add(err error) { *f = append(*f, each(err)...) }

// at is add with the name of where it is before each.
func (f *faults) at(where string, err error) {
	for _, err := range each(err) {
		f.add(fmt.Errorf("%s%w", where, err))
	}
}

// err is all of them, nil for none.
func (f faults) err() error {
	if len(f) == 1 {
		return f[0]
	}
	return errors.Join(f...)
}

// joined is the type of what errors.Join makes: fmt.Errorf makes errors of several too, which are one mistake.
var joined = reflect.TypeOf(errors.Join(errors.New("")))

// each is the mistakes of which an error is made.
func each(err error) (all []error) {
	if err == nil {
		return nil
	}
	if reflect.TypeOf(err) != joined {
		return []error{err}
	}
	for _, err := range err.(interface{ Unwrap() []error }).Unwrap() {
		all = append(all, each(err)...)
	}
	return all
}

// fault is a mistake and where it is.
type fault struct {
	file         string
	line, column int
	what         error
}

func (f *fault) Error() string {
	what := strings.TrimPrefix(f.what.Error(), game.ErrSetup.Error()+": ")
	return fmt.Sprintf("%s:%d:%d: %s", f.file, f.line, f.column, what)
}

func (f *fault) Unwrap() error { return f.what }

func newFault(file string, at *token.Position, what error) *fault {
	if at == nil {
		return &fault{file, 1, 1, what}
	}
	return &fault{file, at.Line, at.Column, what}
}

// sorted puts mistakes in the order in which a reader meets them: by file and place, each once.
func sorted(wrong faults) []error {
	place := func(err error) (string, int, int) {
		var f *fault
		if errors.As(err, &f) {
			return f.file, f.line, f.column
		}
		file, _, _ := strings.Cut(err.Error(), ":")
		return file, 0, 0
	}
	slices.SortStableFunc(wrong, func(a, b error) int {
		fileA, lineA, columnA := place(a)
		fileB, lineB, columnB := place(b)
		return cmp.Or(cmp.Compare(fileA, fileB), cmp.Compare(lineA, lineB), cmp.Compare(columnA, columnB))
	})
	return slices.CompactFunc(wrong, func(a, b error) bool { return a.Error() == b.Error() })
}

// step is a word of an error that may name a key of the file: what, and its place in a list.
var step = regexp.MustCompile(`^(?:scenario\.|rules\.)?([a-z_]+)((?:\[\d+\])*)(?:\.([a-z_]+))?`)

// judged is what is wrong with a file of which some could not be read, with what is wrong with the rest. That is said
// by the names of keys, outer ones first, and is where the innermost of them that is there begins. What follows from
// the former is left out, and what of a later stage follows from an earlier one.
func (s *shape) judged(stages ...error) error {
	all := s.wrong
	if errors.Join(stages...) == nil {
		return all.err()
	}
	tree, places, parsed := parse(s.parts, s.of)
	for _, stage := range stages {
		var spoilt []string
		for _, err := range each(stage) {
			path, at := "", (*token.Position)(nil)
			if parsed == nil {
				path, at = placeOf(tree, err)
			}
			if !s.explains(path, err) {
				all.add(newFault(cmp.Or(places.origin[at], s.parts[0].file), at, err))
				spoilt = append(spoilt, cmp.Or(item.FindString(path), path))
			}
		}
		s.spoilt = append(s.spoilt, spoilt...)
	}
	return all.err()
}

// ofKey puts a mistake where a file has a key, which the mistake does not name.
func (s *Set) ofKey(file, path string, what error) error {
	parts, err := s.parts(file)
	if err != nil {
		return err
	}
	for i := range parts {
		if parts[i].b, err = Plain(parts[i].b); err != nil {
			return err
		}
	}
	tree, places, err := parse(parts, wholes[file])
	if err != nil {
		return newFault(parts[0].file, nil, what) // what cannot be parsed was told
	}
	_, at := placeOf(tree, errors.New(path))
	return newFault(cmp.Or(places.origin[at], parts[0].file), at, what)
}

// wholes are the types of the files that are merged.
var wholes = map[string]reflect.Type{
	rulesName: reflect.TypeOf(rulesFile{}), commandersName: reflect.TypeOf(commandersFile{}),
}

// placeOf is the path of the innermost key that a mistake names and where it begins; nil if none is there.
func placeOf(tree *ast.File, err error) (path string, at *token.Position) {
	path = "$"
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
	return strings.TrimPrefix(path, "$."), at
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
