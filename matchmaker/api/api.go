// Package api is everything said over HTTP: the matchmaker's REST types and typed client, the claims of tickets and
// service tokens, and what the queue and a shard tell each other. It imports nothing of ours.
package api

import "time"

// GuestRequest is the body of POST /v1/guests.
type GuestRequest struct {
	Name string `json:"name,omitempty" maxLength:"24" doc:"what others see; empty lets the queue choose one"`
}

// Guest is the answer of POST /v1/guests.
type Guest struct {
	Player string `json:"player"`
	Name   string `json:"name"`
	Token  string `json:"token" doc:"bearer token of later calls"`
}

// TicketRequest is the body of POST /v1/tickets.
type TicketRequest struct {
	Scenario string `json:"scenario,omitempty" maxLength:"64" doc:"empty for any"`
}

// Status is where a ticket stands.
type Status string

// The states of a ticket.
const (
	Waiting   Status = "waiting"
	Assigned  Status = "assigned"
	Cancelled Status = "cancelled"
	Expired   Status = "expired"
)

// Ticket is the answer about a queue ticket (GET /v1/tickets/{id}?wait=20s waits for a change).
type Ticket struct {
	ID         string      `json:"id"`
	Status     Status      `json:"status"`
	Why        string      `json:"why,omitempty" doc:"why it still waits"`
	Created    time.Time   `json:"created"`
	Assignment *Assignment `json:"assignment,omitempty"`
}

// Assignment is a seat: where it is and what opens its door.
type Assignment struct {
	Match    string `json:"match"`
	Scenario string `json:"scenario"`
	Seat     int    `json:"seat" doc:"-1 for a spectator"`
	Addr     string `json:"addr" doc:"UDP host:port"`
	CertHash []byte `json:"cert_hash" doc:"SHA-256 of the shard's certificate"`
	Join     string `json:"join" doc:"join ticket: signed, short-lived, spent once"`
}

// Match is a match as anyone may see it (GET /v1/matches, GET /v1/matches/{id}).
type Match struct {
	ID       string    `json:"id"`
	Scenario string    `json:"scenario"`
	Shard    string    `json:"shard"`
	Addr     string    `json:"addr,omitempty"`
	CertHash []byte    `json:"cert_hash,omitempty"`
	Seats    int       `json:"seats"`
	Taken    int       `json:"taken"`
	Begun    time.Time `json:"begun"`
	Ended    time.Time `json:"ended,omitzero"`
	Winner   *int      `json:"winner,omitempty" doc:"a team; -1 for a draw"`
}

// ScenarioInfo is what the queue must know of a scenario.
type ScenarioInfo struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Map   string `json:"map"`
	Teams []int  `json:"teams" doc:"the team of each seat"`
}

// OpenMatch tells a shard to run a match (PUT /v1/matches/{id} on its private listener; idempotent by the id).
type OpenMatch struct {
	Scenario string `json:"scenario"`
	Seed     uint64 `json:"seed"`
}

// OfferSeat tells a shard that a seat is meant for a player (PUT /v1/matches/{id}/seats/{seat}), or free again (DELETE).
type OfferSeat struct {
	Player string `json:"player"`
	Name   string `json:"name"`
}

// MatchReport is what a shard tells of a match that ended (POST /v1/reports on the matchmaker; idempotent by the match).
type MatchReport struct {
	Match  string `json:"match"`
	Winner int    `json:"winner"`
	Reason string `json:"reason"`
	Ticks  uint32 `json:"ticks"`
	Hash   string `json:"hash" doc:"of the last World, 16 hex digits"`
}
