package console

import (
	"bytes"
	"html/template"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"

	"muster/docs/lessons"
)

// markdown has lines of Chinese follow each other without a space.
var markdown = goldmark.New(goldmark.WithRendererOptions(
	html.WithEastAsianLineBreaks(html.EastAsianLineBreaksCSS3Draft)))

// pageOf is a lesson's page without its title. Links between lessons lead to their pages here; what they say of other
// documents, which are not here, stands as text.
func pageOf(l lessons.Lesson) (template.HTML, error) {
	source := []byte(l.Page)
	doc := markdown.Parser().Parse(text.NewReader(source))
	if title := doc.FirstChild(); title != nil && title.Kind() == ast.KindHeading {
		doc.RemoveChild(doc, title)
	}
	for _, link := range linksOf(doc) {
		if to, found := lessons.Linked(string(link.Destination)); found {
			link.Destination = []byte(base + "lessons/" + to)
			continue
		}
		for c := link.FirstChild(); c != nil; c = link.FirstChild() {
			link.Parent().InsertBefore(link.Parent(), link, c)
		}
		link.Parent().RemoveChild(link.Parent(), link)
	}
	var b bytes.Buffer
	err := markdown.Renderer().Render(&b, source, doc)
	return template.HTML(b.String()), err // of our own documents; HTML in them is left out
}

func linksOf(doc ast.Node) (all []*ast.Link) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // it returns what this does
		if link, ok := n.(*ast.Link); ok && entering {
			all = append(all, link)
		}
		return ast.WalkContinue, nil
	})
	return all
}
