package host

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"muster/game"
)

// Link is what the address of a page asks for: one of these, or the title.
//
//	/play                                the title
//	/play?match=MATCH                    one's seat in a match, or a free one, or else a place to watch it from
//	/play?party=CODE                     a party
//	/play?scenario=village&level=veteran a battle of one's own; the level may be left out
//	/watch/MATCH                         a match that runs
//	/replay/MATCH?tick=1200              one that has ended, from a tick on; the tick may be left out
//
// Where files alone are served, the last two are ?watch=MATCH and ?replay=MATCH&tick=1200.
type Link struct {
	Match    string
	Watch    bool // Match is watched only
	Replay   string
	Tick     game.Tick // of Replay
	Party    string
	Scenario string
	Level    string // of Scenario's commanders; "" for the one that was chosen last
}

// longestName is how long what a link names may be, in bytes; what is longer names nothing.
const longestName = 64

// ReadLink reads a page's address. Its error says which part of it cannot be used.
func ReadLink(page *url.URL) (l Link, err error) {
	q := page.Query()
	l = Link{Match: q.Get("match"), Party: q.Get("party"), Scenario: q.Get("scenario"), Level: q.Get("level")}
	dir, name := lastTwo(page.Path)
	switch watch := q.Get("watch"); {
	case dir == "watch":
		l.Match, l.Watch = name, true
	case dir == "replay":
		l.Replay = name
	case watch != "":
		l.Match, l.Watch = watch, true
	default:
		l.Replay = q.Get("replay")
	}
	for _, part := range []string{l.Match, l.Replay, l.Party, l.Scenario, l.Level} {
		if len(part) > longestName {
			return Link{}, fmt.Errorf("the link names %q...: it is too long; is the link whole?", part[:longestName])
		}
	}
	if tick := q.Get("tick"); tick != "" {
		n, err := strconv.ParseUint(tick, 10, 32)
		if err != nil {
			return Link{}, fmt.Errorf("the link's tick %q is no number; leave it out to begin at the beginning", tick)
		}
		l.Tick = game.Tick(n)
	}
	return l, nil
}

// lastTwo are the last parts of a path.
func lastTwo(path string) (dir, name string) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) < 2 {
		return "", ""
	}
	return parts[len(parts)-2], parts[len(parts)-1]
}

// Path is the link to a match that is shown, below the root of the server that shows it: a player who comes by it again
// is back in the seat. It is the title's where none is shown that others can be led to.
func (s Scene) Path() string {
	switch {
	case s.Match == "" || s.Name == "replay":
		return "play"
	case s.Watch:
		return "watch/" + url.PathEscape(s.Match)
	}
	return "play?match=" + url.QueryEscape(s.Match)
}

// Online reports whether only a matchmaker can give what is asked for.
func (l Link) Online() bool { return l.Match != "" || l.Replay != "" || l.Party != "" }

// Scene is what the window shows, for whoever looks at it from outside: the page around it, tests.
type Scene struct {
	Name  string    // title, wait, battle, result, replay, ...
	Match string    // id of the match that is played or watched; empty for none, and for one of one's own
	Watch bool      // it is watched only
	Tick  game.Tick // of it, as shown
	Link  string    // how its server is reached
	Err   error     // that the player is shown; nil for none
}
