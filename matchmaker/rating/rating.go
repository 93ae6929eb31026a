// Package rating tells how good players are, and how sure that is, from who beat whom. It is the Plackett-Luce model
// for teams of Weng and Lin (A Bayesian Approximation Method for Online Ranking, JMLR 12, 2011, algorithm 4): a
// player's strength is thought of as normally distributed, a team's as the sum of its players', and each result moves
// the means and narrows the deviations. It is pure: no clock, no chance.
package rating

import (
	"cmp"
	"math"
	"slices"
)

// Rating is a player's strength as far as it is known.
type Rating struct {
	Mu    float64 // the mean
	Sigma float64 // the standard deviation, above 0
}

// The constants of the model, in units of Mu.
const (
	mu    = 25.0      // of somebody unknown
	sigma = mu / 3    // of somebody unknown: nearly everybody lies within three of these
	beta  = sigma / 2 // how much a performance varies around a strength
	tau   = mu / 300  // uncertainty that each match brings back, so that who gets better can still move
	kappa = 1e-4      // least share of a variance that one match leaves: it never becomes nothing
)

// New is the rating of somebody who has not played.
func New() Rating { return Rating{Mu: mu, Sigma: sigma} }

// Points are shown to people: 1500 is the middle, a new player's deviation is 333.
const (
	middle        = 1500
	pointsPerUnit = 40
)

// Points is the mean as people see it.
func (r Rating) Points() int { return int(math.Round(middle + (r.Mu-mu)*pointsPerUnit)) }

// Deviation is sigma as people see it.
func (r Rating) Deviation() int { return int(math.Round(r.Sigma * pointsPerUnit)) }

// OfPoints is the rating of somebody whose strength is known to be so many points.
func OfPoints(points, deviation int) Rating {
	return Rating{Mu: mu + float64(points-middle)/pointsPerUnit, Sigma: float64(deviation) / pointsPerUnit}
}

// Safe is what a player's strength exceeds very likely: leaderboards go by it, so that nobody leads by luck.
func (r Rating) Safe() float64 { return r.Mu - 2*r.Sigma }

// Season is the rating with which a new season begins: drawn a quarter of the way to the middle, and less sure.
func (r Rating) Season() Rating {
	return Rating{Mu: r.Mu + (mu-r.Mu)/4, Sigma: min(sigma, math.Hypot(r.Sigma, sigma/3))}
}

// team is a team in the sum of its players.
type team struct {
	mu, variance float64
	rank         int
}

func teamsOf(players [][]Rating, ranks []int) []team {
	all := make([]team, len(players))
	for i, p := range players {
		for _, r := range p {
			all[i].mu += r.Mu
			all[i].variance += r.Sigma * r.Sigma
		}
		if ranks != nil {
			all[i].rank = ranks[i]
		}
	}
	return all
}

// Rate gives the ratings after a match. ranks[i] is how team i came in: lower is better, equal is a draw. Teams without
// players count for nothing. len(ranks) == len(players).
func Rate(players [][]Rating, ranks []int) [][]Rating {
	before := make([][]Rating, len(players))
	for i, p := range players {
		before[i] = slices.Clone(p)
		for j := range before[i] {
			before[i][j].Sigma = math.Hypot(p[j].Sigma, tau)
		}
	}
	teams := teamsOf(before, ranks)
	scale := 0.0
	for i, t := range teams {
		if len(players[i]) > 0 {
			scale += t.variance + beta*beta
		}
	}
	scale = math.Sqrt(scale)
	for i := range before {
		if len(before[i]) > 0 {
			omega, delta := pull(teams, players, i, scale)
			move(before[i], teams[i].variance, scale, omega, delta)
		}
	}
	return before
}

// pull is how far team i's result lies from what was expected (omega), and how much it tells (delta): the sums over
// every place that went to team i or above it, of the chance that the place would have been team i's.
func pull(teams []team, players [][]Rating, i int, scale float64) (omega, delta float64) {
	for q := range teams {
		if len(players[q]) == 0 || teams[q].rank > teams[i].rank {
			continue
		}
		rest, tied := 0.0, 0.0
		for s, t := range teams {
			if len(players[s]) == 0 {
				continue
			}
			if t.rank >= teams[q].rank {
				rest += math.Exp((t.mu - teams[i].mu) / scale) // over exp of team i's: no overflow of big teams
			}
			if t.rank == teams[q].rank {
				tied++
			}
		}
		chance := 1 / rest
		if q == i {
			omega += (1 - chance) / tied
		} else {
			omega -= chance / tied
		}
		delta += chance * (1 - chance) / tied
	}
	return omega, delta
}

// move gives each player the share of the team's move that the player's uncertainty has in the team's.
func move(players []Rating, variance, scale, omega, delta float64) {
	gamma := math.Sqrt(variance) / scale
	omega *= variance / scale
	delta *= gamma * variance / (scale * scale)
	for j, r := range players {
		share := r.Sigma * r.Sigma / variance
		players[j] = Rating{Mu: r.Mu + share*omega, Sigma: r.Sigma * math.Sqrt(max(1-share*delta, kappa))}
	}
}

// WinChance is each team's chance to win; they sum to one.
func WinChance(players [][]Rating) []float64 {
	n := len(players)
	chance := make([]float64, n)
	if n < 2 {
		for i := range chance {
			chance[i] = 1
		}
		return chance
	}
	teams, pairs := teamsOf(players, nil), float64(n*(n-1)/2)
	for i := range teams {
		for j := range i {
			spread := math.Sqrt(float64(n)*beta*beta + teams[i].variance + teams[j].variance)
			p := math.Erfc((teams[j].mu-teams[i].mu)/(spread*math.Sqrt2)) / 2
			chance[i] += p / pairs
			chance[j] += (1 - p) / pairs
		}
	}
	return chance
}

// Ranks are the ranks of n teams of which one won; -1 for a draw.
func Ranks(n, winner int) []int {
	ranks := make([]int, n)
	for i := range ranks {
		if winner >= 0 && i != winner {
			ranks[i] = 1
		}
	}
	return ranks
}

// Compare orders ratings for a leaderboard, the best first.
func Compare(a, b Rating) int { return cmp.Compare(b.Safe(), a.Safe()) }
