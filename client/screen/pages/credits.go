package pages

import (
	"strings"

	"muster/assets"
	"muster/client/screen/ui"
)

// creditsPage names whose work the game holds, from the table that a test keeps complete.
func creditsPage() *Page {
	table, err := assets.Embedded().Licences()
	if err != nil {
		table = err.Error()
	}
	rows := licences(table)
	return &Page{Key: "credits", build: func(a *Pages, u *ui.UI) {
		u.Scroll("credits", framed(a, u, a.Words.Say("title.credits")), func(r ui.Rect) float64 {
			y := r.Y
			for _, row := range append([][]string{{a.Words.Say("credits.game"), "Muster", "Apache-2.0"}}, rows...) {
				for i, text := range row {
					ink := []ui.Ink{ui.Plain, ui.Accent, ui.Faint}[i]
					y += u.Paragraph(ui.Rect{X: r.X, Y: y, W: r.W - 16}, text, ui.Usual, ink)
				}
				y += 14
			}
			return y - r.Y
		})
	}}
}

// licences are what, by whom and under which licence, of each row of the table.
func licences(table string) (rows [][]string) {
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 4 || strings.Contains(cells[0], "---") || strings.TrimSpace(cells[0]) == "files" {
			continue
		}
		var row []string
		for _, cell := range cells[1:] {
			row = append(row, strings.ReplaceAll(strings.TrimSpace(cell), "`", ""))
		}
		rows = append(rows, row)
	}
	return rows
}
