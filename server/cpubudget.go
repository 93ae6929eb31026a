package server

import (
	"time"

	"muster/ai"
)

// cpuBudget is what a commander may spend of the time that its level's budget gives it for each view. It may save up
// one turn of the longest kind.
type cpuBudget struct {
	mean time.Duration // 0 for a commander without a budget
	left time.Duration // less than nothing when it owes
}

func newCPUBudget(c ai.Commander) (p cpuBudget) {
	if s, ok := c.(ai.Styled); ok {
		p.mean = time.Duration(s.Style().Level.Budget) * time.Microsecond
	}
	p.left = maxThink
	return p
}

// fill adds what a view is worth, and reports whether the commander may think about it.
func (p *cpuBudget) fill() bool {
	p.left = min(p.left+p.mean, maxThink)
	return p.mean == 0 || p.left > 0
}

func (p *cpuBudget) spend(took time.Duration) { p.left -= min(took, maxSpent) }
