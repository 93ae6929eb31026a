package observe

import (
	"strings"

	"muster/printable"
)

// Plain is a text on one line, printable and without addresses.
func Plain(s string) string { return printable.WithoutAddresses(s) }

// clip is a reason as an event and a node hold it: all who may look are shown it.
func clip(why string) string {
	why = Plain(why)
	return strings.ToValidUTF8(why[:min(len(why), maxWhy)], "")
}
