package assets

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// part is a file of which several make one tree: the whole, and what each mod changes of it.
type part struct {
	file string // as errors tell it
	b    []byte
	mod  *Mod // whose changes they are; nil for the whole
}

// merged are the files whose parts are put together. Of all others the first layer's counts.
var merged = []string{rulesName, commandersName}

// parts are what is read for a file: one, or the lowest that counts and what mods change of it.
func (s *Set) parts(name string) ([]part, error) {
	var changes []part
	for i := range s.layers {
		l := &s.layers[i]
		if l.mod == nil || !slices.Contains(merged, name) {
			break // mods lie above all others
		}
		switch b, err := readFile(l, name, maxFile); {
		case err == nil:
			changes = append(changes, part{l.file(name), b, l.mod})
		case !errors.Is(err, errNone):
			return nil, err
		}
	}
	whole := s
	if slices.Contains(merged, name) {
		whole = &Set{s.layers[len(s.Mods()):]}
	}
	b, err := whole.read(name, maxFile)
	if err != nil {
		return nil, err
	}
	slices.Reverse(changes)
	return append([]part{{file: whole.place(name), b: b}}, changes...), nil
}

// merging puts changes into a tree. Where a key of it came from is told by the place of its token.
type merging struct {
	origin map[*token.Position]string // files by places
	claims []claim
	part   *part
	wrong  faults
}

// claim is what a mod says of a key; nothing of one that it takes away.
type claim struct {
	path, says string
	part       *part
	at         *token.Position
}

// parse reads parts into one tree, for values of a type.
func parse(parts []part, t reflect.Type) (*ast.File, *merging, error) {
	m := &merging{origin: map[*token.Position]string{}}
	var whole *ast.File
	for i := range parts {
		m.part = &parts[i]
		tokens := lexer.Tokenize(string(m.part.b))
		for _, word := range tokens {
			m.origin[word.Position] = m.part.file
		}
		file, err := parser.Parse(tokens, 0)
		if err != nil {
			return nil, m, err
		}
		if whole == nil {
			whole = file
			continue
		}
		over, into := bodyOf(file), bodyOf(whole)
		if over == nil || into == nil {
			continue
		}
		for _, doc := range whole.Docs {
			if doc.Body == into {
				doc.Body = m.merge("", into, over, t)
			}
		}
	}
	return whole, m, nil
}

// bodyOf is the first thing in a file, nil for nothing.
func bodyOf(file *ast.File) ast.Node {
	for _, doc := range file.Docs {
		if doc.Body != nil {
			return doc.Body
		}
	}
	return nil
}

// merge is what a change makes of a value: of keys those that it names change, of a list of things with names those
// that it names, and all else is replaced.
func (m *merging) merge(path string, into, over ast.Node, t reflect.Type) ast.Node {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	have, keyed := pairsOf(into)
	change, same := pairsOf(over)
	list, isList := into.(*ast.SequenceNode)
	changes, toList := over.(*ast.SequenceNode)
	switch {
	case keyed && same && (t.Kind() == reflect.Struct || t.Kind() == reflect.Map):
		for _, pair := range change {
			have = m.put(path, have, pair, t)
		}
		return &ast.MappingNode{BaseNode: &ast.BaseNode{}, Start: into.GetToken(), Values: have}
	case isList && toList && t.Kind() == reflect.Slice && hasNames(t.Elem()):
		for _, item := range changes.Values {
			m.item(path, list, item, t.Elem())
		}
		return list
	}
	m.claim(path, over.String(), over.GetToken().Position)
	return over
}

