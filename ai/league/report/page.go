package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"net/url"
	"path/filepath"

	"muster/ai/league"
	"muster/shard/replay"
)

//go:embed page.html
var layout string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"percent": func(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) },
	"shade":   shade,
	"won":     winnerOf,
	"add":     func(a, b int) int { return a + b },
	"neg":     func(a int) int { return -a },
	"us":      func(us float64) string { return fmt.Sprintf("%.0f", us) },
	"ms":      func(ms float64) string { return fmt.Sprintf("%.1f", ms) },
}).Parse(layout))

// Page writes the report as one page of HTML: no script, nothing that is loaded from elsewhere. dir is where it will
// lie: links to kept games are relative to it, so that both can be moved together.
func (r *Report) Page(to io.Writer, dir string) error {
	v := view{Report: r, Cells: r.Cross()}
	v.scale()
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		if o.Replay == "" && o.Turns[0].Crashes+o.Turns[1].Crashes == 0 {
			continue
		}
		if len(v.Games) == maxGames {
			v.More++
			continue
		}
		v.Games = append(v.Games, listed{i + 1, o, link(o.Replay, dir)})
	}
	return page.Execute(to, v)
}

// view is what the page is made of.
type view struct {
	*Report
	Cells [][]Cell
	Games []listed // that are kept, or in which somebody crashed
	More  int      // of those, that are not listed

	low, high int // points at the ends of the drawn scale
}

type listed struct {
	Number int
	*league.Outcome
	Link string
}

// Match is what the page calls a kept game.
func (g listed) Match() string {
	match, _ := replay.MatchOf(g.Replay)
	return match
}

// Crashed are the commanders that did.
func (v view) Crashed() (all []Standing) {
	for _, s := range v.Standings {
		if s.Crashes > 0 {
			all = append(all, s)
		}
	}
	return all
}

// link is where a game lies as seen from the page; empty for one that was not kept.
func link(file, dir string) string {
	if file == "" {
		return ""
	}
	if near, err := relative(dir, file); err == nil {
		file = near
	}
	u := url.URL{Path: filepath.ToSlash(file)}
	return u.String()
}

func relative(dir, file string) (string, error) {
	from, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	to, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	return filepath.Rel(from, to)
}

// scale finds the points that the drawing must reach.
func (v *view) scale() {
	v.low, v.high = math.MaxInt, math.MinInt
	for _, s := range v.Standings {
		v.low, v.high = min(v.low, s.Rating-s.Doubt), max(v.high, s.Rating+s.Doubt)
	}
	if v.high <= v.low {
		v.low, v.high = 0, 1
	}
}

// At is where a number of points lies on the scale, in percent.
func (v view) At(points int) string {
	return fmt.Sprintf("%.1f", 100*float64(points-v.low)/float64(v.high-v.low))
}

// shade is the colour of a share: red for none, green for all, as strong as it is far from the half.
func shade(share float64) template.CSS {
	hue, strength := 140, 2*share-1
	if strength < 0 {
		hue, strength = 5, -strength
	}
	return template.CSS(fmt.Sprintf("background: hsl(%d 70%% 50%% / %.2f)", hue, 0.08+0.42*strength))
}

// winnerOf is who has won a game, empty for nobody.
func winnerOf(o *league.Outcome) string {
	if o.Winner < 0 {
		return ""
	}
	return [2]string{o.A, o.B}[o.Winner]
}
