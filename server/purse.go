package server

import (
	"time"

	"muster/ai"
)

// purse is what a commander may spend of the time that its level's budget gives it for each view. It may save up one
// turn of the longest kind.
type purse struct {
	mean time.Duration // 0 for a commander without a budget
	left time.Duration // less than nothing when it owes
}

func newPurse(c ai.Commander) (p purse) {
	if s, ok := c.(ai.Styled); ok {
		p.mean = time.Duration(s.Style().Level.Budget) * time.Microsecond
	}
	p.left = maxThink
	return p
}

// fill adds what a view is worth, and tells whether the commander may think about it.
func (p *purse) fill() bool {
	p.left = min(p.left+p.mean, maxThink)
	return p.mean == 0 || p.left > 0
}

func (p *purse) spend(took time.Duration) { p.left -= min(took, maxSpent) }
