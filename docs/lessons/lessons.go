// Package lessons is the plans that hurt a cluster and the pages that explain them, as docs/lessons has them: README.md
// lists them in their order, and each has a page and a plan of its name. README.zh.md and the pages that it lists tell
// the same in Chinese. There is one plan for all languages.
package lessons

import (
	"embed"
	"slices"
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

// Languages are those in which they are told; the first one also to readers of others.
var Languages = []string{"en", "zh"}

// All lists them in their order, in English.
func All() []Lesson { return In(Languages[0]) }

// In is All in a language.
func In(lang string) (all []Lesson) {
	ending := ".md"
	if lang != Languages[0] && slices.Contains(Languages, lang) {
		ending = "." + lang + ending
	}
	for line := range strings.Lines(read("README" + ending)) {
		// | [A first look](first.md) | 20 s | how a lesson runs |
		cells := strings.Split(strings.Trim(line, "|\n "), "|")
		title, link, ok := strings.Cut(cells[0], "](")
		name, _, isPage := strings.Cut(link, ending+")")
		if !ok || !isPage || len(cells) != 3 {
			continue
		}
		all = append(all, Lesson{
			Name: name, Title: strings.TrimLeft(title, " ["), Takes: strings.TrimSpace(cells[1]),
			Shows: strings.TrimSpace(cells[2]), Page: read(name + ending), Plan: read(name + ".yaml"),
		})
	}
	return all
}

// Find is the one with a name, in English.
func Find(name string) (Lesson, bool) { return FindIn(Languages[0], name) }

// FindIn is Find in a language.
func FindIn(lang, name string) (Lesson, bool) {
	for _, l := range In(lang) {
		if l.Name == name {
			return l, true
		}
	}
	return Lesson{}, false
}

// Linked is the lesson that a link in a page leads to.
func Linked(link string) (name string, ok bool) {
	name, ok = strings.CutSuffix(link, ".md")
	for _, lang := range Languages[1:] {
		name = strings.TrimSuffix(name, "."+lang)
	}
	if ok {
		_, ok = Find(name)
	}
	return name, ok
}

// read is what a file holds; empty if there is none.
func read(name string) string {
	b, err := files.ReadFile(name)
	if err != nil {
		return ""
	}
	return string(b)
}
