// Package lessons is the plans that hurt a cluster and the pages that explain them, as docs/lessons has them: README.md
// lists them in their order, and each has a page and a plan of its name.
package lessons

import (
	"embed"
	"strings"
)

//go:embed *.md *.yaml
var files embed.FS

// Lesson is one of them.
type Lesson struct {
	Name  string `json:"name"` // of its files, without an ending
	Title string `json:"title"`
	Takes string `json:"takes"` // how long, in words
	Shows string `json:"shows"` // what it shows
	Page  string `json:"page"`  // Markdown
	Plan  string `json:"plan"`  // YAML
}

// File is the name of its plan.
func (l Lesson) File() string { return l.Name + ".yaml" }

// All lists them in their order.
func All() (all []Lesson) {
	for line := range strings.Lines(read("README.md")) {
		// | [A first look](first.md) | 20 s | how a lesson runs |
		cells := strings.Split(strings.Trim(line, "|\n "), "|")
		title, link, ok := strings.Cut(cells[0], "](")
		name, _, isPage := strings.Cut(link, ".md)")
		if !ok || !isPage || len(cells) != 3 {
			continue
		}
		all = append(all, Lesson{
			Name: name, Title: strings.TrimLeft(title, " ["), Takes: strings.TrimSpace(cells[1]),
			Shows: strings.TrimSpace(cells[2]), Page: read(name + ".md"), Plan: read(name + ".yaml"),
		})
	}
	return all
}

// Find is the one with a name.
func Find(name string) (Lesson, bool) {
	for _, l := range All() {
		if l.Name == name {
			return l, true
		}
	}
	return Lesson{}, false
}

// read is what a file holds; empty if there is none.
func read(name string) string {
	b, err := files.ReadFile(name)
	if err != nil {
		return ""
	}
	return string(b)
}
