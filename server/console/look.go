package console

import (
	"net/http"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"muster/assets"
)

// look is how somebody wants to see the console. It is kept in the browser.
type look struct {
	Lang  string // of assets.Languages
	Theme string // light, dark, or empty for what the browser's settings say
}

const lookCookie = "muster-console-look"

var themes = []string{"", "light", "dark"}

// lookOf is what a browser has kept, or else what its settings say.
func lookOf(r *http.Request) (l look) {
	if c, err := r.Cookie(lookCookie); err == nil {
		l.Lang, l.Theme, _ = strings.Cut(c.Value, ".")
	}
	if !slices.Contains(assets.Languages, l.Lang) {
		l.Lang = accepted(r.Header.Get("Accept-Language"))
	}
	if !slices.Contains(themes, l.Theme) {
		l.Theme = ""
	}
	return l
}

// accepted is the language of ours that a browser would like best.
func accepted(header string) string {
	var known []language.Tag
	for _, l := range assets.Languages {
		known = append(known, language.Make(l))
	}
	tags, _, _ := language.ParseAcceptLanguage(header) // or the first
	_, i, _ := language.NewMatcher(known).Match(tags...)
	return assets.Languages[i]
}

// setLook keeps what was chosen. It changes nothing here, so that nobody must have signed in.
func (c *Console) setLook(w http.ResponseWriter, r *http.Request) {
	l := lookOf(r)
	if lang := r.PostFormValue("lang"); slices.Contains(assets.Languages, lang) {
		l.Lang = lang
	}
	if theme := r.PostFormValue("theme"); theme == "auto" {
		l.Theme = ""
	} else if slices.Contains(themes, theme) && theme != "" {
		l.Theme = theme
	}
	http.SetCookie(w, &http.Cookie{
		Name: lookCookie, Value: l.Lang + "." + l.Theme, Path: base, HttpOnly: true,
		SameSite: http.SameSiteStrictMode, MaxAge: 365 * 24 * 60 * 60,
	})
	http.Redirect(w, r, backOf(r), http.StatusSeeOther)
}

// backOf is the page of the console to which a form leads back.
func backOf(r *http.Request) string {
	back := r.FormValue("back")
	if !strings.HasPrefix(back, base) || strings.ContainsAny(back, "\\\r\n") || strings.Contains(back, "/..") {
		return base
	}
	return back
}
