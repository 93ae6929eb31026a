package api

import "time"

// Kind is what a sanction does.
type Kind string

// The sanctions.
const (
	Mute Kind = "mute" // others do not hear the player
	Kick Kind = "kick" // the player leaves a match and may not come back to it
	Ban  Kind = "ban"  // the player is signed out, leaves every match, and may not queue
)

// SanctionRequest is the body of POST /v1/sanctions, for moderators. It takes effect at once, in live matches too.
type SanctionRequest struct {
	Player  string `json:"player" minLength:"1" maxLength:"64"`
	Kind    Kind   `json:"kind" enum:"mute,kick,ban"`
	Reason  string `json:"reason" minLength:"1" maxLength:"256" doc:"told to the player"`
	Seconds int64  `json:"seconds,omitempty" minimum:"0" maximum:"315360000" doc:"how long; 0 for good. A kick has no length"`
	Match   string `json:"match,omitempty" maxLength:"64" doc:"of a kick; empty for whatever match the player is in"`
}

// Sanction is a sanction against a player (GET /v1/sanctions?player=, for moderators).
type Sanction struct {
	ID      string    `json:"id"`
	Player  string    `json:"player"`
	Kind    Kind      `json:"kind"`
	Reason  string    `json:"reason"`
	By      string    `json:"by"`
	ByName  string    `json:"by_name,omitempty"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires,omitzero" doc:"not given if never"`
	Lifted  time.Time `json:"lifted,omitzero"`
}

// ComplaintRequest is the body of POST /v1/players/{id}/complaints: anyone may tell moderators of a player.
type ComplaintRequest struct {
	Reason string `json:"reason" enum:"abuse,cheating,leaving,name,other"`
	Match  string `json:"match,omitempty" maxLength:"64"`
	Text   string `json:"text,omitempty" maxLength:"1000"`
}

// Complaint is a report about a player (GET /v1/complaints?player=&by=, for moderators): the first of everybody who
// made one, the oldest before others, then the second ones, and so on.
type Complaint struct {
	ID      string    `json:"id"`
	By      string    `json:"by"`
	ByName  string    `json:"by_name,omitempty"`
	Player  string    `json:"player"`
	Name    string    `json:"name,omitempty"`
	Match   string    `json:"match,omitempty"`
	Reason  string    `json:"reason"`
	Text    string    `json:"text,omitempty"`
	Created time.Time `json:"created"`
	Closed  time.Time `json:"closed,omitzero"`
	Verdict string    `json:"verdict,omitempty"`
}

// Accused is a player of whom complaints are open (GET /v1/accused, for moderators): first those of
// whom most others complain.
type Accused struct {
	Player     string    `json:"player"`
	Name       string    `json:"name"`
	Complaints int       `json:"complaints"`
	First      time.Time `json:"first"`
	Last       time.Time `json:"last"`
	By         []Accuser `json:"by" doc:"who made most of them first"`
}

// Accuser is a player who made complaints of another.
type Accuser struct {
	Player     string `json:"player"`
	Name       string `json:"name"`
	Complaints int    `json:"complaints"`
}

// Verdict is the body of PUT /v1/complaints/{id}: it closes the complaint.
type Verdict struct {
	Verdict string `json:"verdict" minLength:"1" maxLength:"256"`
}

// RoleRequest is the body of PUT /v1/players/{id}/role, for operators.
type RoleRequest struct {
	Role Role `json:"role" enum:"player,viewer,moderator,operator"`
}

// SightRight is the body of PUT /v1/players/{id}/sight, for operators: whether an operator's account may look at
// matches without delay.
type SightRight struct {
	May bool `json:"may"`
}

// SightRequest is the body of POST /v1/matches/{id}/sight, for operators with the right to look at matches without
// delay: the audit log has it before anything is shown.
type SightRequest struct {
	Reason string `json:"reason" minLength:"1" maxLength:"256"`
}

// Sight is until when GET /v1/matches/{id}/sight shows what happens in a match now.
type Sight struct {
	Match string    `json:"match"`
	Until time.Time `json:"until"`
}

// OperatorRequest is the body of POST /v1/operator: the code that was printed at the start to whoever runs the server.
type OperatorRequest struct {
	Code string `json:"code" minLength:"1" maxLength:"64"`
}

// Audit is an entry of the audit log (GET /v1/audit?player=&before=&limit=, for moderators, the newest first).
type Audit struct {
	Number   int64     `json:"number"`
	At       time.Time `json:"at"`
	By       string    `json:"by" doc:"an account, a matchmaker, or the machine's operator"`
	ByName   string    `json:"by_name,omitempty" doc:"of an account"`
	What     string    `json:"what"`
	Whom     string    `json:"whom,omitempty" doc:"a player, a match or a shard"`
	WhomName string    `json:"whom_name,omitempty" doc:"of a player"`
	Detail   string    `json:"detail,omitempty"`
}
