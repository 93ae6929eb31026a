package console

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/server/observe"
)

// A shard dies, another one takes over: the page says so in words, and shows how it was before.
func TestTopologyShowsWhatHappens(t *testing.T) {
	w := newCrowd(t, 3, 4, 100)
	w.watch()
	page := w.page("/console/topology")
	require.Contains(t, page, `class="ring"`)
	require.Equal(t, 12, strings.Count(page, `<path class="match "`))
	require.Contains(t, page, "m0000004")
	before := time.Now()
	live := w.follow("/console/live/topology")
	<-live

	w.mu.Lock()
	dead, heir := w.nodes["shard-2"], w.nodes["shard-3"]
	w.nodes["shard-2"] = nil
	for _, z := range dead.Zones {
		z.Epoch, z.Cause, z.From, z.Silent, z.Standby = 2, "silence", "shard-2", 310, "shard-1"
		heir.Zones = append(heir.Zones, z)
	}
	for _, id := range []string{"shard-1", "shard-3"} {
		for i := range w.nodes[id].Peers {
			if w.nodes[id].Peers[i].ID == "shard-2" {
				w.nodes[id].Peers[i].Silent = 310
			}
		}
	}
	w.mu.Unlock()
	w.until(func(s *observe.State) bool { // on a busy machine more may be seen
		happened := func(what string) bool {
			return slices.ContainsFunc(s.Events, func(e observe.Event) bool { return e.What == what })
		}
		return happened(observe.FellSilent) && happened(observe.TookSilent)
	})
	page = w.page("/console/topology?node=shard-3")
	require.Contains(t, page, "shard-2 silent for 310 ms; shard-3 took over 4 matches")
	require.Contains(t, page, "▲</tspan> shard-2")
	require.Contains(t, page, "Matches of shard-3")

	_, past, _ := strings.Cut(w.page("/console/topology?at="+strconv.FormatInt(before.UnixMilli(), 10)), `id="past"`)
	require.Contains(t, past, "This is how it was at")
	require.NotContains(t, past, "took over")
	require.NotContains(t, past, "hx-sse:connect")
	require.Equal(t, 3, strings.Count(past, ">4 matches<"), "its matches were there")
}

// Each event, figure, group and state has its text in every language.
func TestWhatIsWatchedHasTexts(t *testing.T) {
	all, err := loadEditions()
	require.NoError(t, err)
	for _, lang := range assets.Languages {
		words := all[lang].words
		has := func(key string) { require.NotEmpty(t, words[key], "%s: %s", lang, key) }
		for _, what := range observe.Happenings() {
			if what != observe.Again {
				has("console.event." + what)
			}
		}
		for _, why := range observe.Subjects() {
			has("console.event.again_" + why)
		}
		for _, f := range observe.Figures {
			has("console.figure." + f.Name)
			has("console.group." + f.Group)
		}
		for _, h := range []observe.Health{
			observe.Up, observe.Silent, observe.CutOff, observe.Ended, observe.Left, observe.Unknown,
		} {
			has("console.health." + string(h))
		}
	}
}

// Charts get numbers at even steps, and holes where there was nothing.
func TestChartsGetNumbers(t *testing.T) {
	w := newCrowd(t, 2, 1, 10)
	now := time.Now().Truncate(time.Second)
	for i := range 5 {
		at := now.Add(time.Duration(i) * time.Second)
		if i != 2 {
			require.NoError(t, w.c.cfg.History.Add(at, sampled("shard-1", float64(i))))
		}
	}
	body := w.page(fmt.Sprintf("/console/data/series?node=shard-1&figures=cpu_cores,memory_bytes&from=%d&to=%d",
		now.Unix(), now.Unix()+5))
	var got struct {
		From, Step float64
		Mean, Max  map[string][]*float64
	}
	require.NoError(t, json.Unmarshal([]byte(body), &got))
	require.InDelta(t, float64(now.Unix()), got.From, .1)
	require.InDelta(t, 1, got.Step, .1)
	require.Len(t, got.Mean["cpu_cores"], 5)
	require.Nil(t, got.Mean["cpu_cores"][2])
	require.InDelta(t, 4, *got.Mean["cpu_cores"][4], .001)

	page := w.page("/console/nodes/shard-1?with=shard-2&span=600")
	require.Contains(t, page, `data-figures="cpu_cores"`)
	charts := regexp.MustCompile(`data-node="shard-\d" data-group="processor cores"`)
	require.Len(t, charts.FindAllString(page, -1), 2, "two nodes side by side")
}

// A large system is a page of some hundred kilobytes.
func TestALargeSystemFitsAPage(t *testing.T) {
	w := newCrowd(t, 50, 20, 100)
	w.watch()
	w.until(func(s *observe.State) bool { return len(s.Matches) == 1000 })
	page := w.page("/console/topology")
	require.Less(t, len(page), 150<<10)
	require.Equal(t, 1000, strings.Count(page, "h0"), "every match is there")
	require.Contains(t, w.page("/console/nodes"), "shard-50")
}
