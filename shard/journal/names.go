package journal

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// SafeName is a zone's name for where only some characters are allowed: letters, digits and '-' stand as they are,
// other bytes as _XX in hex.
func SafeName(zone string) string {
	var b strings.Builder
	for i := range len(zone) {
		switch c := zone[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "_%02x", c)
		}
	}
	return b.String()
}

// ZoneOf is the zone whose SafeName is given; false if there is none.
func ZoneOf(safe string) (zone string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(safe); i++ {
		if safe[i] != '_' {
			b.WriteByte(safe[i])
			continue
		}
		c, err := hex.DecodeString(safe[i+1 : min(i+3, len(safe))])
		if err != nil || len(c) != 1 {
			return "", false
		}
		b.Write(c)
		i += 2
	}
	return b.String(), b.Len() > 0 && SafeName(b.String()) == safe
}
