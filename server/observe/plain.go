package observe

import (
	"regexp"
	"strings"

	"muster/printable"
)

// addresses are those of hosts and clients, as errors and logs write them: URLs, IPv6 in brackets, with :: and whole,
// and IPv4. A time of day is none.
var addresses = regexp.MustCompile(strings.Join([]string{
	`https?://[^\s"]+`, `\[[0-9a-fA-F]*:[0-9a-fA-F:.%\w]*\](:\d+)?`,
	`\b[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*::([0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4})*)?`,
	`\b([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}\b`, `\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b`,
}, "|"))

// Plain is a text on one line, printable and without addresses.
func Plain(s string) string { return addresses.ReplaceAllString(printable.Line(s), "(address)") }

// clip is a reason as an event and a node hold it: all who may look are shown it.
func clip(why string) string {
	why = Plain(why)
	return strings.ToValidUTF8(why[:min(len(why), maxWhy)], "")
}
