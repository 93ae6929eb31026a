// Package env is an environment to learn in: it plays many worlds of a scenario at once, a step of some ticks at a
// time, and gives and takes arrays of one size. A learner leads teams; commanders of this house lead the others. It is
// given what its teams see, through the fog, in the measures of "muster lines" (package lines): places in cells, facing
// in degrees, names of kinds and orders by their numbers in the header. Its orders are the rules' own.
//
// Worlds is the value that plays; Serve speaks for it over a pipe. All numbers are little endian.
//
//	host      "MUSTRENV" | u4 version (1) | u4 size | header, so many bytes of JSON
//	client    u4 kind | u4 size | body                           host      u4 kind | u4 size | body
//	          1 reset   W seeds, u8 each                                   1 frame   the arrays, one behind another
//	          2 step    orders [W][L][S][4], i2                            2 error   why, in UTF-8: it ends then
//	          3 end     nothing: it ends
//
// Each reset and step is answered with a frame. The host ends, too, when its input does. What is no request (of another
// kind, of another size, a step before any reset) is answered with an error.
//
// W are the worlds, L the teams that the learner leads, S the squads of the largest of these, E the enemies that may be
// in sight, P the points, T the teams of the scenario, V the verbs. The header has these sizes, and for every array its
// name, type, shape, columns and offset in the frame's body, so that nobody has to count:
//
//	seed        u8 [W]              of the world's game: muster fight SCENARIO --seed SEED is the same one
//	hash        u8 [W]              of the whole world, to compare runs by; a learner learns nothing of it
//	tick        u4 [W]              of the game
//	played      u4 [W]              ticks in this step; 0 in one that began a new game
//	winner      i4 [W]              a team; -1 for nobody, and while the game is under way
//	reason      u4 [W]              why it is over, one of the header's reasons; 0 while it is not
//	reward      f4 [W][L]           see below
//	supply      f4 [W][L]
//	scores      f4 [W][L][T]
//	squads      f4 [W][L][S][..]    a row for each squad of the team, by its number
//	seen        f4 [W][L][E][..]    a row for each living enemy in sight, by ascending id; zeros behind them
//	points      f4 [W][L][P][..]
//	terminated  u1 [W]              1 in the step in which the rules ended the game
//	truncated   u1 [W]              1 in the step in which it had gone on for so many steps as it may
//	mask        u1 [W][L][S][V]     0 for what the rules refuse a squad now, whatever place or target it is given
//	                                (unless another order of the step changes that: a transport lets it out)
//
//	+------+------+- - -+--------+- - -+-------+- - - - - - - - -+- - -+-----------------+
//	| seed | hash |     | reward |     | squads: world 0, team 0,|     | mask            |
//	| 8 W  | 8 W  |     | 4 W L  |     | squad 0, its columns .. |     | W L S V         |
//	+------+------+- - -+--------+- - -+-------+- - - - - - - - -+- - -+-----------------+
//
// An order is four numbers for each squad: verb, x, y, target. The verb is one of the header's, 0 for none: the squad
// goes on with what it does. What a verb needs the header says, too: a place is the cell x, y; a target is a row of
// seen (unit), a point, an own squad (friend), a stance or a formation by its number; the rest counts nothing. Orders
// go the way of everybody's, and what the rules refuse costs nothing: the column "refusal" tells why, one of the
// header's refusals. Of each seat sixteen orders a tick are given; those behind them in the ticks that follow, and what
// is left at the end of the step is refused: too_many.
//
// The reward of a step is the growth of the team's lead (its score less that of the best other team, as a share of the
// score that wins; 0 where none does), and in the last step 1 for a victory, -1 for a defeat.
//
// A game that was terminated or truncated is shown as it ended. The next step begins another one in that world,
// whatever was ordered, and shows its beginning: its seed is W more, so that worlds that began with seeds in a row
// never play the same game twice. Same seeds and orders: same frames, whatever the machine.
package env

import (
	"errors"
	"fmt"
	"slices"

	"muster/ai/league"
	"muster/game"
)

// Version is that of the binary form.
const Version = 1

// Config says what is played.
type Config struct {
	Setup   *game.Setup
	Teams   []uint8           // that the learner leads, ascending
	Against league.Commanders // of the other teams
	Worlds  int
	Ticks   int // of a step
	Steps   int // after which a game is truncated; 0 for never
}

// check finds what cannot be played.
func (c *Config) check() error {
	teams := len(c.Setup.Scenario.Teams)
	switch {
	case c.Setup.Scenario.Turns.Kind != game.RealTime:
		return fmt.Errorf("%s is played by turns: an environment is for battles in real time", c.Setup.Scenario.Name)
	case c.Worlds < 1 || c.Worlds > MaxWorlds:
		return fmt.Errorf("%d worlds: 1 to %d can be played at once", c.Worlds, MaxWorlds)
	case c.Ticks < 1 || c.Ticks > MaxTicks:
		return fmt.Errorf("%d ticks a step: 1 to %d are one", c.Ticks, MaxTicks)
	case c.Steps < 0:
		return fmt.Errorf("%d steps: a game is truncated after a number of them, or never (0)", c.Steps)
	case len(c.Teams) == 0:
		return errors.New("the learner leads no team")
	case !slices.IsSorted(c.Teams) || len(slices.Compact(slices.Clone(c.Teams))) < len(c.Teams):
		return fmt.Errorf("the learner's teams %v are not in ascending order, each once", c.Teams)
	case int(c.Teams[len(c.Teams)-1]) >= teams:
		return fmt.Errorf("%s has the teams 0 to %d, and no %d",
			c.Setup.Scenario.Name, teams-1, c.Teams[len(c.Teams)-1])
	}
	if size := newLayout(c).Size; size > maxFrame {
		return fmt.Errorf("a step of %d worlds would have %d bytes, and may have %d: play fewer",
			c.Worlds, size, maxFrame)
	}
	return nil
}
