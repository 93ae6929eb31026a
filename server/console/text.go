package console

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"time"

	"muster/assets"
	"muster/client/screen/i18n"
	"muster/printable"
	"muster/server/console/diagram"
	"muster/server/observe"
	"muster/wallclock"
)

//go:embed pages/*.html
var pageFiles embed.FS

// edition is the console in one language.
type edition struct {
	words i18n.Words
	pages *template.Template
	bare  *edition // the same with addresses; nil in that one
}

// of is the edition with addresses or without.
func (e *edition) of(bare bool) *edition {
	if bare {
		return e.bare
	}
	return e
}

// loadEditions reads the texts and templates of all languages.
func loadEditions() (map[string]*edition, error) {
	all := map[string]*edition{}
	for _, name := range assets.Languages {
		words, err := i18n.Load(name)
		if err != nil {
			return nil, err
		}
		e, bare := &edition{words: words}, &edition{words: words}
		if err := errors.Join(e.parse(plain), bare.parse(printable.Line)); err != nil {
			return nil, err
		}
		e.bare, all[name] = bare, e
	}
	return all, nil
}

// parse reads the templates. plain is what they do to texts that may hold addresses.
func (e *edition) parse(plain func(string) string) (err error) {
	funcs := e.funcs()
	funcs["plain"] = plain
	e.pages, err = template.New("console").Funcs(funcs).ParseFS(pageFiles, "pages/*.html")
	return err
}

// draw draws a page whole: its body within the layout.
func (e *edition) draw(to io.Writer, name string, s *shown) error {
	var body strings.Builder
	if err := e.pages.ExecuteTemplate(&body, name+".body", s); err != nil {
		return err
	}
	s.Body = template.HTML(body.String()) // drawn by a template, and so escaped
	return e.pages.ExecuteTemplate(to, "layout", s)
}

// live draws the part of a page that stays fresh.
func (e *edition) live(to io.Writer, s *shown) error {
	return e.pages.ExecuteTemplate(to, s.Page.name+".live", s)
}

// funcs are what templates may call.
func (e *edition) funcs() template.FuncMap {
	return template.FuncMap{
		"t":      e.say,
		"word":   e.word,
		"who":    e.words.Who,
		"when":   when,
		"moment": moment,
		"ago":    func(at time.Time) string { return e.span(wallclock.Since(at)) },
		"span":   func(seconds int) string { return e.span(time.Duration(seconds) * time.Second) },
		"static": staticURL,
		"inner":  e.inner,
		"percent": func(n, of int) int {
			return min(100, 100*n/max(of, 1))
		},
		"because": e.because,
		"said":    e.said,
		"shown":   short,
		"list":    func(all ...any) []any { return all },
		"event":   func(o observe.Event) string { return o.Words(e.words.Say) },
		"link":    func(l observe.Link) string { return diagram.LinkWords(&l, e.words.Say) },
		"mark":    func(l observe.Level) string { return levelMarks[l] },
		"hundred": func(share float64) float64 { return 100 * share },
	}
}

// levelMarks stand beside an event's words: no colour alone says how bad it is.
var levelMarks = map[observe.Level]string{observe.Bad: "▲", observe.Warn: "◆", observe.Info: "·", observe.Good: "✓"}

// say is a text with its {names} replaced.
func (e *edition) say(key string, pairs ...any) string {
	texts := make([]string, len(pairs))
	for i, p := range pairs {
		texts[i] = fmt.Sprint(p)
	}
	return e.words.Say(key, texts...)
}

// word is what one of the server's own words is called, such as a role or a scenario; itself where nothing is known of
// it.
func (e *edition) word(prefix, word string) string {
	return e.words.Or(prefix+"."+strings.ReplaceAll(word, " ", "_"), plain(word))
}

// inner draws a page's live part where its body includes it.
func (e *edition) inner(s *shown) (template.HTML, error) {
	var b strings.Builder
	err := e.live(&b, s)
	return template.HTML(b.String()), err // drawn by a template, and so escaped
}

// span is how long something is, in its largest unit.
func (e *edition) span(d time.Duration) string {
	units := []struct {
		key string
		of  time.Duration
	}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"min", time.Minute}, {"s", time.Second}}
	d = max(d, 0)
	for _, u := range units {
		if d >= 2*u.of || u.key == "s" {
			return e.words.Say("console.span_"+u.key, "n", strconv.Itoa(int(d/u.of)))
		}
	}
	return ""
}

// when is a moment that browsers and readers understand.
func when(at time.Time) template.HTML {
	if at.IsZero() {
		return "–"
	}
	at = at.UTC()
	return template.HTML(fmt.Sprintf(`<time datetime="%s">%s</time>`, at.Format(time.RFC3339),
		at.Format(time.DateTime)))
}

// moment is when with milliseconds.
func moment(at time.Time) template.HTML {
	at = at.UTC()
	return template.HTML(fmt.Sprintf(`<time datetime="%s">%s</time>`, at.Format(time.RFC3339Nano),
		at.Format("2006-01-02 15:04:05.000")))
}

// plain is a text on one line, printable and without addresses.
func plain(s string) string { return observe.Plain(s) }

// short is the beginning of a long id.
func short(id string) string {
	if len(id) <= 16 {
		return id
	}
	return id[:16] + "…"
}
