package printable

import (
	"regexp"
	"strings"
)

// addresses are those of hosts and clients, as errors and logs write them: IPv6 in brackets, with :: and whole, and
// IPv4. A time of day is none.
var addresses = regexp.MustCompile(strings.Join([]string{
	`\[[0-9a-fA-F]*:[0-9a-fA-F:.%\w]*\](:\d+)?`,
	`[0-9a-fA-F:]*::([0-9a-fA-F]+:)*\d{1,3}(\.\d{1,3}){3}\b(/\d+)?`,
	`\b[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*::([0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*)?(%\w+)?(/\d+)?`,
	`::[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*\b(/\d+)?`,
	`\b([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}\b(/\d+)?`, `\b\d{1,3}(\.\d{1,3}){3}(:\d+|/\d+)?\b`,
}, "|"))

// names are URLs, and names of hosts with a port.
var names = regexp.MustCompile(`\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s"]+|\b[\w-]+(\.[\w-]+)*\.[a-zA-Z][\w-]*\.?:\d{1,5}\b`)

// lines are those of files, which look like hosts with a port.
var lines = regexp.MustCompile(`^[\w.-]+\.(go|ya?ml|json|toml|sql|html|css|js|txt|log|muster):\d+$`)

// hosts are names of hosts that nothing but the words around them tell: of the resolver, of settings, and of the
// database's driver, which puts the name behind the address.
var hosts = regexp.MustCompile(strings.Join([]string{
	`(\blookup )[^\s:]+( on |:)`, `(\bhost=)[^\s\x60"']+`, `((?:\d(?:\.\d{1,3}){3}|\]):\d{1,5}) \([\w.-]+\)(:)`,
}, "|"))

// Address stands where an address was.
const Address = "(address)"

// WithoutAddresses is a text on one line in which no address stands.
func WithoutAddresses(s string) string {
	s = Line(s)
	if !strings.ContainsAny(s, ".:=") { // every address has one, or what tells that there is one
		return s
	}
	if strings.Contains(s, "lookup ") || strings.Contains(s, "host=") || strings.Contains(s, " (") {
		s = hosts.ReplaceAllStringFunc(s, host)
	}
	s = names.ReplaceAllStringFunc(s, func(found string) string {
		if lines.MatchString(found) {
			return found
		}
		return Address
	})
	return addresses.ReplaceAllString(s, Address)
}

// host is what tells of a host, without its name.
func host(found string) string {
	p := hosts.FindStringSubmatch(found)
	if p[4] != "" {
		return p[4] + p[5] // the address itself stands before it
	}
	return p[1] + p[3] + Address + p[2]
}
