package server

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/game"
)

// styled has a budget of a tenth of a millisecond.
type styled struct{}

func (styled) Think(*game.View, []game.Talk) []game.Order { return nil }
func (styled) Style() ai.Style                            { return ai.Style{Level: ai.Level{Budget: 100}} }

// A commander that takes ten times its budget is asked in one of ten views, once it has used up what it had saved.
func TestACommanderKeepsToItsBudgetInTheMean(t *testing.T) {
	p, asked, spent := newCPUBudget(styled{}), 0, time.Duration(0)
	const views = 20_000
	for range views {
		if p.fill() {
			asked++
			spent += time.Millisecond
			p.spend(time.Millisecond)
		}
	}
	require.InDelta(t, views/10+100, asked, 2)
	require.LessOrEqual(t, spent, maxThink+views*100*time.Microsecond+time.Millisecond)
}

// A stall of the machine costs a commander seconds at most, and one within its budget nothing.
func TestAStallIsSoonPaidBack(t *testing.T) {
	p := newCPUBudget(styled{})
	for range 20 {
		p.spend(time.Second)
	}
	views := 0
	for !p.fill() {
		views++
	}
	require.LessOrEqual(t, views, 20*int(maxSpent/(100*time.Microsecond)))
	for range 1000 {
		require.True(t, p.fill())
		p.spend(90 * time.Microsecond)
	}
}

func TestWhoHasNoBudgetIsAlwaysAsked(t *testing.T) {
	p := newCPUBudget(simple{})
	for range 1000 {
		require.True(t, p.fill())
		p.spend(time.Second)
	}
}

type simple struct{}

func (simple) Think(*game.View, []game.Talk) []game.Order { return nil }
