package diagram

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func plainSay(key string, pairs ...string) string {
	return key + " " + strings.Join(pairs, " ") + ` <"&`
}

// A histogram is well-formed, with a bar for whoever is there, and says its numbers to those who cannot see it.
func TestAHistogramShowsWhoIsRatedAndWhoWaits(t *testing.T) {
	require.Empty(t, Histogram(nil, 50, plainSay))
	drawn := Histogram([]Step{{From: -100, Rated: 1}, {From: 1500, Rated: 9000, Waiting: 2}, {From: 1550, Waiting: 1}},
		50, plainSay)
	d := xml.NewDecoder(strings.NewReader(drawn))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
	}
	require.Equal(t, 2, strings.Count(drawn, `class="rated"`))
	require.Equal(t, 2, strings.Count(drawn, `class="waits"`))
	require.Contains(t, drawn, "from 1500 to 1549 rated 9000 waiting 2")
	require.Contains(t, drawn, `&lt;&#34;&amp;`)
	require.Contains(t, drawn, ">1400<", "the scale goes by round numbers")
	require.NotContains(t, drawn, "NaN")
}

// One step alone has its place in the middle, and is not as wide as the page.
func TestFewStepsAreNarrow(t *testing.T) {
	drawn := Histogram([]Step{{From: 1500, Waiting: 3}}, 50, plainSay)
	require.Contains(t, drawn, `width="55" `)
}
