package main

import (
	"cmp"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
)

const operatorsPage = "../../../docs/operators.md"

// The table of flags in docs/operators.md is made from the flags themselves. MUSTER_UPDATE=1 writes it anew.
func TestThePageForOperatorsHasAllFlags(t *testing.T) {
	b, err := os.ReadFile(operatorsPage)
	require.NoError(t, err)
	page := string(b)
	at := strings.Index(page, "| flag | of | default | what it is |")
	if os.Getenv("MUSTER_UPDATE") != "" {
		if at < 0 {
			at = len(page)
		}
		require.NoError(t, os.WriteFile(operatorsPage, []byte(page[:at]+flagTable()), 0o644))
		return
	}
	require.Positive(t, at, "MUSTER_UPDATE=1 makes it")
	require.Equal(t, flagTable(), page[at:], "MUSTER_UPDATE=1 makes it")
}

// flagRow is a flag of the commands that have it alike.
type flagRow struct {
	name, preset, what string
	of                 []string
}

func flagTable() string {
	var rows []*flagRow
	in := map[string]int{} // leaves below each node
	leaves := kong.Must(&cli{}, kong.Name("muster")).Model.Leaves(true)
	for _, leaf := range leaves {
		for n := leaf; n != nil; n = n.Parent {
			in[pathOf(n)]++
		}
		flags := slices.Concat(leaf.AllFlags(true)...)
		for _, f := range flags {
			row := rowOf(f, flags)
			i := slices.IndexFunc(rows, func(r *flagRow) bool {
				return r.name == row.name && r.preset == row.preset && r.what == row.what
			})
			switch {
			// it takes those of the command behind it
			case f.Name == "help", i >= 0 && of(leaf, "doctor") && !strings.HasPrefix(rows[i].of[0], "doctor"):
				continue
			case i < 0:
				i, rows = len(rows), append(rows, row)
			}
			rows[i].of = append(rows[i].of, pathOf(leaf))
		}
	}
	slices.SortStableFunc(rows, func(a, b *flagRow) int { return cmp.Compare(a.name, b.name) })
	table := "| flag | of | default | what it is |\n|---|---|---|---|\n"
	for _, r := range rows {
		table += fmt.Sprintf("| `%s` | %s | %s | %s |\n", r.name, commandsOf(r.of, in), r.preset,
			strings.ReplaceAll(r.what, "|", `\|`))
	}
	return table
}

// of reports whether a command is one of a group.
func of(n *kong.Node, group string) bool { return strings.HasPrefix(pathOf(n), group+" ") }

// pathOf is a command as it is typed behind the program's name.
func pathOf(n *kong.Node) string {
	return strings.TrimSpace(strings.TrimPrefix(n.FullPath(), "muster"))
}

func rowOf(f *kong.Flag, all []*kong.Flag) *flagRow {
	row := &flagRow{name: "--" + f.Name, what: f.Help}
	if f.Tag.Negatable != "" {
		row.name = "--[no-]" + f.Name
	}
	if !f.IsBool() {
		row.name += " " + cmp.Or(f.PlaceHolder, kindOf(f))
	}
	other := slices.IndexFunc(all, func(o *kong.Flag) bool {
		return o != f && len(f.Xor) > 0 && slices.Equal(o.Xor, f.Xor)
	})
	switch {
	case f.Required && other >= 0:
		row.preset = "needed, or `--" + all[other].Name + "`"
	case f.Required:
		row.preset = "needed"
	case f.HasDefault && f.Default != "" && !f.IsBool():
		row.preset = "`" + f.Default + "`"
	}
	for _, name := range f.Envs {
		row.what += " Also in `" + name + "`."
	}
	return row
}

// kindOf is what stands behind a flag that names nothing better.
func kindOf(f *kong.Flag) string {
	switch {
	case f.Target.Type() == reflect.TypeFor[time.Duration]():
		return "TIME"
	case f.Target.CanInt() || f.Target.CanUint() || f.Target.CanFloat():
		return "N"
	}
	return strings.ToUpper(f.Name)
}

// commandsOf names commands; where all of a group have a flag, it names the group. in counts the commands of each.
func commandsOf(all []string, in map[string]int) string {
	for _, group := range []string{"journal store", "journal", "replay", "doctor", "bench"} {
		belongs := func(c string) bool { return strings.HasPrefix(c, group+" ") }
		first, n := slices.IndexFunc(all, belongs), 0
		for _, c := range all {
			if belongs(c) {
				n += max(1, in[c])
			}
		}
		if n > 0 && n >= in[group] {
			all = slices.Insert(slices.DeleteFunc(slices.Clone(all), belongs), first, group)
		}
	}
	return strings.Join(all, ", ")
}

// A command that a document has its reader type is one that this program understands.
func TestCommandsInDocumentsAreUnderstood(t *testing.T) {
	typed := 0
	for _, doc := range []string{
		"../../../README.md", operatorsPage,
		"../../../docs/store.md",
		"../../../docs/journal.md", "../../../docs/commanders.md", "../../../docs/simulation.md",
	} {
		b, err := os.ReadFile(doc)
		require.NoError(t, err)
		lines := strings.ReplaceAll(string(b), "\\\n", " ")
		for _, line := range regexp.MustCompile(`(?m)^    (?:.*&& )?(?:bin/)?muster ([a-z].*)$`).FindAllStringSubmatch(lines, -1) {
			args := typedArgs(line[1])
			if slices.Contains(args, "|") { // a list of commands, not one
				continue
			}
			typed++
			_, err := kong.Must(&cli{}, kong.Name("muster"), kong.Exit(func(int) {})).Parse(args)
			if err != nil && strings.Contains(line[1], "...") && strings.Contains(err.Error(), "missing flags") {
				err = nil
			}
			require.NoError(t, err, "%s: muster %s", doc, line[1])
		}
	}
	require.Greater(t, typed, 25, "the test must have seen them")
}

// typedArgs are the words of a line of a document, without what is the shell's.
func typedArgs(line string) (args []string) {
	line, _, _ = strings.Cut(line, "   #")
	line, _, _ = strings.Cut(line, " # ")
	for _, word := range regexp.MustCompile(`"[^"]*"|\S+`).FindAllString(line, -1) {
		if word == "&" || word == "&&" || word == ">" {
			break
		}
		if word != "..." {
			args = append(args, strings.Trim(word, `"`))
		}
	}
	return args
}
