package assets

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// shape finds all values of a file that are not of the form that its Go type wants, and takes them out of the tree:
// what is left can be read. It says in a person's words what the library says in a programmer's, and only of the first.
type shape struct {
	parts   []part
	of      reflect.Type
	merging *merging
	wrong   faults
	spoilt  []string // paths of list items and of keys of which something was taken out
}

// fileOf is the part in which a place is.
func (s *shape) fileOf(at *token.Position) string {
	return cmp.Or(s.merging.origin[at], s.parts[0].file)
}

// explains reports whether a mistake follows from what could not be read.
func (s *shape) explains(path string, err error) bool {
	for _, spoilt := range s.spoilt {
		list, _, _ := strings.Cut(spoilt, "[")
		what := strings.TrimSuffix(list, "s") // teams, terrains: what they are called may be what was taken out
		if strings.HasPrefix(path, spoilt) || strings.Contains(err.Error(), what+` "`) &&
			strings.Contains(err.Error(), "does not exist") {
			return true
		}
	}
	return false
}

// check takes out what is wrong below a node, and reports whether the node itself is of the type's form. What YAML can
// do beside lists, maps and values (anchors, tags) is the library's to read.
func (s *shape) check(path string, n ast.Node, t reflect.Type) bool {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch n := n.(type) {
	case nil, *ast.NullNode, *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		return true
	case *ast.MappingNode:
		return s.mapping(path, n, t)
	case *ast.MappingValueNode: // a map of one key
		whole := &ast.MappingNode{Values: []*ast.MappingValueNode{n}}
		return s.mapping(path, whole, t) && len(whole.Values) == 1
	case *ast.SequenceNode:
		return s.sequence(path, n, t)
	}
	if either, ok := reflect.Zero(t).Interface().(interface{ shorthand() any }); ok {
		t = reflect.TypeOf(either.shorthand())
	}
	wants := wanted(n, t)
	switch wants {
	case "":
	case "true or false":
		s.fail(path, n.GetToken(), fmt.Errorf("%sexpected true or false, and this is %s", prefix(path), shown(n)))
	default:
		s.fail(path, n.GetToken(), fmt.Errorf("%s%s is no %s", prefix(path), shown(n), wants))
	}
	return wants == ""
}

// item is the item of a list that a path leads into, or its first key.
var item = regexp.MustCompile(`^[^.\[]*(\[\d+\])?`)

func (s *shape) fail(path string, at *token.Token, what error) {
	s.wrong.add(newFault(s.fileOf(at.Position), at.Position, what))
	s.spoilt = append(s.spoilt, item.FindString(path))
}

func prefix(path string) string {
	if path == "" {
		return ""
	}
	return path + ": "
}

// shown is a value as an error has it.
func shown(n ast.Node) string {
	switch n.(type) {
	case *ast.StringNode, *ast.LiteralNode:
		return strconv.Quote(n.GetToken().Value)
	}
	return n.GetToken().Value
}

func (s *shape) mapping(path string, n *ast.MappingNode, t reflect.Type) bool {
	if t.Kind() != reflect.Struct && t.Kind() != reflect.Map {
		at := n.GetToken()
		if len(n.Values) > 0 {
			at = n.Values[0].Key.GetToken()
		}
		s.fail(path, at, fmt.Errorf("%sexpected %s, and this has keys", prefix(path), formOf(t)))
		return false
	}
	kept := n.Values[:0]
	for _, pair := range n.Values {
		if s.pair(path, pair, t) {
			kept = append(kept, pair)
		}
	}
	n.Values = kept
	return true
}

// pair checks a key and its value.
func (s *shape) pair(path string, pair *ast.MappingValueNode, t reflect.Type) bool {
	if _, merged := pair.Key.(*ast.MergeKeyNode); merged {
		return true
	}
	word := pair.Key.GetToken()
	within := word.Value
	if path != "" {
		within = path + "." + word.Value
	}
	if t.Kind() == reflect.Map {
		return s.check(within, pair.Value, t.Elem())
	}
	for i := range t.NumField() {
		if f := t.Field(i); yamlName(f) == word.Value {
			return s.check(within, pair.Value, f.Type)
		}
	}
	meant := Meant(word.Value, ownKeys(t))
	if meant == "" {
		meant = Meant(word.Value, keys(t, nil)) // it may be of something deeper
	}
	s.fail(within, word, fmt.Errorf("unknown field %q%s", word.Value, meant))
	return false
}

func (s *shape) sequence(path string, n *ast.SequenceNode, t reflect.Type) bool {
	if t.Kind() != reflect.Slice && t.Kind() != reflect.Array {
		s.fail(path, n.GetToken(), fmt.Errorf("%sexpected %s, and this is a list", prefix(path), formOf(t)))
		return false
	}
	whole := true
	for i, v := range n.Values {
		whole = s.check(fmt.Sprintf("%s[%d]", path, i), v, t.Elem()) && whole
	}
	return whole
}

// formOf says in a person's words what a type wants.
func formOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		return "keys with values"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	}
	return "a number"
}

// wanted is what a value ought to be that is not of a type's form, empty if it is.
func wanted(n ast.Node, t reflect.Type) string {
	_, isText := n.(*ast.StringNode)
	_, isBlock := n.(*ast.LiteralNode)
	number, isNumber := numberOf(n)
	switch kind := t.Kind(); kind {
	case reflect.String:
		if isText || isBlock || isNumber {
			return ""
		}
		return "text (put quotes around it)"
	case reflect.Bool:
		if _, ok := n.(*ast.BoolNode); ok {
			return ""
		}
		return "true or false"
	case reflect.Float32, reflect.Float64:
		if isNumber {
			return ""
		}
		return "number"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		least, most := bounds(t)
		if isNumber && number == math.Trunc(number) && number >= least && number <= most {
			return ""
		}
		return fmt.Sprintf("whole number from %s to %s", whole(least), whole(most))
	case reflect.Slice, reflect.Array:
		return "list"
	}
	return "map of keys and values"
}

func whole(n float64) string { return strconv.FormatFloat(n, 'f', 0, 64) }

// numberOf is a node's number, if it is one.
func numberOf(n ast.Node) (float64, bool) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		switch v := n.Value.(type) {
		case int64:
			return float64(v), true
		case uint64:
			return float64(v), true
		}
	case *ast.FloatNode:
		return n.Value, true
	}
	return 0, false
}

// bounds are the least and the most that a type of whole numbers holds.
func bounds(t reflect.Type) (least, most float64) {
	bits := t.Bits()
	if t.Kind() >= reflect.Uint {
		return 0, math.Exp2(float64(bits)) - 1
	}
	return -math.Exp2(float64(bits - 1)), math.Exp2(float64(bits-1)) - 1
}
