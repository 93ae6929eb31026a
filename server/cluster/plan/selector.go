package plan

import (
	"fmt"
	"slices"
	"strings"

	"muster/assets"
)

// Selector says which nodes are meant: a node's name (shard-1), a kind in plural (shards, journal, matchmakers,
// commanders, bots), a pattern (journal-*), players (who comes from outside), all (every node, not the players), or
// several of these with commas between them.
type Selector string

// All selects every node.
const All Selector = "all"

// Kind is what a node is.
type Kind string

// The kinds of nodes, by the names that stand for all of a kind. Players are no node: they are who comes from outside.
const (
	Shards      Kind = "shards"
	Journal     Kind = "journal"
	Matchmakers Kind = "matchmakers"
	Directory   Kind = "directory"
	Database    Kind = "database"
	Commanders  Kind = "commanders"
	Bots        Kind = "bots"
	Players     Kind = "players"
)

// Kinds lists all of them.
func Kinds() []Kind {
	return []Kind{Shards, Journal, Matchmakers, Directory, Database, Commanders, Bots, Players}
}

// one is a node of a kind without its number.
func (k Kind) one() string { return strings.TrimSuffix(string(k), "s") }

// single reports whether there is one of the kind at most, which has no number.
func (k Kind) single() bool { return k == Directory || k == Database || k == Bots || k == Players }

// Node is the name of the nth node of a kind, from 1.
func (k Kind) Node(n int) string {
	if k.single() {
		return string(k)
	}
	return fmt.Sprintf("%s-%d", k.one(), n)
}

// KindOf is the kind of a node, empty if no node may be called so.
func KindOf(node string) Kind {
	for _, k := range Kinds() {
		if k.single() && node == string(k) || !k.single() && numberOf(node, k.one()) > 0 {
			return k
		}
	}
	if numberOf(node, string(Bots)) > 1 { // those that came later have a process of their own
		return Bots
	}
	return ""
}

// numberOf is 2 for shard-2, 0 for what is no shard.
func numberOf(node, of string) int {
	digits, ok := strings.CutPrefix(node, of+"-")
	if !ok || digits == "" || len(digits) > 4 || digits[0] == '0' {
		return 0
	}
	n := 0
	for _, d := range []byte(digits) {
		if d < '0' || d > '9' {
			return 0
		}
		n = 10*n + int(d-'0')
	}
	return n
}

// Has reports whether a node is meant.
func (s Selector) Has(node string) bool {
	return slices.ContainsFunc(s.parts(), func(part string) bool { return selects(part, node) })
}

func (s Selector) parts() []string { return strings.Split(string(s), ",") }

func selects(part, node string) bool {
	kind := KindOf(node)
	switch {
	case kind == "":
		return false
	case part == string(All):
		return kind != Players
	case part == string(kind), part == kind.one():
		return true
	case strings.Contains(part, "*"):
		return kind != Players && matches(part, node)
	}
	return part == node
}

// check says which part of a selector is none of some nodes, and what may have been meant.
func (s Selector) check(nodes []string) error {
	for _, part := range s.parts() {
		if slices.ContainsFunc(nodes, func(node string) bool { return selects(part, node) }) {
			continue
		}
		known := slices.Clone(nodes)
		for _, k := range Kinds() {
			known = append(known, string(k))
		}
		return fmt.Errorf("there is no node %q%s: there are %s", part, assets.Meant(part, known), sayNodes(nodes))
	}
	return nil
}

// sayNodes lists nodes, those of a kind together: shard-1 to shard-3.
func sayNodes(nodes []string) string {
	var said []string
	for _, k := range Kinds() {
		var of []string
		for _, node := range nodes {
			if KindOf(node) == k {
				of = append(of, node)
			}
		}
		switch {
		case len(of) > 2:
			said = append(said, of[0]+" to "+of[len(of)-1])
		default:
			said = append(said, of...)
		}
	}
	if len(said) == 0 {
		return "none"
	}
	return strings.Join(said, ", ")
}

// matches holds a name against a pattern in which * is any letters, also none.
func matches(pattern, name string) bool {
	parts := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(name, parts[0])
	if !ok {
		return false
	}
	last := len(parts) - 1
	for _, part := range parts[1:last] {
		_, behind, found := strings.Cut(rest, part)
		if !found {
			return false
		}
		rest = behind
	}
	return strings.HasSuffix(rest, parts[last])
}
