package ai

// assign splits the seat's squads over the goals: the best match of squad and goal first, until the needs are met.
func (m *mind) assign() {
	for i := range m.goals {
		m.goals[i].sent = m.others.sent(m, &m.goals[i])
	}
	var done [256]bool
	for {
		best, to, most := -1, -1, int32(-1<<30)
		for i := range m.squads {
			sq := &m.squads[i]
			if done[sq.id] || !m.leads(sq) {
				continue
			}
			for j := range m.goals {
				if m.goals[j].kind == spare {
					continue // see keepReserve
				}
				if score := m.suits(sq, j); score > most {
					best, to, most = i, j, score
				}
			}
		}
		if best < 0 {
			m.keepReserve()
			return
		}
		sq := &m.squads[best]
		done[sq.id] = true
		m.plans[sq.id].goal = to
		m.goals[to].sent += sq.worth
	}
}

// fights reports whether a squad is of use at the front.
func (m *mind) fights(sq *squad) bool {
	k := &m.setup.Rules.Kinds[sq.kind]
	return k.Room == 0 && !(m.style.knows(Mend) && m.mends(sq) && k.Weapons[0].Range < 8)
}

// whim is the weight of chance among goals, so that of nearly equal ones the choice varies.
const whim = 12

// surplus is what it costs to stay where others suffice: more than a long way, so that slow squads come along too.
const surplus = 100

// suits rates a goal for a squad: what it is worth, how much it still needs, how far it is, and whether it can be
// taken.
func (m *mind) suits(sq *squad, j int) int32 {
	g := &m.goals[j]
	far := distance(g.x-sq.x, g.y-sq.y)
	if !m.style.knows(Split) {
		switch {
		case g.kind == ward && m.leadsCharge() && m.shares():
			return -far / 4 // it stays with it while others clear the way
		case g.kind == ward, g.kind == hunt && m.mustHold():
			return -500 - far
		case g.kind == keep && !m.mustHold():
			return -1000 - far
		}
		return -far
	}
	score := g.value
	switch {
	case g.sent == 0:
	case g.sent < g.need:
		score = score * 9 / 10 // come together
	default:
		score = score * max(60-(g.sent-g.need)*2/3, 0) / 100
		if g.kind == keep || g.kind == ward {
			score -= surplus
		}
	}
	if g.kind == take && g.threat == 0 {
		score = score * m.style.Personality.Raid / 100
	}
	if g.threat > 0 && m.reach(sq, g)*100 < g.threat*m.style.Personality.Fight {
		score -= 40 // those who could be there are too few
	}
	score -= far * 12 / max(int32(m.setup.Rules.Kinds[sq.kind].Speed)/3, 4)
	if m.plans[sq.id].goal == j {
		score += 12
	}
	return score + m.chance(whim)
}

// reach is the worth of the squads that could be at a goal about as soon as this one.
func (m *mind) reach(sq *squad, g *goal) int32 {
	return max(m.ours(g.x, g.y, distance(g.x-sq.x, g.y-sq.y)+8), g.sent+sq.worth)
}

// goalOf is the goal that a squad was sent to, nil if it has none.
func (m *mind) goalOf(sq *squad) *goal {
	if g := m.plans[sq.id].goal; g >= 0 && g < len(m.goals) {
		return &m.goals[g]
	}
	return nil
}
