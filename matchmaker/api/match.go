package api

import "time"

// Match is a match as anyone may see it (GET /v1/matches, GET /v1/matches/{id}, GET /v1/replays).
type Match struct {
	ID       string    `json:"id"`
	Mode     string    `json:"mode,omitempty"`
	Scenario string    `json:"scenario"`
	Region   string    `json:"region,omitempty"`
	Shard    string    `json:"shard"`
	Addr     string    `json:"addr,omitempty"`
	CertHash []byte    `json:"cert_hash,omitempty"`
	Seats    int       `json:"seats"`
	Taken    int       `json:"taken"`
	Open     bool      `json:"open" doc:"has a seat that anyone may take: POST /v1/tickets with this match"`
	Begun    time.Time `json:"begun"`
	Ended    time.Time `json:"ended,omitzero"`
	Winner   *int      `json:"winner,omitempty" doc:"a team; -1 for a draw"`
	Reason   string    `json:"reason,omitempty" doc:"how it ended"`
	Replay   string    `json:"replay,omitempty" doc:"where its replay is, once it has ended; a path below this API's own unless it names another server"`
	Why      *Why      `json:"why,omitempty" doc:"of GET /v1/matches/{id}: why these players met"`
}

// Seated is the caller's seat in a match that runs (GET /v1/seat): POST /v1/matches/{id}/where leads back to it.
type Seated struct {
	Match    string    `json:"match"`
	Mode     string    `json:"mode"`
	Scenario string    `json:"scenario"`
	Seat     int       `json:"seat"`
	Begun    time.Time `json:"begun"`
	Here     bool      `json:"here" doc:"you play, as far as is known: a link that broke is noticed some seconds later"`
	Until    time.Time `json:"until,omitzero" doc:"the seat is kept until then for one who is away; not given if for as long as the match runs"`
}

// Why reports why these players met.
type Why struct {
	Players   []WhySeat `json:"players" doc:"by seat; those who joined later are not in it"`
	WinChance []float64 `json:"win_chance" doc:"of each team, as expected"`
	Region    string    `json:"region,omitempty"`
	Relaxed   []string  `json:"relaxed,omitempty" doc:"what gave way to waiting time, in English; gave_way says the same as data"`
	GaveWay   []Reason  `json:"gave_way,omitempty" doc:"what gave way to waiting time"`
}

// WhySeat is one seat of a Why.
type WhySeat struct {
	Seat      int    `json:"seat"`
	Team      int    `json:"team"`
	Player    string `json:"player,omitempty" doc:"empty for an AI commander"`
	Name      string `json:"name,omitempty"`
	Points    int    `json:"points"`
	Deviation int    `json:"deviation,omitempty"`
	Waited    int    `json:"waited,omitempty" doc:"seconds"`
	RTT       int    `json:"rtt,omitempty" doc:"milliseconds to the region, if it was measured"`
	AI        string `json:"ai,omitempty" doc:"level of the AI commander"`
}

// Played is a match in a player's history (GET /v1/players/{id}/matches, the newest first).
type Played struct {
	Match    string    `json:"match"`
	Mode     string    `json:"mode"`
	Scenario string    `json:"scenario"`
	Season   int       `json:"season"`
	Seat     int       `json:"seat"`
	Team     int       `json:"team"`
	Winner   int       `json:"winner" doc:"a team; -1 for a draw"`
	Reason   string    `json:"reason"`
	Rated    bool      `json:"rated"`
	Before   int       `json:"before,omitempty" doc:"points before"`
	After    int       `json:"after,omitempty" doc:"points after"`
	Begun    time.Time `json:"begun"`
	Ended    time.Time `json:"ended"`
	Ticks    uint32    `json:"ticks"`
	Replay   string    `json:"replay,omitempty" doc:"where its replay is; a path below this API's own unless it names another server"`
}

// Leaderboard ranks the players of a mode (GET /v1/leaderboards/{mode}?season=1) by points less two deviations: who
// played little does not lead by luck.
type Leaderboard struct {
	Mode   string `json:"mode"`
	Season Season `json:"season"`
	Rows   []Rank `json:"rows"`
}

// Rank is a row of a leaderboard.
type Rank struct {
	Rank   int    `json:"rank"`
	Player string `json:"player"`
	Name   string `json:"name"`
	Rating Rating `json:"rating"`
}

// Season is a time in which leaderboards count (GET /v1/seasons, the newest first).
type Season struct {
	Number int       `json:"number"`
	Name   string    `json:"name"`
	Begun  time.Time `json:"begun"`
	Ended  time.Time `json:"ended,omitzero"`
}

// SeasonRequest is the body of POST /v1/seasons. Ratings carry over, less sure than they were.
type SeasonRequest struct {
	Name string `json:"name" minLength:"1" maxLength:"48"`
}
