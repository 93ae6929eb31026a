package muster

import (
	"go/ast"
	"go/scanner"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const architecture = "docs/architecture.md"

// The map has a line for every room, and README names each roof.
func TestEveryRoomIsOnTheMap(t *testing.T) {
	long, short := text(t, architecture), text(t, "README.md")
	for room := range arrows {
		if files, _ := fs.Glob(house, room+"/*.go"); len(files) > 0 {
			require.Contains(t, long, "| `"+room+"` |", "the map in %s lacks a room", architecture)
		}
		roof, _, _ := strings.Cut(room, "/")
		require.Contains(t, short, "`"+roof+"`", "README's rooms lack one")
	}
}

// The arrows that are drawn are those that are kept.
func TestTheArrowsDrawnAreTheArrowsKept(t *testing.T) {
	_, drawn, _ := strings.Cut(text(t, architecture), "## Who may import whom")
	drawn, _, _ = strings.Cut(drawn, "\n## ")
	found := map[string][]string{}
	for _, line := range regexp.MustCompile(`(?m)^    \S.*(?:\n {8}.*)*`).FindAllString(drawn, -1) {
		from, to, ok := strings.Cut(line, "->")
		require.True(t, ok, "%s: no arrow in %q", architecture, line)
		for _, room := range listed(from) {
			found[room] = []string{}
			if strings.TrimSpace(to) != "nothing of ours" {
				found[room] = listed(to)
			}
		}
	}
	require.Equal(t, arrows, found, "the arrows of %s and of house_test.go", architecture)
}

func listed(names string) []string {
	return strings.Fields(strings.ReplaceAll(names, ",", " "))
}

// Each step of a walk names a file and what in it does the step: both are there.
func TestTheWalksNameWhatThereIs(t *testing.T) {
	in, steps := functions(t), 0
	pair := regexp.MustCompile("`([\\w/-]+\\.go)`((?:,?\\s+`\\w+(?:\\.\\w+)?`)+)")
	for _, step := range pair.FindAllStringSubmatch(text(t, architecture), -1) {
		for _, f := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(step[2], -1) {
			steps++
			require.True(t, in[step[1]][f[1]], "%s: %s has no function %s", architecture, step[1], f[1])
		}
	}
	require.Greater(t, steps, 80, "the test must have seen the walks")
	all := map[string]bool{}
	for _, of := range in {
		for name := range of {
			all[name] = true
		}
	}
	methods := regexp.MustCompile("`((\\w+)\\.[A-Za-z]\\w*)`")
	for _, method := range methods.FindAllStringSubmatch(text(t, architecture), -1) {
		if _, room := packages[method[2]]; !room && !strings.HasSuffix(method[1], ".go") {
			require.True(t, all[method[1]], "%s: no file has a method %s", architecture, method[1])
		}
	}
}

// packages are those whose names stand before a point in the walks.
var packages = map[string]struct{}{
	"game": {}, "shard": {}, "journal": {}, "table": {}, "client": {}, "matching": {},
	"replay": {},
}

// functions is what each source file declares: functions by name, methods as Type.name.
func functions(t *testing.T) map[string]map[string]bool {
	in := map[string]map[string]bool{}
	eachFunction(t, func(file string, _ *token.FileSet, f *ast.FuncDecl) {
		if in[file] == nil {
			in[file] = map[string]bool{}
		}
		name := f.Name.Name
		if f.Recv != nil {
			name = receiver(f) + "." + name
		}
		in[file][name] = true
	})
	return in
}

// Who is sent to a document finds it: what documents link to, and what comments, texts and scripts
// name, is in the repository.
func TestDocumentsThatAreNamedAreThere(t *testing.T) {
	named := 0
	see := func(file, doc string) {
		named++
		doc = strings.TrimLeft(doc, "/")
		for _, place := range []string{doc, path.Join(path.Dir(file), doc), path.Join("docs", doc)} {
			if _, err := fs.Stat(house, path.Clean(place)); err == nil {
				return
			}
		}
		require.Fail(t, "no such document", "%s names %s", file, doc)
	}
	for _, file := range documents(t) {
		body := text(t, file)
		for _, doc := range naming.FindAllString(body, -1) {
			see(file, doc)
		}
		if !strings.HasSuffix(file, ".md") {
			continue
		}
		for _, link := range regexp.MustCompile(`\]\(([^)\s]+)\)`).FindAllStringSubmatch(body, -1) {
			to, section, _ := strings.Cut(link[1], "#")
			if strings.Contains(to, "://") {
				continue
			}
			target := file
			if to != "" {
				target = path.Join(path.Dir(file), to)
				_, err := fs.Stat(house, target)
				require.NoError(t, err, "%s links to %s", file, link[1])
			}
			if section != "" {
				require.Contains(t, sections(text(t, target)), section, "%s links to %s", file, link[1])
			}
			named++
		}
	}
	eachSource(t, func(file string, src []byte) {
		for _, said := range comments(src, !strings.HasSuffix(file, "_test.go")) {
			for _, doc := range naming.FindAllString(said, -1) {
				see(file, doc)
			}
			require.NotRegexp(t, `\bDESIGN\b`, said, "%s names a document that is not in the repository", file)
		}
	})
	require.Greater(t, named, 200, "the test must have seen them")
}

// Who is sent to a section finds it under that name, or under one that begins so.
func TestSectionsThatAreNamedAreThere(t *testing.T) {
	seen := 0
	see := func(file, doc, section string) {
		seen++
		headings := regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text(t, doc), -1)
		there := slices.ContainsFunc(headings, func(h []string) bool { return strings.HasPrefix(h[1], section) })
		require.True(t, there, "%s: %s has no section %q", file, doc, section)
	}
	behind := regexp.MustCompile(`\]\(([\w./-]+\.md)\),?\s+\(?"([^"]+)"`)
	before := regexp.MustCompile(`"([^"]+)"\s+in\s+\[[^\]]*\]\(([\w./-]+\.md)\)`)
	here := regexp.MustCompile(`\b[Ss]ee\s+"([A-Z][^"]+)"`)
	for _, file := range documents(t) {
		if !strings.HasSuffix(file, ".md") || file == "CHANGELOG.md" {
			continue
		}
		body := text(t, file)
		for _, m := range behind.FindAllStringSubmatch(body, -1) {
			see(file, path.Join(path.Dir(file), m[1]), strings.Join(strings.Fields(m[2]), " "))
		}
		for _, m := range before.FindAllStringSubmatch(body, -1) {
			see(file, path.Join(path.Dir(file), m[2]), m[1])
		}
		for _, m := range here.FindAllStringSubmatch(before.ReplaceAllString(body, ""), -1) {
			if strings.HasPrefix(file, "docs/") {
				see(file, file, m[1])
			}
		}
	}
	inCode := regexp.MustCompile(`(docs/\w+\.md), "([^"]+)"`)
	eachSource(t, func(file string, src []byte) {
		for _, said := range comments(src, false) {
			for _, m := range inCode.FindAllStringSubmatch(said, -1) {
				see(file, m[1], m[2])
			}
		}
	})
	require.Greater(t, seen, 5, "the test must have seen them")
}

