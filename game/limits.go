package game

// Limits, each with its reason. What goes over one is an error of Setup.Check or of a decoder.
const (
	MaxSide    = 640 // cells; keeps cell indexes and distances far from overflow
	MaxTeams   = 8   // an audience each; every further one costs a fog and a View a tick
	MaxSeats   = 32
	MaxSquads  = 128  // squad numbers are bytes with room for NoSquad
	MaxUnits   = 4096 // unit ids are 16 bits; a World must stay small enough to clone in microseconds
	MaxPoints  = 32
	MaxKinds   = 64
	MaxTerrain = 32
	MaxTalk    = 200 // bytes of a Talk's text: two lines on the screen
	MaxName    = 64  // bytes of any name in a Setup
	MaxHeight  = 3
	MaxQueue   = 8   // orders that wait behind a squad's own: as many way points as a screen can show
	MaxMarks   = 512 // altered cells, clouds and mines in all: what a View lists and a search must know of
	MaxOrders  = 512 // orders in one Input: 32 seats x 16

	maxEnds       = 16             // of a scenario: a card lists them
	maxConditions = 4              // of an end
	MaxTurnLength = 6000           // ticks of a turn: one record leases it all, and a take-over runs it at once
	MaxTurnTime   = 30 * 24 * 3600 // seconds to plan: a month, so that milliseconds stay within 32 bits
)

const (
	// remembered spent tickets: they live for a minute, and a seat changes hands a few times in one
	maxSpent       = 256
	maxSeatChanges = 256 // in one Input: every seat a few times over
	maxTalkLines   = 128 // in one Input: four a seat

	maxPlanned = 2 * MaxQueue // orders planned for a squad in one turn
)

const (
	maxSight = 64     // cells: what one look around may cost
	maxArea  = 8      // cells: what one blast or cloud may cost
	maxSquad = 32     // units
	maxIDs   = 64_096 // handed out in a match to a team: 16 bits with room for NoUnit
	// units bought back in a match: they get new ids, and none come when these are used up
	maxBought  = maxIDs - MaxUnits
	maxClouds  = 32   // a team's oldest goes first
	maxShells  = 1024 // in the air; what is fired beyond that is lost
	maxMines   = MaxMarks / 4
	maxAltered = MaxMarks / 2 // cells; others bear every blast
)

// share is a team's part of what there may be in a match. Each team has its own, or one would learn from what it may
// not do any more what another did out of sight.
func (w *World) share(most int) int { return most / len(w.scores) }
