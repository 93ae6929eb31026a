package screen

import (
	"regexp"
	"strings"

	"muster/client/screen/words"
)

// whys are what a matchmaker says of a ticket that waits, and of what gave way in the end, and what that is in the texts: its numbers fill {0}, {1} and so on.
var whys = []struct {
	says *regexp.Regexp
	key  string
}{
	{regexp.MustCompile(`^(\d+) of (\d+) players are there$`), "why.there"},
	{regexp.MustCompile(`^(\d+) of (\d+) players are there, within (\d+) points by now$`), "why.there_within"},
	{regexp.MustCompile(`^AI commanders fill the rest in (\d+) s$`), "why.fill"},
	{regexp.MustCompile(`^number \d+ in line$`), ""}, // Ticket.Place
	{regexp.MustCompile(`^every seat is taken and no more matches may run at once$`), "why.no_room"},
	{regexp.MustCompile(`^no shard within reach has room for another match$`), "why.no_shard"},
	{regexp.MustCompile(`^no shard takes new matches at the moment`), "why.none_there"},
	{regexp.MustCompile(`^no new matches are begun for now`), "why.no_store"},
	{regexp.MustCompile(`^no region with a shard is near enough yet`), "why.no_region"},
	{regexp.MustCompile(`^no scenario that was asked for is offered here`), "why.no_scenario"},
	{regexp.MustCompile(`^its mode is no longer offered$`), "why.no_mode"},
	{regexp.MustCompile(`^the match has no free seat, or is over$`), "why.full"},
	{regexp.MustCompile(`^in line$`), "why.in_line"},
	{regexp.MustCompile(`^a seat is found`), "why.seat_found"},
	{regexp.MustCompile(`^ratings up to (\d+) points apart, where (\d+) would be wished$`), "why.apart"},
	{regexp.MustCompile(`^round-trip time up to (\d+) ms, where (\d+) ms would be wished$`), "why.far"},
	{regexp.MustCompile(`^(\d+) parties play outside the region they wished$`), "why.away"},
	{regexp.MustCompile(`^AI commanders lead (\d+) of (\d+) seats$`), "why.led"},
	{regexp.MustCompile(`^(?:farther ones are tried in time|its shard is getting ready)$`), ""},
}

// why says in the player's language why a ticket still waits. A reason that is not known is shown as the matchmaker wrote
// it: a newer one may have more.
func why(w words.Words, text string) string {
	var parts []string
	for part := range strings.SplitSeq(text, "; ") {
		parts = append(parts, whyOf(w, part))
	}
	return strings.Join(strings.FieldsFunc(strings.Join(parts, "\n"), func(r rune) bool { return r == '\n' }), " · ")
}

func whyOf(w words.Words, part string) string {
	for _, y := range whys {
		m := y.says.FindStringSubmatch(part)
		switch {
		case m == nil:
		case y.key == "":
			return ""
		default:
			var pairs []string
			for i, number := range m[1:] {
				pairs = append(pairs, itoa(i), number)
			}
			return w.Say(y.key, pairs...)
		}
	}
	return part
}
