package api

import "time"

// TicketRequest is the body of POST /v1/tickets. Nothing in it must be given: the default is any scenario of the
// default mode. Of a player in a party only its leader may queue, and queues for all.
type TicketRequest struct {
	Mode      string         `json:"mode,omitempty" maxLength:"32" doc:"one of GET /v1/modes; empty for the first"`
	Scenario  string         `json:"scenario,omitempty" maxLength:"64" doc:"the only one wanted; empty for any of scenarios"`
	Scenarios []string       `json:"scenarios,omitempty" maxItems:"64" doc:"those wanted; empty for any of the mode's"`
	Region    string         `json:"region,omitempty" maxLength:"32" doc:"where to play if it can be had"`
	RTTs      map[string]int `json:"rtts,omitempty" doc:"measured milliseconds to each region"`
	Match     string         `json:"match,omitempty" maxLength:"64" doc:"this match and no other: see GET /v1/matches"`
}

// Status is where a ticket stands.
type Status string

// The states of a ticket.
const (
	Waiting   Status = "waiting"
	Proposed  Status = "proposed" // a match is found: accept or decline it (Ticket.Proposal)
	Assigned  Status = "assigned"
	Cancelled Status = "cancelled"
	Expired   Status = "expired"
)

// Ticket is the answer about a queue ticket. GET /v1/tickets/{id}?wait=20s answers as soon as its status differs from
// ?status= (waiting, if that is not given); GET /v1/tickets/{id}/events sends every change as it comes.
type Ticket struct {
	ID         string      `json:"id"`
	Mode       string      `json:"mode"`
	Scenarios  []string    `json:"scenarios,omitempty" doc:"wanted; empty for any"`
	Party      string      `json:"party,omitempty"`
	Status     Status      `json:"status"`
	Why        string      `json:"why,omitempty" doc:"why it still waits, or how it ended, in English; reasons say the same as data"`
	Reasons    []Reason    `json:"reasons,omitempty" doc:"why it still waits, or how it ended; beside them place says where it stands in line"`
	Created    time.Time   `json:"created"`
	Place      int         `json:"place,omitempty" doc:"in line; 1 is first"`
	Estimate   int         `json:"estimate,omitempty" doc:"seconds until a seat, from how long others waited; 0 if that is not known"`
	Proposal   *Proposal   `json:"proposal,omitempty"`
	Assignment *Assignment `json:"assignment,omitempty"`
}

// Proposal is a match that waits for its players to accept it (POST /v1/tickets/{id}/accept or /decline).
type Proposal struct {
	Match    string    `json:"match"`
	Scenario string    `json:"scenario"`
	By       time.Time `json:"by" doc:"accept until then"`
	Players  int       `json:"players"`
	Accepted int       `json:"accepted" doc:"so many have"`
	You      bool      `json:"you" doc:"you have"`
	Why      *Why      `json:"why,omitempty"`
}

// Assignment is a seat: where it is and what opens its door.
type Assignment struct {
	Match    string `json:"match"`
	Scenario string `json:"scenario"`
	Seat     int    `json:"seat" doc:"-1 for a spectator"`
	Addr     string `json:"addr" doc:"UDP host:port"`
	// OtherAddrs lead to the same shard. Whoever knows only Addr still comes in wherever that one leads.
	OtherAddrs []string `json:"other_addrs,omitempty" doc:"further addresses of the same shard, to be tried beside the first"`
	CertHash   []byte   `json:"cert_hash" doc:"SHA-256 of the shard's certificate"`
	WebHashes  []byte   `json:"web_hashes,omitempty" doc:"SHA-256 of the certificates that browsers are shown there, 32 bytes each; none where those need no hash"`
	Join       string   `json:"join" doc:"join ticket: signed, short-lived, spent once"`
}

// Mode is a way to play (GET /v1/modes). The first one is the default.
type Mode struct {
	Name      string   `json:"name"`
	Title     string   `json:"title"`
	Scenarios []string `json:"scenarios"`
	Rated     bool     `json:"rated" doc:"results change ratings and count for the leaderboard"`
	Accept    int      `json:"accept,omitempty" doc:"seconds to accept a match; 0 if it begins at once"`
	Fill      int      `json:"fill" doc:"seconds until AI commanders fill empty seats; -1 for never"`
	Wait      int      `json:"wait,omitempty" doc:"seconds that a match waits for its players at most, before its first tick; 0 if it begins at once"`
	Open      bool     `json:"open" doc:"others may join a match that runs"`
	Switch    bool     `json:"switch,omitempty" doc:"who left a match that runs may come back to it in any seat, not just the same one"`
	PartyMax  int      `json:"party_max" doc:"players in one party"`
	Hold      int      `json:"hold" doc:"seconds for which the seat of a player who is away is kept; -1 for as long as the match runs"`
	// Correspondence is a mode whose matches take days.
	Correspondence bool       `json:"correspondence,omitempty" doc:"by turns that take days: a player may be in many such matches at once, and need not wait for one"`
	TurnClock      *TurnClock `json:"clock,omitempty" doc:"how long turns are planned, if not as the scenario has it"`
	Delay          int        `json:"delay" doc:"seconds that spectators of a match that runs are behind"`
}
