// Package api is everything said over HTTP: the matchmaker's REST types and typed client, the claims of tickets and
// service tokens, and what the queue and a shard tell each other. It imports nothing of ours.
//
// By subject: account.go (who plays), ticket.go and party.go (who waits for what), match.go (who met whom, and how it
// ended), moderation.go; this file is what the queue and shards tell each other. A client_*.go calls what the file of
// that name describes.
package api

import "time"

// ScenarioInfo is what the queue must know of a scenario.
type ScenarioInfo struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Map   string `json:"map"`
	Teams []int  `json:"teams" doc:"the team of each seat"`
	Lasts int    `json:"lasts,omitempty" doc:"seconds that a match takes at most; 0 for one without an end"`
	Turns bool   `json:"turns,omitempty" doc:"played by turns"`
}

// OpenMatch tells a shard to run a match (PUT /v1/matches/{id} on its private listener; idempotent by the id).
type OpenMatch struct {
	Scenario string        `json:"scenario"`
	Seed     uint64        `json:"seed"`
	AI       []string      `json:"ai,omitempty" doc:"level of the AI commander of each seat; empty for the usual one"`
	Seats    []OfferedSeat `json:"seats,omitempty" doc:"whom seats are meant for, as OfferSeat would tell"`
	Access
	Spectators Spectators `json:"spectators,omitzero" doc:"what spectators see while it runs"`
	Clock      *TurnClock `json:"clock,omitempty" doc:"how long turns are planned; as the scenario has it if it is not given"`
	Wait       int        `json:"wait,omitempty" doc:"seconds that the first tick waits for the players of seats; 0 for a match that begins at once"`
}

// Access tells a shard who may not be in a match (PUT /v1/matches/{id}/access on its private listener).
type Access struct {
	Revision int64    `json:"revision,omitempty" doc:"grows with each change; an older one than the shard has is ignored"`
	Barred   []string `json:"barred,omitempty" doc:"players who may not be in it at all: they go, and may not come back"`
	Insiders []string `json:"insiders,omitempty" doc:"players who know what one side knows: they may play, if they have a seat, and not watch"`
}

// Spectators is what spectators see of a match that runs. When it is over they see everything.
type Spectators struct {
	Delay    int  `json:"delay,omitempty" doc:"seconds that they are behind; 0 for what the shard thinks right"`
	NoOrders bool `json:"no_orders,omitempty" doc:"they see no orders, way points and mines"`
}

// OfferedSeat is OfferSeat with its seat.
type OfferedSeat struct {
	Seat int `json:"seat"`
	OfferSeat
}

// OfferSeat tells a shard that a seat is meant for a player (PUT /v1/matches/{id}/seats/{seat}),
// or free again (DELETE).
type OfferSeat struct {
	Player string    `json:"player"`
	Name   string    `json:"name"`
	Stint  int64     `json:"sitting,omitempty" doc:"the queue's number for this player's time in the seat; it ends with DELETE ...?sitting="`
	Muted  time.Time `json:"muted,omitzero" doc:"others do not hear the player until then"`
}

// Presence is whether a player is there whose seat it is (GET /v1/sittings on a shard's private listener lists all
// seats that the queue has told it of).
type Presence struct {
	Stint int64 `json:"sitting"`
	Here  bool  `json:"here,omitempty"`
	Away  int64 `json:"away,omitempty" doc:"seconds since nobody plays the seat"`

	// Of a match by turns, as it was published. Never more than a team may know is told to one.
	Turn  uint32    `json:"turn,omitempty" doc:"by turns: that is planned, or runs"`
	Plans bool      `json:"plans,omitempty" doc:"the player is to plan it: for the player's team alone"`
	Waits bool      `json:"waits,omitempty" doc:"other teams may believe so"`
	Due   time.Time `json:"due,omitzero" doc:"the player's time is up then"`
}

// MutePlayer tells a shard that nobody hears a player until a time (PUT /v1/players/{player}/mute on its private
// listener); a time that has passed ends it.
type MutePlayer struct {
	Until time.Time `json:"until"`
}

// MatchReport is what a shard tells of a match that ended (POST /v1/reports on the matchmaker;
// idempotent by the match).
type MatchReport struct {
	Match  string `json:"match" maxLength:"64"`
	Winner int    `json:"winner"`
	Reason string `json:"reason" maxLength:"64"`
	Ticks  uint32 `json:"ticks"`
	Hash   string `json:"hash" maxLength:"16" doc:"of the last World, 16 hex digits"`
}