// pairsOf are the keys and values of a map, which the library has in two forms.
func pairsOf(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

// hasNames reports whether values of a type are known by their names.
func hasNames(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && slices.Contains(ownKeys(t), "name")
}

// put has a key with its value stand in a map.
func (m *merging) put(path string, have []*ast.MappingValueNode, pair *ast.MappingValueNode, t reflect.Type,
) []*ast.MappingValueNode {
	key := pair.Key.GetToken().Value
	within := strings.TrimPrefix(path+"."+key, ".")
	for i, old := range have {
		if old.Key.GetToken().Value == key {
			now := *pair
			now.Value = m.merge(within, old.Value, pair.Value, valueType(t, key))
			have[i] = &now
			return have
		}
	}
	m.claim(within, pair.Value.String(), pair.Key.GetToken().Position)
	return append(have, pair)
}

// valueType is the type of the value of a key.
func valueType(t reflect.Type, key string) reflect.Type {
	if t.Kind() == reflect.Map {
		return t.Elem()
	}
	for i := range t.NumField() {
		if yamlName(t.Field(i)) == key {
			return t.Field(i).Type
		}
	}
	return reflect.TypeOf("") // of no known key: that is told when the whole is read
}

// item changes a thing of a list by its name, takes it away, or adds it.
func (m *merging) item(path string, list *ast.SequenceNode, item ast.Node, t reflect.Type) {
	pairs, _ := pairsOf(item)
	at := item.GetToken().Position
	if len(pairs) > 0 {
		at = pairs[0].Key.GetToken().Position
	}
	name, gone := scalarOf(pairs, "name"), scalarOf(pairs, "remove")
	if name == "" || gone != "" && gone != "true" {
		m.fail(at, fmt.Errorf("%s: what changes here, or goes? expected name: NAME with what changes, "+
			"or with remove: true", path))
		return
	}
	where := slices.IndexFunc(list.Values, func(n ast.Node) bool {
		pairs, _ := pairsOf(n)
		return scalarOf(pairs, "name") == name
	})
	within := path + "." + name
	switch {
	case where < 0 && gone != "":
		m.fail(at, fmt.Errorf("%s: there is no %q to remove%s", path, name, m.knows(within, name, list)))
	case where < 0:
		m.add(within, list, item, pairs, t)
	case gone != "" && len(pairs) > 2:
		m.fail(at, fmt.Errorf("%s: %q is removed, so that nothing else of it can change", path, name))
	case gone != "":
		m.claim(within, "", at)
		list.Values = slices.Delete(list.Values, where, where+1)
	default:
		list.Values[where] = m.merge(within, list.Values[where], item, t)
	}
}

// add puts something new into a list. What has not all that it needs was not meant to be new.
func (m *merging) add(path string, list *ast.SequenceNode, item ast.Node, pairs []*ast.MappingValueNode,
	t reflect.Type,
) {
	var missing []string
	for i := range t.NumField() {
		f := t.Field(i)
		needed := slices.Contains(strings.Split(f.Tag.Get("jsonschema"), ","), "required")
		if needed && !slices.ContainsFunc(pairs, func(p *ast.MappingValueNode) bool {
			return p.Key.GetToken().Value == yamlName(f)
		}) {
			missing = append(missing, yamlName(f))
		}
	}
	if name := scalarOf(pairs, "name"); len(missing) > 0 {
		m.fail(pairs[0].Key.GetToken().Position, fmt.Errorf("there is no %q to change%s; a new one needs %s, too",
			name, m.knows(path, name, list), strings.Join(missing, ", ")))
		return
	}
	m.claim(path, item.String(), pairs[0].Key.GetToken().Position)
	list.Values = append(list.Values, item)
}

// knows says where something went, or what may have been meant.
func (m *merging) knows(path, name string, list *ast.SequenceNode) string {
	for _, c := range m.claims {
		if c.path == path && c.says == "" {
			return fmt.Sprintf(" (%s removes it)", c.part.file)
		}
	}
	var names []string
	for _, n := range list.Values {
		pairs, _ := pairsOf(n)
		names = append(names, scalarOf(pairs, "name"))
	}
	return Meant(name, names)
}

// scalarOf is the text of a key, empty for none.
func scalarOf(pairs []*ast.MappingValueNode, key string) string {
	for _, p := range pairs {
		if p.Key.GetToken().Value == key {
			if _, list := p.Value.(*ast.SequenceNode); !list {
				return p.Value.GetToken().Value
			}
		}
	}
	return ""
}

// claim notes what a mod says, and finds what a mod that knows nothing of it said otherwise.
func (m *merging) claim(path, says string, at *token.Position) {
	if strings.HasSuffix(path, ".name") {
		return // by which the thing is found
	}
	for _, c := range m.claims {
		one := c.path == path || c.says == "" && strings.HasPrefix(path, c.path+".") ||
			says == "" && strings.HasPrefix(c.path, path+".")
		if one && c.says != says && apart(c.part.mod, m.part.mod) {
			m.fail(at, contradiction(path, c.part.mod,
				fmt.Sprintf("%s:%d", c.part.file, c.at.Line)))
		}
	}
	m.claims = append(m.claims, claim{path, says, m.part, at})
}

func (m *merging) fail(at *token.Position, what error) { m.wrong.add(newFault(m.part.file, at, what)) }
