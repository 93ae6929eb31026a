//go:build window

package screen

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client/screen/host"
	"muster/client/screen/pages"
	"muster/client/screen/ui"
	"muster/shard/journal"
	"muster/shard/replay"
)

// drawer is Saves in memory.
type drawer struct {
	list      []host.Save
	continued []string
}

func (d *drawer) List() ([]host.Save, error) { return append([]host.Save(nil), d.list...), nil }

func (d *drawer) Continue(_ context.Context, id, _ string) (host.Match, error) {
	d.continued = append(d.continued, id)
	return nil, errors.New("this drawer only remembers")
}

func (d *drawer) Delete(id string) error {
	for i := range d.list {
		if d.list[i].ID == id {
			d.list = append(d.list[:i], d.list[i+1:]...)
			return nil
		}
	}
	return errors.New("no such battle")
}

func newDrawer() *drawer {
	at := time.Date(2026, 3, 14, 15, 9, 26, 0, time.Local)
	return &drawer{list: []host.Save{
		{ID: "keep.1", Scenario: "keep", Left: at, Err: &replay.FingerprintError{Stored: 1, Have: 2}},
		{ID: "village.1", Scenario: "village", Level: "veteran", Left: at.Add(-time.Hour), Played: 754 * time.Second},
		{ID: "duel.1", Scenario: "duel", Level: "recruit", Left: at.Add(-30 * time.Hour), Played: 61 * time.Second},
		{
			ID: "ridge.1", Scenario: "ridge", Left: at.Add(-90 * time.Hour),
			Err: &journal.DamageError{Why: "a bit flipped"},
		},
	}}
}

// listed waits until the saves were listed.
func (a *app) listed(t *testing.T, many int) {
	said := &strings.Builder{}
	a.TraceTo = said
	a.pages.LookForSaves()
	require.Eventually(t, func() bool {
		a.step(a.Now)
		return strings.Contains(said.String(), fmt.Sprintf("saves %d\n", many))
	}, time.Minute, time.Millisecond)
	a.TraceTo = nil
	a.settle()
}

func TestBattlesThatWereLeftLookAsTheyDid(t *testing.T) {
	for _, l := range looks {
		onMain(func() {
			a := newTestApp(t, l)
			a.paintNow()
			a.pages.Saves = newDrawer()
			a.Open(pages.Title)
			a.listed(t, 4)
			take(t, a, l, "title.saves")
			a.Open(pages.Saves)
			use(a, "saves.delete.2", ui.Input{Accept: true})
			take(t, a, l, "saves")
		})
	}
}

// The title goes on with the battle that was left last of those that can be; one that cannot is
// deleted at the second click.
func TestTheTitleGoesOnWithABattle(t *testing.T) {
	onMain(func() {
		a, d := newTestApp(t, looks[0]), newDrawer()
		a.pages.Saves = d
		a.Open(pages.Title)
		a.listed(t, 4)
		a.Open(pages.Saves)
		a.settle()
		for range 2 {
			require.Len(t, d.list, 4, "it asks first")
			pressOn(t, a, "saves.delete.0")
		}
		a.listed(t, 3)
		a.Back()
		a.settle()
		pressOn(t, a, "title.continue")
		failed(t, a)
		require.Equal(t, []string{"village.1"}, d.continued)
		require.True(t, reads(a, "this drawer only remembers"))
	})
}
