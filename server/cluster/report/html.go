package report

import (
	_ "embed"
	"html/template"
	"io"
	"path/filepath"
	"time"

	"muster/printable"
	"muster/server/cluster/plan"
)

//go:embed page.html
var pageText string

// Each name and text of a run goes through the template, which escapes it for its place.
var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"line": printable.Line, "lines": printable.Lines, "base": filepath.Base, "at": at, "verdict": verdict,
	"number": func(i int) int { return i + 1 },
	"class": func(o plan.Outcome) string {
		return map[plan.Outcome]string{plan.Kept: "kept", plan.Broken: "broken"}[o]
	},
	"sign":  func(o plan.Outcome) string { return map[plan.Outcome]string{plan.Kept: "✓", plan.Broken: "✗"}[o] },
	"clock": func(t time.Time) string { return t.UTC().Format("15:04:05.000") },
}).Parse(pageText))

// HTML prints a run as one page, which fetches nothing and runs no script.
func (r Run) HTML(to io.Writer) error {
	return page.Execute(to, struct {
		Run
		About  [][2]string
		Graphs []graph

		Left, Right, Top, Foot, FieldH, Width, Height int
	}{r, r.about(), r.graphs(), left, left + fieldW, top, top + fieldH, fieldH, width, height})
}
