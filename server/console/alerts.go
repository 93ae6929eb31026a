package console

import (
	"cmp"
	"context"
	"html/template"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster/matchmaker/api"
	"muster/server/alerts"
)

// alertsShown is what the page of all alerts shows.
type alertsShown struct {
	At              time.Time // of the last evaluation; zero if there was none
	Firing, Pending int
	Rows            []alertRow
	Groups          []alertGroup
}

// alertGroup is the rules of a group.
type alertGroup struct {
	Name  string // a word of console.alerts.group
	Rules []ruleRow
}

// ruleRow is a rule in the visitor's language.
type ruleRow struct {
	*alerts.Rule
	language string
	State    string // the worst of its alerts: firing, pending or quiet
}

// alertRow is an alert that holds, or did lately.
type alertRow struct {
	ruleRow
	alerts.Alert
}

func alertsPage(_ context.Context, c *Console, v *visit) (any, error) {
	if c.cfg.Alerts == nil {
		return nil, errNotWatched
	}
	at, all := c.cfg.Alerts.Now()
	d, states := alertsShown{At: at}, map[*alerts.Rule]string{}
	for _, a := range all {
		switch a.State {
		case alerts.Firing:
			d.Firing++
			states[a.Rule] = "firing"
		case alerts.Pending:
			d.Pending++
			states[a.Rule] = cmp.Or(states[a.Rule], "pending")
		}
		d.Rows = append(d.Rows, alertRow{ruleRow{a.Rule, v.Lang, ""}, a})
	}
	for _, r := range c.cfg.Alerts.Rules() {
		if n := len(d.Groups); n == 0 || d.Groups[n-1].Name != groupWord(r.Group) {
			d.Groups = append(d.Groups, alertGroup{Name: groupWord(r.Group)})
		}
		last := &d.Groups[len(d.Groups)-1]
		last.Rules = append(last.Rules, ruleRow{r, v.Lang, cmp.Or(states[r], "quiet")})
	}
	return d, nil
}

func groupWord(name string) string { return strings.ReplaceAll(name, " ", "_") }

// alertShown is what the page of one alert shows: what it means, what to do, and where it holds.
type alertShown struct {
	ruleRow
	Rows []alertRow
}

func alertPage(_ context.Context, c *Console, v *visit) (any, error) {
	if c.cfg.Alerts == nil {
		return nil, errNotWatched
	}
	name := v.r.PathValue("name")
	rules := c.cfg.Alerts.Rules()
	i := slices.IndexFunc(rules, func(r *alerts.Rule) bool { return r.Name == name })
	if i < 0 {
		return nil, &api.Problem{Status: http.StatusNotFound}
	}
	d := alertShown{ruleRow: ruleRow{rules[i], v.Lang, ""}}
	_, all := c.cfg.Alerts.Now()
	for _, a := range all {
		if a.Rule.Name == name {
			d.Rows = append(d.Rows, alertRow{d.ruleRow, a})
		}
	}
	return d, nil
}

// Summary, Meaning and Action are its texts.
func (r ruleRow) Summary() template.HTML { return written(r.Text("summary", r.language)) }
func (r ruleRow) Meaning() template.HTML { return written(r.Text("meaning", r.language)) }
func (r ruleRow) Action() template.HTML  { return written(r.Text("action", r.language)) }

// Seconds is how long it must hold before it fires.
func (r ruleRow) Seconds() int { return int(r.For / time.Second) }

// Mark is how a state looks: fine, wait or bad.
func (alertsShown) Mark(state string) string { return alertMark(state) }

// Mark is the same on the page of one.
func (alertShown) Mark(state string) string { return alertMark(state) }

func alertMark(state string) string {
	switch state {
	case "firing":
		return "bad"
	case "pending":
		return "wait"
	}
	return "fine"
}

// StateWord is its state.
func (r alertRow) StateWord() string { return string(r.Alert.State) }

// Where is what it holds for: the node, and what else the metric says.
func (r alertRow) Where() string {
	said := []string{}
	if node := r.Of["node"]; node != "" {
		said = append(said, node)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Of)) {
		if !slices.Contains([]string{"node", "role", "job", "instance"}, name) {
			said = append(said, name+" "+r.Of[name])
		}
	}
	return strings.Join(said, ", ")
}

// Figure is its value as it is read.
func (r alertRow) Figure() string { return strconv.FormatFloat(r.Value, 'g', 3, 64) }

// marks are what is more than words in the texts of rules: code and links to documents, as in Markdown, and other
// alerts.
var marks = regexp.MustCompile("`([^`]+)`|\\[([^\\]]+)\\]\\([^)]+\\)|\\b(Muster[A-Z]\\w+)")

// written draws a text of a rule.
func written(text string) template.HTML {
	var b strings.Builder
	plainly := func(s string) string { return template.HTMLEscapeString(s) }
	for {
		at := marks.FindStringSubmatchIndex(text)
		if at == nil {
			b.WriteString(plainly(text))
			return template.HTML(b.String()) // every part of it is escaped
		}
		b.WriteString(plainly(text[:at[0]]))
		switch {
		case at[2] >= 0:
			b.WriteString("<code>" + plainly(text[at[2]:at[3]]) + "</code>")
		case at[4] >= 0:
			b.WriteString("<code>docs/" + plainly(text[at[4]:at[5]]) + "</code>")
		default:
			name := plainly(text[at[6]:at[7]])
			b.WriteString(`<a href="/console/alerts/` + name + `">` + name + `</a>`)
		}
		text = text[at[1]:]
	}
}
