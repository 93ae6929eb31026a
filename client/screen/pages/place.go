package pages

// Place is a page that needs nothing but the game.
type Place uint8

// The places. Title and Online are where one is; all others lie over them, or over a battle.
const (
	Title Place = iota
	Online
	Lessons
	Replays
	Saves
	Reference
	Keys
	Settings
	Credits
)
