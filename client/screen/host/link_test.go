package host

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOneLinkSaysEverything(t *testing.T) {
	for address, want := range map[string]Link{
		"/play":                    {},
		"/play/":                   {},
		"/":                        {},
		"/play?match=m1":           {Match: "m1"},
		"/watch/m1":                {Match: "m1", Watch: true},
		"/games/watch/m1?x=y":      {Match: "m1", Watch: true}, // below a proxy's path
		"/replay/m1":               {Replay: "m1"},
		"/replay/m1?tick=1200":     {Replay: "m1", Tick: 1200},
		"/play?party=ABC":          {Party: "ABC"},
		"/play?scenario=village":   {Scenario: "village"},
		"/?replay=m1&tick=3":       {Replay: "m1", Tick: 3},
		"/?watch=m1":               {Match: "m1", Watch: true},
		"/play?scenario=x&level=y": {Scenario: "x", Level: "y"},
	} {
		page, err := url.Parse("https://play.example" + address)
		require.NoError(t, err)
		l, err := ReadLink(page)
		require.NoError(t, err, address)
		require.Equal(t, want, l, address)
		require.Equal(t, want.Match+want.Replay+want.Party != "", l.Online(), address)
	}
}

// The page's address always leads back to what it shows.
func TestWhatIsShownHasALink(t *testing.T) {
	for path, s := range map[string]Scene{
		"play":           {Name: "title"},
		"play?match=m+1": {Name: "battle", Match: "m 1"},
		"watch/m%201":    {Name: "battle", Match: "m 1", Watch: true},
	} {
		require.Equal(t, path, s.Path())
		page, err := url.Parse("https://play.example/" + path)
		require.NoError(t, err)
		l, err := ReadLink(page)
		require.NoError(t, err)
		require.Equal(t, Link{Match: s.Match, Watch: s.Watch}, l)
	}
}

func TestALinkThatWasCutOrMadeUpIsToldOf(t *testing.T) {
	for _, address := range []string{
		"/replay/m1?tick=-1", "/replay/m1?tick=soon", "/replay/m1?tick=99999999999",
		"/watch/" + strings.Repeat("m", 65),
	} {
		page, err := url.Parse("https://play.example" + address)
		require.NoError(t, err)
		_, err = ReadLink(page)
		require.ErrorContains(t, err, "link", address)
	}
}
