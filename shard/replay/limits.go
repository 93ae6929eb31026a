package replay

import "muster/game"

// Limits, each with its reason. A file or a record may come from anybody: what it asks for is
// bounded before it is given.
const (
	maxOwner   = 64      // bytes of a shard's id
	maxRelease = 64      // bytes of a release's name; a longer one is cut
	maxMatch   = 256     // bytes of a match's name
	maxSetup   = 2 << 20 // bytes of a set-up: 640 x 640 cells and room for rules
	// bytes of a line of answers or intentions: ten times what the longest needs, so that a file that is
	// something else is told early
	maxLine = 4096

	// maxGap bounds the ticks that one record may make the fold run: leases are half a second, or five for an empty
	// zone. Without it a hostile journal of 20 bytes would run for hours.
	maxGap = 10_000

	// maxCheckpoint is how large an unpacked checkpoint may be: the largest set-up, and the
	// largest World four times over.
	maxCheckpoint = 16 << 20
	// maxIntentions bounds what is read: an hour of 32 seats whose squads change their minds twice a second.
	maxIntentions = 1 << 18
	maxAct        = 32  // bytes of what a squad is said to be up to
	maxActs       = 256 // of them that are kept once for all

	// sealedEvery is how many ticks of a fight that no shard runs lie between two hashes at least: a hash a tick would
	// be most of its bytes
	sealedEvery = 200

	framesApart = 256     // ticks from key frame to key frame: a few milliseconds to step through
	maxFrames   = 1024    // over that, every other one goes, as long as they stay within a minute: memory stays bounded
	fileFrames  = 4096    // key frames of a file: a minute apart in two days
	maxSaved    = 8 << 20 // bytes of all key frames; over that, every other one goes
)

// Bounds are how much an exported replay may hold.
type Bounds struct {
	Bytes   int       // when it is unpacked
	Records int       // each takes 48 bytes beside
	Ticks   game.Tick // to be stepped through by whoever verifies it
}

var (
	// Anybody bounds a file that may come from anybody: 80 minutes of orders in every tick, half a day of a match as
	// they are played. Whatever it holds, to list or verify it takes 64 MB at most.
	Anybody = Bounds{12 << 20, 96 << 10, 4 << 20}
	// Own bounds a file of one's own server: weeks of a match.
	Own = Bounds{1 << 30, 4 << 20, 1 << 31}
)
