package league

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"muster/game"
)

// Job is one game of a round robin: A leads the first team, unless the sides are swapped.
type Job struct {
	Pair     int    `json:"pair"`
	Game     int    `json:"game"`
	A        string `json:"a"`
	B        string `json:"b"`
	Scenario string `json:"scenario"`
	Seed     uint64 `json:"seed"`
	Swapped  bool   `json:"swapped"`
	Whole    bool   `json:"whole,omitempty"` // as players find the scenario, see Mirrors; else as a Duel
	Keep     Keep   `json:"keep,omitzero"`
}

// Outcome is a Job done. Winner is 0 for A, 1 for B and -1 for nobody; Turns are A's and B's.
type Outcome struct {
	Job
	Winner int       `json:"winner"`
	Reason string    `json:"reason"`
	Ticks  game.Tick `json:"ticks"`
	Hash   Hash      `json:"hash"`
	Turns  [2]Turns  `json:"turns"`
	Replay string    `json:"replay,omitempty"` // the file that the game is kept in
}

// Hash is a World's, which JSON has as 16 hexadecimal digits: as a number it would not fit many languages' numbers.
type Hash uint64

// MarshalText implements encoding.TextMarshaler.
func (h Hash) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%016x", uint64(h)), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Hash) UnmarshalText(b []byte) error {
	n, err := strconv.ParseUint(string(b), 16, 64)
	if err != nil {
		return fmt.Errorf("hash %q: 16 hexadecimal digits are one", b)
	}
	*h = Hash(n)
	return nil
}

// Jobs is a round robin: every two of names, games each. Games 2n and 2n+1 are the same with sides swapped, and the
// scenarios take turns.
func Jobs(names, scenarios []string, games int, seed uint64) (jobs []Job) {
	pair := 0
	for i := range names {
		for j := i + 1; j < len(names); j++ {
			for n := range games {
				jobs = append(jobs, Job{
					Pair: pair, Game: n, A: names[i], B: names[j],
					Scenario: scenarios[n/2%len(scenarios)], Seed: seed + uint64(n/2), Swapped: n%2 == 1,
				})
			}
			pair++
		}
	}
	return jobs
}

// Pair is how two commanders came out against each other. Score is A's share of the decided games; it lies between Low
// and High in 95 of 100 leagues.
type Pair struct {
	A     string     `json:"a"`
	B     string     `json:"b"`
	Games int        `json:"games"`
	AWins int        `json:"a_wins"`
	BWins int        `json:"b_wins"`
	Draws int        `json:"draws"`
	Score float64    `json:"score"`
	Low   float64    `json:"low"`
	High  float64    `json:"high"`
	Ticks uint64     `json:"ticks"`
	Think [2]float64 `json:"think_us"` // microseconds a turn, A's and B's
	Turns [2]Turns   `json:"turns"`
	Lost  [2]Lengths `json:"lost"` // of the games that A lost, and B
}

// Lengths is how many ticks games took.
type Lengths struct {
	First  game.Tick `json:"first"`
	Median game.Tick `json:"median"`
	Last   game.Tick `json:"last"`
}

// lengthsOf sorts ticks.
func lengthsOf(ticks []game.Tick) Lengths {
	if len(ticks) == 0 {
		return Lengths{}
	}
	slices.Sort(ticks)
	return Lengths{ticks[0], ticks[len(ticks)/2], ticks[len(ticks)-1]}
}

// Table gathers outcomes by pair, in the order of the jobs; a pair that has not played yet is not in it.
func Table(outcomes []Outcome) (pairs []Pair) {
	lost := map[int]*[2][]game.Tick{}
	for _, o := range outcomes {
		if lost[o.Pair] == nil {
			lost[o.Pair] = new([2][]game.Tick)
		}
		for len(pairs) <= o.Pair {
			pairs = append(pairs, Pair{})
		}
		p := &pairs[o.Pair]
		p.A, p.B = o.A, o.B
		p.Games++
		p.Ticks += uint64(o.Ticks)
		switch o.Winner {
		case 0:
			p.AWins++
			lost[o.Pair][1] = append(lost[o.Pair][1], o.Ticks)
		case 1:
			p.BWins++
			lost[o.Pair][0] = append(lost[o.Pair][0], o.Ticks)
		default:
			p.Draws++
		}
		for side := range p.Turns {
			p.Turns[side].add(o.Turns[side])
		}
	}
	for i, of := range lost {
		pairs[i].Lost = [2]Lengths{lengthsOf(of[0]), lengthsOf(of[1])}
	}
	pairs = slices.DeleteFunc(pairs, func(p Pair) bool { return p.Games == 0 })
	for i := range pairs {
		p := &pairs[i]
		p.Score, p.Low, p.High = wilson(p.AWins, p.AWins+p.BWins)
		for side := range p.Think {
			p.Think[side] = float64(p.Turns[side].Thought) / float64(time.Microsecond) / float64(max(p.Ticks, 1))
		}
	}
	return pairs
}

// wilson is a share and its 95 % interval (E. B. Wilson, 1927), which is right for few games and
// for shares near 0 and 1.
func wilson(wins, games int) (share, low, high float64) {
	if games == 0 {
		return 0.5, 0, 1
	}
	const z = 1.96
	n := float64(games)
	share = float64(wins) / n
	middle, half := share+z*z/(2*n), z*math.Sqrt(share*(1-share)/n+z*z/(4*n*n))
	return share, (middle - half) / (1 + z*z/n), (middle + half) / (1 + z*z/n)
}
