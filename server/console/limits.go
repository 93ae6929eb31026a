package console

import "time"

// Limits, each with its reason.
const (
	maxForm = 64 << 10 // bytes of a form; a reason has at most some hundred
	// sessions at once: operators are few. Of more the one that was used longest ago ends
	maxSessions = 256
	// a browser that asks for nothing for so long is signed out: a shift's length
	idleFor     = 8 * time.Hour
	sessionLife = 24 * time.Hour   // then everybody signs in anew
	sweepEvery  = time.Minute      // sessions that are over are forgotten so soon
	roleKept    = 5 * time.Second  // what an account may do is asked for anew; the API goes by it at once in any case
	linkLife    = 10 * time.Minute // of a link that opens a session
	shownWithin = 10 * time.Second // for a page to be made and read; a slower reader is cut off
	// live pages open at once, each a goroutine and a connection. A further one is refused with 503
	maxStreams = 256
	sentWithin = 5 * time.Second // for an event to be taken; a slower reader is cut off, and comes again
	// who may not look any more is cut off so soon; a comment is sent, so that a dead link is noticed
	aliveEvery = 5 * time.Second
	madeWithin = 5 * time.Second // for a live part to be made
	callWithin = 5 * time.Second // for an action; moving a match takes a second or two
	// of a live part whose page says when there is another one: what many see is sent no more often
	liveEvery   = 200 * time.Millisecond
	chartPoints = 3600 // of a chart: each second of an hour; longer spans have longer steps
	maxFigures  = 12   // of a chart
	lookStep    = 500  // milliseconds: the system is looked at so often
	pageRows    = 50   // rows of a list on one page

	// matches that are watched at once for their pictures, each a link and a hundredth of a core; of a further one no
	// picture is shown
	maxBattles = 8
	watchFor   = 10 * time.Second // a match nobody has looked at for so long is watched no more
	watchAgain = 5 * time.Second  // one that could not be watched is tried again so late
	dialWithin = 20 * time.Second // for a link to a match: its server may just start
	// between two pictures of a match: drawing one takes some milliseconds
	pictureEvery = time.Second - 100*time.Millisecond
	firstPicture = 2 * time.Second // a page's first picture is waited for so long
	mayWatchFor  = 2 * time.Second // who gets a seat in a match they look at sees it so long
	maxMayWatch  = 64              // matches of which a session remembers that it may watch them
	// pixels of a picture at most; it has its map's shape
	pictureWidth, pictureHeight = 480, 480

	// replays kept open, some megabytes each; of more the one that was looked at longest ago goes
	maxFilms    = 4
	filmsFor    = 2 * time.Minute  // a replay nobody has looked at for so long is closed
	filmWithin  = 30 * time.Second // for a replay to be fetched and opened
	filmAgain   = 5 * time.Second  // one that could not be had is tried again so late, and one that runs fetched again
	filmStep    = 600              // ticks that are folded before it is asked whether anybody waits for them
	filmsAsked  = 3 * time.Second  // a page waits so long for its replay; then it says that it is coming
	sweepsFilms = 10 * time.Second
	// for a replay to be downloaded; a slower reader is cut off
	replayWithin = 5 * time.Minute

	// clocks of nodes differ by so much at most, or tokens between them count no more; and a line takes a moment
	clocksDiffer = time.Minute
	// what was read of logs is forgotten when nobody has looked for so long; and of more than maxStreams pages, some
	logsForgotten = 20 * time.Second
)
