package assets

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Form is what a Node is.
type Form int

// The forms of nodes.
const (
	Scalar Form = iota
	List
	Map
)

// Node is a piece of a YAML file, with the place where it begins: for files whose keys decide what their values are.
// Whose form is fixed reads it by Decode.
type Node struct {
	Line, Column int
	Form         Form
	Text         string // of a Scalar; empty for null
	Items        []Node // of a List; of a Map its values
	Keys         []Node // of a Map, each a Scalar that is there once
}

// Tree reads a YAML file without knowing its keys. Its errors say name:line:column. Anchors, tags and several documents
// are refused: they make a file something else than what is seen.
func Tree(name string, b []byte) (Node, error) {
	b, err := Plain(b)
	if err != nil {
		return Node{}, fmt.Errorf("%s:%w", name, err)
	}
	if at := tooDeep(b); at != nil {
		return Node{}, fmt.Errorf("%s:%d:%d: nested more than %d deep", name, at.Line, at.Column, maxNested)
	}
	n, err := tree(b)
	var wrong *treeError
	if errors.As(err, &wrong) {
		return Node{}, fmt.Errorf("%s:%d:%d: %s", name, wrong.at.Line, wrong.at.Column, wrong.what)
	}
	return n, placed(name, err, struct{}{})
}

// tree gives an error where the library panics.
func tree(b []byte) (n Node, err error) {
	defer func() {
		if wrong := recover(); wrong != nil {
			n, err = Node{}, fmt.Errorf("it is no YAML that can be read (%v)", wrong)
		}
	}()
	file, err := parser.ParseBytes(b, 0)
	if err != nil {
		return Node{}, err
	}
	return treeOf(file)
}

// tooDeep is the first bracket that is nested deeper than is read: the parser takes a second for ten thousand.
func tooDeep(b []byte) *token.Position {
	at, depth := token.Position{Line: 1}, 0
	for _, c := range b {
		at.Column++
		switch c {
		case '\n':
			at.Line, at.Column = at.Line+1, 0
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		}
		if depth > maxNested {
			return &at
		}
	}
	return nil
}

// treeError is what a tree may not hold, and where.
type treeError struct {
	at   *token.Position
	what string
}

func (e *treeError) Error() string { return e.what }

func treeOf(file *ast.File) (Node, error) {
	var bodies []ast.Node
	for _, doc := range file.Docs {
		if doc.Body != nil {
			bodies = append(bodies, doc.Body)
		}
	}
	switch len(bodies) {
	case 0:
		return Node{Line: 1, Column: 1}, nil
	case 1:
		return treeNode(bodies[0], 0)
	}
	second, err := treeNode(bodies[1], 0)
	if err != nil {
		return Node{}, err
	}
	at := token.Position{Line: second.Line, Column: second.Column}
	return Node{}, &treeError{&at, "a second document begins: one is read"}
}

func treeNode(n ast.Node, depth int) (Node, error) {
	at := n.GetToken().Position
	if depth > maxNested {
		return Node{}, &treeError{at, fmt.Sprintf("nested more than %d deep", maxNested)}
	}
	t := Node{Line: at.Line, Column: at.Column}
	switch n := n.(type) {
	case *ast.MappingNode:
		return treeMap(t, n.Values, depth)
	case *ast.MappingValueNode:
		return treeMap(t, []*ast.MappingValueNode{n}, depth)
	case *ast.SequenceNode:
		t.Form = List
		for _, item := range n.Values {
			v, err := treeNode(item, depth+1)
			if err != nil {
				return Node{}, err
			}
			t.Items = append(t.Items, v)
		}
		return t, nil
	case *ast.NullNode:
		return t, nil
	case *ast.LiteralNode:
		t.Text = n.Value.Value
		return t, nil
	case *ast.StringNode:
		t.Text = n.Value
		return t, nil
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		t.Text = n.GetToken().Value
		return t, nil
	}
	return Node{}, &treeError{at, "anchors, aliases, tags and merged keys are not read here"}
}

func treeMap(t Node, pairs []*ast.MappingValueNode, depth int) (Node, error) {
	t.Form = Map
	for i, pair := range pairs {
		key, err := treeNode(pair.Key, depth+1)
		if err != nil {
			return Node{}, err
		}
		if key.Form != Scalar {
			return Node{}, &treeError{pair.Key.GetToken().Position, "a key is one word"}
		}
		if i == 0 {
			t.Line, t.Column = key.Line, key.Column
		}
		v, err := treeNode(pair.Value, depth+1)
		if err != nil {
			return Node{}, err
		}
		t.Keys, t.Items = append(t.Keys, key), append(t.Items, v)
	}
	return t, nil
}
