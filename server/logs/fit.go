package logs

import (
	"regexp"
	"slices"
	"strings"

	"muster/printable"
)

// secret stands where something was that opens a door.
const secret = "(secret)"

// secrets look like what opens a door: tokens of sessions and services, what stands behind Bearer, what rand.Text of
// crypto/rand makes, keys, and who signs in by a URL. None of them is logged: this is for the mistake.
var secrets = regexp.MustCompile(strings.Join([]string{
	`\beyJ[\w-]+\.[\w-]+\.[\w-]*`, `\b[Bb]earer\s+\S+`, `\b[A-Z2-7]{26}\b`, `\b[a-z2-7]{26}\b`,
	`-----BEGIN [^-]+-----.*`, `//[^\s/]+@`, `(?i)\b(token|secret|password|passwd|code|key)=[^\s&"]+`,
}, "|"))

// shortSecret is the length of the shortest that stands alone, of letters.
const shortSecret = 26

// secretNames are what values are called that nobody is to see.
var secretNames = []string{"token", "secret", "password", "authorization", "cookie", "refresh", "credentials"}

func secretName(name string) bool { return slices.Contains(secretNames, strings.ToLower(name)) }

// fit is a text as others than this machine's users may read it: on one line, without addresses and without what opens
// a door, and so much of it.
func fit(s string, most int) string { return safe(printable.WithoutAddresses(s), most) }

// bare is fit with addresses, for who may see them.
func bare(s string, most int) string { return safe(printable.Line(s), most) }

// safe is a text without what opens a door, and so much of it.
func safe(s string, most int) string {
	if len(s) >= shortSecret || strings.ContainsAny(s, " .=@") { // a name or an id is neither
		s = secrets.ReplaceAllString(s, secret)
	}
	return cut(s, most)
}

// cut is a text of so many bytes at most.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
