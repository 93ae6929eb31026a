package assets

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTree(t *testing.T) {
	n, err := Tree("x.yaml", []byte(`# a plan
nodes: {shards: 3, journal: ~}
for: '9s'
faults:
  - kill: a
    at: 1s
  - 7
`))
	require.NoError(t, err)
	text := func(line, column int, s string) Node { return Node{Line: line, Column: column, Text: s} }
	require.Equal(t, Node{
		Line: 2, Column: 1, Form: Map,
		Keys: []Node{text(2, 1, "nodes"), text(3, 1, "for"), text(4, 1, "faults")},
		Items: []Node{
			{
				Line: 2, Column: 9, Form: Map,
				Keys:  []Node{text(2, 9, "shards"), text(2, 20, "journal")},
				Items: []Node{text(2, 17, "3"), text(2, 29, "")},
			},
			text(3, 6, "9s"),
			{Line: 5, Column: 3, Form: List, Items: []Node{
				{
					Line: 5, Column: 5, Form: Map, Keys: []Node{text(5, 5, "kill"), text(6, 5, "at")},
					Items: []Node{text(5, 11, "a"), text(6, 9, "1s")},
				},
				text(7, 5, "7"),
			}},
		},
	}, n)
	for _, nothing := range []string{"", "# a comment\n", "---\n"} {
		n, err := Tree("x.yaml", []byte(nothing))
		require.NoError(t, err)
		require.Equal(t, Node{Line: 1, Column: 1}, n, nothing)
	}
}

func TestTreeRefusesWhatIsNotSeenInTheFile(t *testing.T) {
	for file, wrong := range map[string]string{
		"a: 1\nb: &x 2\n":         "x.yaml:2:4: anchors",
		"a: *x\n":                 "x.yaml:1:4: anchors",
		"a: !!str 1\n":            "x.yaml:1:4: anchors",
		"<<: {a: 1}\n":            "x.yaml:1:1: anchors",
		"a: 1\n---\nb: 2\n":       "x.yaml:3:1: a second document begins",
		"a: 1\na: 2\n":            `x.yaml:2:1: mapping key "a" already defined`,
		"a: [1\n":                 "x.yaml:1:4: ",
		"? [a]\n: b\n":            "x.yaml:2:1: found an invalid key",
		strings.Repeat("[", 3000): "x.yaml:1:21: nested more than 20 deep",
		strings.Repeat("- ", 50):  "x.yaml:1:43: nested more than 20 deep",
		"a: \xff\n":               "x.yaml:1:4: byte 0xff",
	} {
		_, err := Tree("x.yaml", []byte(file))
		require.ErrorContains(t, err, wrong, file)
	}
}

func FuzzTree(f *testing.F) {
	for _, seed := range []string{"a: {b: [1, 2]}\n", "- a: 1\n  b: ~\n- |\n  x\n", "? a\n: b\n", "a: &x 1\nb: *x\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 4<<10 {
			t.Skip("the parser takes longer than it is waited for")
		}
		n, err := Tree("x.yaml", b)
		if err == nil {
			require.Positive(t, n.Line)
			require.Positive(t, n.Column)
		}
	})
}
