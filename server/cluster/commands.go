package cluster

import (
	"errors"
	"path/filepath"
	"strings"
	"unicode"

	"muster/server/cluster/plan"
)

// Commands are the processes of a plan on this machine, in the order of their start, on ports that are free now.
func Commands(p plan.Plan, by Choices, data string) (all []Node, err error) {
	ports, _, err := openPorts()
	if err != nil {
		return nil, err
	}
	defer ports.Close()
	if data, err = filepath.Abs(data); err != nil {
		return nil, err
	}
	on := newLocal(data, ports)
	return laidOut(p, on, by), errors.Join(on.err)
}

// Line is a node's process as it is typed.
func (n *Node) Line() string {
	words := []string{n.Program}
	for _, a := range n.Args {
		words = append(words, shellWord(a))
	}
	return strings.Join(words, " ")
}

// shellWord writes a word so that a shell reads it as it is.
func shellWord(s string) string {
	plain := func(r rune) bool {
		return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) ||
			strings.ContainsRune("-_./:=,@+", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
