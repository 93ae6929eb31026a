package pages

import (
	"strings"

	"muster/assets"
	"muster/client/screen/i18n"
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
			for _, row := range append([][]string{{a.Words.Say("credits.game"), ownWork, "Apache-2.0"}}, rows...) {
				for i, text := range row {
					ink := []ui.Ink{ui.Plain, ui.Accent, ui.Faint}[i]
					y += u.Paragraph(ui.Rect{X: r.X, Y: y, W: r.W - 16}, credited(text, a.Words), ui.Usual, ink)
				}
				y += 14
			}
			return y - r.Y
		})
	}}
}

// ownWork is how the table calls who made what comes from nobody else.
const ownWork = "the Muster project"

// credits are the keys of what the table says of the project's own work; names and titles of others stay as they are.
var credits = map[string]string{
	ownWork: "credits.project", "rules, scenarios, texts": "credits.texts", "drawn maps": "credits.maps",
	"which icons, and how they are drawn": "credits.icons",
}

// credited is a cell of the table in the player's language.
func credited(text string, w i18n.Words) string {
	if key, ok := credits[text]; ok {
		return w.Say(key)
	}
	return text
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
