package ai

import (
	"strconv"
	"strings"

	"muster/game"
)

// A spoken plan is keys and parameters, in one line of a Talk, so that everybody reads it in their own language:
//
//	plan  = "plan" *( ";" kind "," point "," squads "," worth )
//	kind  = "take" / "keep" / "hunt" / "ward" / "probe" / "spare"
//	point = index into Scenario.Points, -1 for none
//
// squads and worth (in supply points) are what the seat has sent. FormatPlan writes it, ParsePlan reads it.

// Item is one thing that a seat intends.
type Item struct {
	Kind   string
	Point  int
	Squads int
	Worth  int32
}

var kindNames = [...]string{take: "take", keep: "keep", hunt: "hunt", ward: "ward", probe: "probe", spare: "spare"}

// FormatPlan writes a plan, with as many of its items as fit in a Talk.
func FormatPlan(items []Item) string {
	text := "plan"
	for _, it := range items {
		next := text + ";" + it.Kind + "," + strconv.Itoa(it.Point) + "," + strconv.Itoa(it.Squads) + "," +
			strconv.Itoa(int(it.Worth))
		if len(next) > game.MaxTalk {
			break
		}
		text = next
	}
	return text
}

// ParsePlan reads a plan; ok is false for a text that is not a plan.
func ParsePlan(text string) (items []Item, ok bool) {
	rest, ok := strings.CutPrefix(text, "plan")
	if !ok || rest != "" && rest[0] != ';' {
		return nil, false
	}
	for rest != "" {
		var one string
		one, rest, _ = strings.Cut(rest[1:], ";")
		if rest != "" {
			rest = ";" + rest
		}
		f := strings.Split(one, ",")
		if len(f) != 4 || !known(f[0]) {
			return nil, false
		}
		var n [3]int
		for i := range n {
			v, err := strconv.Atoi(f[i+1])
			if err != nil || v < -1 || v > 1<<20 {
				return nil, false
			}
			n[i] = v
		}
		items = append(items, Item{f[0], n[0], n[1], int32(n[2])})
	}
	return items, true
}

func known(kind string) bool {
	for _, k := range kindNames {
		if k == kind {
			return true
		}
	}
	return false
}