// The commanders on the front page are the examples, which tests let play; and all documents are linked from there.
func TestTheFrontPageHoldsWhatItShows(t *testing.T) {
	front := text(t, "README.md")
	for language, file := range map[string]string{
		"go": "ai/plugin/guest/example/main.go", "python": "ai/lines/testdata/example.py",
	} {
		shown := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindStringSubmatch(front)
		require.NotNil(t, shown)
		require.Contains(t, text(t, file), shown[1])
		lines := regexp.MustCompile(`(?m)^.+$`).FindAllString(shown[1], -1)
		require.Len(t, lines, 15, "README promises a commander in so many lines")
	}
	docs, err := fs.Glob(house, "docs/*.md")
	require.NoError(t, err)
	for _, doc := range docs {
		require.Contains(t, front, "("+doc+")", "README links to every document")
	}
}

// The map lists the operator's commands, in the order in which its --help does.
func TestTheMapListsTheCommands(t *testing.T) {
	var names []string
	command := regexp.MustCompile("(?m)^\t(\\w+) +\\w+Cmd +`cmd:.*`$")
	for _, m := range command.FindAllStringSubmatch(text(t, "server/cmd/muster/main.go"), -1) {
		if !strings.Contains(m[0], "hidden:") {
			name := strings.ToLower(m[1])
			if _, given, ok := strings.Cut(m[0], ` name:"`); ok {
				name, _, _ = strings.Cut(given, `"`)
			}
			names = append(names, name)
		}
	}
	require.Greater(t, len(names), 10)
	require.Contains(t, text(t, "docs/architecture.md"), "binary: "+strings.Join(names, ", ")+" |")
}

// naming is how a document is named in a text: any .md, and what lies in docs.
var naming = regexp.MustCompile(`[\w./-]*\bdocs/[\w-]+\.(?:txt|sh|gif)\b|[\w./-]*\b[\w-]+\.md\b`)

// documents are the files beside Go's that may name documents.
func documents(t *testing.T) (files []string) {
	for _, pattern := range []string{
		"*.md", "docs/*.md", "docs/*/*.md", "docs/*.sh", "assets/*.md", "Makefile", ".ci/*", ".ci/*/*",
	} {
		some, err := fs.Glob(house, pattern)
		require.NoError(t, err)
		files = append(files, some...)
	}
	return slices.DeleteFunc(files, func(f string) bool {
		d, err := fs.Stat(house, f)
		return err != nil || d.IsDir()
	})
}

// sections are the anchors of a document's headings.
func sections(body string) (all []string) {
	for _, h := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(body, -1) {
		plain := regexp.MustCompile(`[^\w\- ]`).ReplaceAllString(strings.ToLower(h[1]), "")
		all = append(all, strings.ReplaceAll(plain, " ", "-"))
	}
	return all
}

// comments are those of a source file, and its strings where they are texts of a program.
func comments(src []byte, strings bool) (all []string) {
	var s scanner.Scanner
	set := token.NewFileSet()
	s.Init(set.AddFile("", set.Base(), len(src)), src, nil, scanner.ScanComments)
	for {
		_, kind, said := s.Scan()
		switch {
		case kind == token.EOF:
			return all
		case kind == token.COMMENT, kind == token.STRING && strings:
			all = append(all, said)
		}
	}
}

// A figure that documents have operators watch is one that a program shows.
func TestFiguresInDocumentsAreShown(t *testing.T) {
	shown := map[string]bool{}
	literal := regexp.MustCompile(`"(?:muster_)?([a-z_]+)"`)
	eachSource(t, func(file string, src []byte) {
		if !strings.HasSuffix(file, "_test.go") {
			for _, name := range literal.FindAllStringSubmatch(string(src), -1) {
				shown[name[1]] = true
			}
		}
	})
	seen := 0
	for _, doc := range documents(t) {
		for _, name := range regexp.MustCompile(`\bmuster_([a-z_]*[a-z])\b`).FindAllStringSubmatch(text(t, doc), -1) {
			seen++
			figure := regexp.MustCompile(`_(bucket|count|sum)$`).ReplaceAllString(name[1], "")
			require.True(t, shown[name[1]] || shown[figure], "%s names the figure %s, which nobody shows", doc, name[0])
		}
	}
	require.Greater(t, seen, 30, "the test must have seen them")
}
