package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/i18n"
	"muster/game"
)

func TestOneManOrVehicleIsNoGroupThatIsWipedOut(t *testing.T) {
	w, err := i18n.Load("zh")
	require.NoError(t, err)
	for _, c := range []struct {
		scenario string
		id       uint8
		want     string
	}{{"ridge", 0, "1号步枪班已覆灭"}, {"ridge", 3, "4号狙击手阵亡"}, {"ridge", 8, "9号轻型战车被击毁"}} {
		d := sitAt(t, c.scenario)
		require.Equal(t, c.want, d.b.Say(&Note{Kind: Lost, Squad: c.id}, w))
	}
}

// Who fell by somebody out of sight is counted, too: the list adds up to the men lost.
func TestTheListOfKillersAddsUp(t *testing.T) {
	d := sit(t)
	var own []uint16
	for _, u := range d.view.Units {
		if u.Squad == 0 && len(own) < 3 {
			own = append(own, u.ID)
		}
	}
	d.enemy(20, 20)
	seen := d.view.Units[len(d.view.Units)-1].ID
	s := &Story{}
	d.view.CombatEvents = []game.CombatEvent{
		{Kind: game.Death, Source: seen, Target: own[0]},
		{Kind: game.Death, Source: game.NoUnit, Target: own[1]},
		{Kind: game.Death, Source: game.NoUnit, Target: own[2]},
	}
	s.Add(d.view, d.b.Setup)
	deeds := d.b.Deeds(s, 0)
	require.Equal(t, 2, deeds.Unseen)
	for lang, want := range map[string]string{"en": "1 × Rifles, 2 unknown", "zh": "步枪班×1、未知×2"} {
		w, err := i18n.Load(lang)
		require.NoError(t, err)
		require.Equal(t, want, d.b.TollOf(&deeds.To, deeds.Unseen, w))
	}
}
