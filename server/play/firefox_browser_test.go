//go:build !race

package play_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/lab/browsertest"
	"muster/matchmaker/api"
)

// The game in a real Firefox, on all that `muster up` runs: the title, a fight, an order by mouse. `make firefox` runs
// it.
func TestInFirefox(t *testing.T) {
	if os.Getenv("MUSTER_FIREFOX") == "" {
		t.Skip("make firefox runs it")
	}
	p := &players{data: t.TempDir()}
	p.url, p.admin = serve(t, p.data)
	p.machine = operator(t, api.NewClient(p.url, nil), p.data)
	f := browsertest.OpenFirefox(t, width, height)
	f.Go(p.url + "/play")
	shows(f, "the title", func(s shown) bool { return s.Scene == "title" })
	f.Picture("firefox title")
	leads(f, multiplayer, "online", func(s shown) bool { return s.Scene == "online" })
	leads(f, findMatch, "a match", func(s shown) bool { return s.Scene != "online" })
	s := shows(f, "the battle", func(s shown) bool { return s.Scene == "battle" && s.Tick > 40 })
	require.Contains(t, []string{"webtransport", "websocket"}, s.Link)
	t.Logf("linked over %s", s.Link)
	f.Press(firstCard[0], firstCard[1], 0)
	f.Press(somewhere[0], somewhere[1], 2)
	shows(f, "what the order did", func(now shown) bool { return now.Tick > s.Tick+40 })
	f.Picture("firefox battle")
	require.Empty(t, f.Complaints())
	p.ordered(t, s.Match, game.Tick(s.Tick))
}

// shows waits until the page shows something.
func shows(f *browsertest.Firefox, what string, is func(s shown) bool) (s shown) {
	f.T.Helper()
	for end := time.Now().Add(3 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		s = shown{}
		f.Evaluate(`({...window.muster})`, &s)
		if is(s) {
			return s
		}
		if time.Now().After(end) {
			f.Picture("firefox waits for " + what)
			require.FailNow(f.T, "the page does not show "+what, "it shows %+v; %v", s, f.Complaints())
		}
	}
}

// leads clicks somewhere until that leads to something.
func leads(f *browsertest.Firefox, at [2]float64, what string, is func(s shown) bool) {
	f.T.Helper()
	require.Eventually(f.T, func() bool {
		f.Press(at[0], at[1], 0)
		var s shown
		f.Evaluate(`({...window.muster})`, &s)
		return is(s)
	}, 3*time.Minute, time.Second, what)
}
