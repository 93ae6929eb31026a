package assets

import (
	"strconv"
	"strings"

	"muster/ai"
	"muster/game"
)

// Spoken puts a commander's plan (see ai.FormatPlan) into a language's words; points are the names of the capture
// points in that language. ok is false for a text that is no plan: it is chat.
func Spoken(words map[string]string, points []string, text string) (said string, ok bool) {
	items, ok := ai.ParsePlan(text)
	if !ok {
		return "", false
	}
	var parts []string
	for _, it := range items {
		point := "?"
		if it.Point >= 0 && it.Point < len(points) {
			point = points[it.Point]
		}
		fill := strings.NewReplacer("{squads}", strconv.Itoa(it.Squads), "{point}", point)
		parts = append(parts, fill.Replace(words["plan."+it.Kind]))
	}
	if len(parts) == 0 {
		return words["plan.nothing"], true
	}
	return strings.Join(parts, words["plan.and"]), true
}

// PointNames are the names of a scenario's capture points as its file has them.
func PointNames(s *game.Scenario) (names []string) {
	for i := range s.Points {
		names = append(names, s.Points[i].Name)
	}
	return names
}
