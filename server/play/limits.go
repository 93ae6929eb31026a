package play

import "time"

// Limits, each with its reason.
const (
	// for a browser to fetch a file: some 8 MB by a slow link; a slower one is cut off, and asks again
	fetchedWithin  = 10 * time.Minute
	lookedUpWithin = 2 * time.Second // for a match to be looked up for its link's title; without, it has a general one

	// pictures kept, some tens of kB each; of more the one that was asked for longest ago goes
	maxPictures  = 256
	drawnWithin  = 20 * time.Second // for a picture, with the wait for those before it
	foldedAtOnce = 600              // ticks that are folded before it is asked whether there is time left

	// pixels of a picture at most; it has its map's shape. Sites show some 1200 of them
	pictureWidth, pictureHeight = 1200, 630
)
