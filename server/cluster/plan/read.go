package plan

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"muster/assets"
)

// Read reads a plan. Its error tells every mistake with file, line and column, and what was meant, if that can be
// guessed.
func Read(file string, b []byte) (Plan, error) {
	if len(b) > maxFile {
		return Plan{}, fmt.Errorf("%s: %d bytes are too many for a plan, which has %d at most", file, len(b), maxFile)
	}
	root, err := assets.Tree(file, b)
	if err != nil {
		return Plan{}, err
	}
	r := reader{file: file, plan: Default()}
	r.plan.File, r.plan.Source, r.plan.places = file, string(b), map[string]place{}
	r.all(root)
	if err := r.err(); err != nil {
		return Plan{}, err
	}
	return r.plan, nil
}

// reader makes a plan of a file's tree, and gathers what is wrong with it.
type reader struct {
	file  string
	plan  Plan
	wrong []*Mistake
}

// field is a key that a map may have, and what reads its value.
type field struct {
	key  string
	read func(assets.Node)
}

func (r *reader) all(root assets.Node) {
	r.ahead(root)
	r.fields(root, "a plan", []field{ // whatever the order in the file, nodes come before what names them
		{"nodes", r.nodes},
		{"load", r.load},
		{"seed", func(n assets.Node) { r.plan.Seed = read(r, n, "seed", parseSeed) }},
		{"for", func(n assets.Node) { r.plan.For = read(r, n, "for", parseTime) }},
		{"scale", r.scale},
		{"autoscale", r.autoscale},
		{"weights", r.weights},
		{"limits", r.limits},
		{"links", r.links},
		{"faults", r.faults},
		{"promises", r.promises},
	})
	if n := r.plan.events(); n > maxEvents {
		r.mistake(root, "%d faults are too many: a plan has %d at most", n, maxEvents)
	}
}

// err is every mistake, in the order of the file.
func (r *reader) err() error {
	slices.SortStableFunc(r.wrong, func(a, b *Mistake) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	var all []error
	for i, m := range r.wrong {
		if i == maxMistakes {
			all = append(all, fmt.Errorf("and %d more", len(r.wrong)-i))
			break
		}
		all = append(all, m)
	}
	return errors.Join(all...)
}

func (r *reader) mistake(n assets.Node, format string, args ...any) {
	r.wrong = append(r.wrong, &Mistake{r.file, n.Line, n.Column, fmt.Sprintf(format, args...)})
}

// fields reads a map, key by key in the order of the table. A key that is not in it is a mistake.
func (r *reader) fields(n assets.Node, of string, table []field) {
	if n.Form == assets.Scalar && n.Text == "" {
		return
	}
	if n.Form != assets.Map {
		r.mistake(n, "%s is a map of keys, such as {%s: ...}", of, table[0].key)
		return
	}
	var known []string
	for _, f := range table {
		known = append(known, f.key)
		if v, ok := valueOf(n, f.key); ok {
			f.read(v)
		}
	}
	for _, key := range n.Keys {
		if !slices.Contains(known, key.Text) {
			r.mistake(key, "%s has no key %q%s: %s", of, key.Text, assets.Meant(key.Text, known), list(known))
		}
	}
}

// valueOf is the value of a key.
func valueOf(n assets.Node, key string) (assets.Node, bool) {
	i := slices.IndexFunc(n.Keys, func(k assets.Node) bool { return k.Text == key })
	if i < 0 {
		return assets.Node{}, false
	}
	return n.Items[i], true
}

// items are those of a list; nothing is an empty one.
func (r *reader) items(n assets.Node, of, such string) []assets.Node {
	switch {
	case n.Form == assets.List:
		return n.Items
	case n.Form == assets.Map, n.Text != "":
		r.mistake(n, "%s is a list, such as [%s]", of, such)
	}
	return nil
}

// read reads one word.
func read[V any](r *reader, n assets.Node, of string, parse func(string) (V, error)) (v V) {
	if n.Form != assets.Scalar {
		r.mistake(n, "%s: one value is wanted", of)
		return v
	}
	v, err := parse(n.Text)
	if err != nil {
		r.mistake(n, "%s: %v", of, err)
	}
	return v
}

// count reads a whole number.
func (r *reader) count(to *int, of string, least, most int) field {
	return field{of, func(n assets.Node) {
		*to = read(r, n, of, func(text string) (int, error) { return parseCount(text, least, most) })
	}}
}

// choice reads one of some words.
func (r *reader) choice(to *string, of string, words ...string) field {
	return field{of, func(n assets.Node) {
		*to = read(r, n, of, func(text string) (string, error) {
			if !slices.Contains(words, text) {
				return "", fmt.Errorf("%q is none of %s%s", text, list(words), assets.Meant(text, words))
			}
			return text, nil
		})
	}}
}

// selector reads which nodes are meant, one word or a list of them.
func (r *reader) selector(n assets.Node, of string) Selector {
	if n.Form != assets.List {
		return read(r, n, of, parseSelector)
	}
	var parts []string
	for _, item := range n.Items {
		parts = append(parts, string(read(r, item, of, parseSelector)))
	}
	if len(parts) == 0 {
		r.mistake(n, "%s: which nodes?", of)
	}
	return Selector(strings.Join(parts, ","))
}

// known reads a selector, each part of which must be one of some nodes.
func (r *reader) known(n assets.Node, of string, nodes []string) Selector {
	before := len(r.wrong)
	s := r.selector(n, of)
	if len(r.wrong) > before {
		return s
	}
	if err := s.check(nodes); err != nil {
		r.mistake(n, "%s: %v", of, err)
	}
	return s
}

func list(words []string) string { return strings.Join(words, ", ") }
