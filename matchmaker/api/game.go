package api

import "time"

// Game is a match that the caller plays (GET /v1/players/me/games). How a match by turns stands is as its shard told
// last, some seconds ago.
type Game struct {
	Match          string     `json:"match"`
	Mode           string     `json:"mode"`
	Scenario       string     `json:"scenario"`
	Correspondence bool       `json:"correspondence" doc:"one of many that may be played beside each other"`
	Open           bool       `json:"open" doc:"POST /v1/matches/{id}/where leads to it; else its shard is about to open it"`
	Seat           int        `json:"seat"`
	Begun          time.Time  `json:"begun"`
	Here           bool       `json:"here" doc:"you play, as far as is known"`
	Turn           int        `json:"turn,omitempty" doc:"by turns: the turn that is planned, or runs; 0 in real time, and while nothing is known"`
	Yours          bool       `json:"yours" doc:"by turns: you are to plan it"`
	Due            time.Time  `json:"due,omitzero" doc:"your time is up then; not given where you are not to plan, or have all the time"`
	Players        []GameSeat `json:"players" doc:"who sits there, by seat; AI commanders lead the others"`
}

// GameSeat is a player of a Game.
type GameSeat struct {
	Seat   int    `json:"seat"`
	Team   int    `json:"team"`
	Player string `json:"player"`
	Name   string `json:"name"`
	You    bool   `json:"you,omitempty"`
	Waited bool   `json:"waited,omitempty" doc:"by turns: their plan is waited for; of another side, as far as the scenario lets you know"`
}

// TurnClock is how long a turn of a match may be planned, where a mode says so and not the scenario.
type TurnClock struct {
	Planning  int    `json:"planning" doc:"seconds to plan a turn; 0 for none but the bank"`
	Bank      int    `json:"bank,omitempty" doc:"seconds in all that a commander may take beyond that"`
	Increment int    `json:"increment,omitempty" doc:"seconds that each of his turns adds to his bank"`
	TimeUp    string `json:"time_up,omitempty" enum:",stand,ai" doc:"what becomes of a seat whose time is up; as the scenario has it if it is empty"`
}
