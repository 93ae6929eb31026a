package printable

import (
	"regexp"
	"strings"
)

// addresses are those of hosts and clients, as errors and logs write them: URLs, IPv6 in brackets, with :: and whole,
// and IPv4. A time of day is none.
var addresses = regexp.MustCompile(strings.Join([]string{
	`https?://[^\s"]+`, `\[[0-9a-fA-F]*:[0-9a-fA-F:.%\w]*\](:\d+)?`,
	`\b[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*::([0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*)?`,
	`\b([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}\b`, `\b\d{1,3}(\.\d{1,3}){3}(:\d+|/\d+)?\b`,
}, "|"))

// Address stands where an address was.
const Address = "(address)"

// WithoutAddresses is a text on one line in which no address stands.
func WithoutAddresses(s string) string {
	s = Line(s)
	if !strings.ContainsAny(s, ".:") { // every address has one
		return s
	}
	return addresses.ReplaceAllString(s, Address)
}
