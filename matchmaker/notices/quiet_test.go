package notices

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
)

// Quiet hours go by the player's clock, over midnight and over the days on which that clock is changed.
func TestWhenQuietHoursEnd(t *testing.T) {
	const night = "23:00-07:00"
	for _, c := range []struct{ zone, hours, now, ends string }{
		{"", "", "2026-03-29T03:00:00Z", ""},
		{"", night, "2026-03-01T12:00:00Z", ""},
		{"", night, "2026-03-01T23:00:00Z", "2026-03-02T07:00:00Z"},
		{"", night, "2026-03-02T06:59:59Z", "2026-03-02T07:00:00Z"},
		{"", night, "2026-03-02T07:00:00Z", ""},
		{"", "12:00-13:00", "2026-03-02T12:30:00Z", "2026-03-02T13:00:00Z"},
		{"Asia/Kolkata", night, "2026-03-01T18:00:00Z", "2026-03-02T01:30:00Z"},
		// Berlin's clock jumps from 2 to 3 at 01:00Z on 29 March: the night is an hour shorter
		{"Europe/Berlin", night, "2026-03-28T22:30:00Z", "2026-03-29T05:00:00Z"},
		{"Europe/Berlin", "01:00-02:30", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"}, // 02:30 there is not
		{"Europe/Berlin", "01:00-02:30", "2026-03-29T01:30:00Z", ""},                     // 03:30
		// and back from 3 to 2 at 01:00Z on 25 October: the night is an hour longer, and 02:30 comes twice
		{"Europe/Berlin", night, "2026-10-24T22:00:00Z", "2026-10-25T06:00:00Z"},
		{"Europe/Berlin", "01:00-02:30", "2026-10-25T00:15:00Z", "2026-10-25T00:30:00Z"},
	} {
		w := api.NoticeWishes{Zone: c.zone}
		if c.hours != "" {
			w.QuietFrom, w.QuietTo = c.hours[:5], c.hours[6:]
		}
		wishes, err := ReadWishes(&w)
		require.NoError(t, err)
		now, err := time.Parse(time.RFC3339, c.now)
		require.NoError(t, err)
		ends := ""
		if at := quiet(&wishes, now); !at.IsZero() {
			ends = at.UTC().Format(time.RFC3339)
		}
		require.Equal(t, c.ends, ends, "%+v", c)
		require.Equal(t, w, Wishes(wishes))
	}
}

// Whatever they are, wherever: they end, after now, within a day and the hour that a clock may be set back.
func TestQuietHoursEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := store.NoticeWishes{
			Zone: rapid.SampledFrom([]string{
				"", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Shanghai", "America/Santiago",
			}).Draw(t, "zone"),
			From: rapid.IntRange(0, 1439).Draw(t, "from"), To: rapid.IntRange(0, 1439).Draw(t, "to"),
		}
		now := time.Unix(rapid.Int64Range(1_767_225_600, 1_830_000_000).Draw(t, "now"), 0)
		at := quiet(&w, now)
		if at.IsZero() {
			return
		}
		require.True(t, at.After(now))
		require.LessOrEqual(t, at.Sub(now), 25*time.Hour)
		for range 200 { // whoever waits comes out of them
			if at = quiet(&w, now); at.IsZero() {
				return
			}
			now = at
		}
		require.Fail(t, "they do not end")
	})
}

func TestWishesThatCannotBeRead(t *testing.T) {
	for want, w := range map[string]api.NoticeWishes{
		`zone: there is no time zone "Mars/Base"`:     {Zone: "Mars/Base"},
		`zone: there is no time zone "Local"`:         {Zone: "Local"},
		`zone: there is no time zone "../etc/passwd"`: {Zone: "../etc/passwd"},
		`quiet_from: "25:00" is no time of day`:       {QuietFrom: "25:00"},
		`quiet_to: "7" is no time of day`:             {QuietTo: "7"},
	} {
		_, err := ReadWishes(&w)
		require.ErrorContains(t, err, want)
	}
}
