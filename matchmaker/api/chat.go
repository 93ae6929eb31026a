package api

import "time"

// MatchSaid is what was written in a match, as a shard tells a matchmaker.
type MatchSaid struct {
	Tick  int64  `json:"tick"` // how far the match has come
	Rate  int    `json:"rate"` // ticks a second
	Left  int    `json:"left"` // lines before the first one, which are too many to tell
	Lines []Said `json:"lines"`
}

// Said is a line of a match's chat.
type Said struct {
	Tick   int64  `json:"tick"`
	Seat   int    `json:"seat"`
	Team   bool   `json:"team"` // for the team alone
	AI     bool   `json:"ai"`   // an AI commander led the seat
	Text   string `json:"text,omitempty"`
	Phrase string `json:"phrase,omitempty"` // the key of what every window says in its reader's language, for a text
}

// Chat is what was written in the match of a complaint around the time of that (GET /v1/complaints/{id}/chat, for
// moderators; the audit log says who read it).
type Chat struct {
	Complaint Complaint  `json:"complaint"`
	From      time.Time  `json:"from"`
	Until     time.Time  `json:"until"`
	Left      int        `json:"left" doc:"lines before the first one that are too many to tell"`
	Lines     []ChatLine `json:"lines" doc:"the oldest first"`
}

// ChatLine is a line of it.
type ChatLine struct {
	At      time.Time `json:"at" doc:"as exact as the match ran: where it stood still meanwhile, too late"`
	Tick    int64     `json:"tick"`
	Seat    int       `json:"seat"`
	Team    int       `json:"team" doc:"of the seat"`
	Channel string    `json:"channel" enum:"all,team"`
	AI      bool      `json:"ai,omitempty" doc:"an AI commander led the seat"`
	Player  string    `json:"player,omitempty" doc:"who had the seat; not given where nobody had"`
	Name    string    `json:"name,omitempty"`
	Text    string    `json:"text,omitempty"`
	Phrase  string    `json:"phrase,omitempty" doc:"in place of a text: the key of one that each window says in its reader's language"`
}
