package api

import "time"

// NodeKind is what a node is.
type NodeKind string

// The kinds.
const (
	NodeShard      NodeKind = "shard"
	NodeMatchmaker NodeKind = "matchmaker"
)

// Node is a process of the cluster (GET /v1/nodes, for viewers).
type Node struct {
	ID       string    `json:"id"`
	Kind     NodeKind  `json:"kind"`
	Addr     string    `json:"addr" doc:"where players join a shard, by UDP; the URL of a matchmaker"`
	Region   string    `json:"region,omitempty"`
	Version  string    `json:"version,omitempty"`
	Rules    string    `json:"rules,omitempty" doc:"fingerprint of a shard's rules: matches move only between equal ones"`
	Matches  int       `json:"matches"`
	Capacity int       `json:"capacity,omitempty"`
	Players  int       `json:"players"`
	TickP99  float64   `json:"tick_p99_ms,omitempty" doc:"99 of 100 ticks take no longer"`
	Busy     int       `json:"busy_percent,omitempty" doc:"of its machine's processors, that its process takes"`
	Strain   int       `json:"strain_percent,omitempty" doc:"by the worse of both; may be over 100"`
	Strained string    `json:"strained,omitempty" doc:"by what; if that lasts, matches leave it"`
	Shared   bool      `json:"shared,omitempty" doc:"its matches can go on at other shards"`
	Draining bool      `json:"draining,omitempty"`
	Leads    bool      `json:"leads,omitempty" doc:"the matchmaker that matches at the moment"`
	State    string    `json:"state" doc:"ready, or why it gets no matches"`
	Began    time.Time `json:"began,omitzero"`
}

// Sitter is a player who has a seat in a match that runs (GET /v1/sitters, for viewers).
type Sitter struct {
	Player string    `json:"player"`
	Name   string    `json:"name"`
	Match  string    `json:"match"`
	Seat   int       `json:"seat"`
	Since  time.Time `json:"since"`
	Shard  string    `json:"shard"`
	Away   time.Time `json:"away,omitzero" doc:"since when the player is not there, and AI leads the squads; not given of one who is there"`
}

// MoveRequest is the body of POST /v1/matches/{id}/move, for operators.
type MoveRequest struct {
	Shard   string `json:"shard,omitempty" maxLength:"64" doc:"where to; empty for wherever is best"`
	Explain bool   `json:"explain,omitempty" doc:"only tell where it would go, and why"`
}

// Move is what became of a MoveRequest.
type Move struct {
	Match        string        `json:"match"`
	From         string        `json:"from"`
	To           string        `json:"to,omitempty" doc:"empty if it can go nowhere"`
	Moved        bool          `json:"moved"`
	Strain       int           `json:"strain_percent" doc:"of the shard where it is"`
	Strained     string        `json:"strained,omitempty" doc:"by what; if that lasts, matches leave it by themselves"`
	Destinations []Destination `json:"destinations" doc:"the best first, those that refuse last"`
}

// Destination is a shard that a match may go to, or why it may not.
type Destination struct {
	Shard    string  `json:"shard"`
	Region   string  `json:"region,omitempty"`
	Matches  int     `json:"matches"`
	Capacity int     `json:"capacity"`
	TickP99  float64 `json:"tick_p99_ms,omitempty"`
	Busy     int     `json:"busy_percent,omitempty"`
	Strain   int     `json:"strain_percent"`
	Then     int     `json:"strain_percent_then" doc:"when it has the match too, as far as that can be told"`
	Refused  string  `json:"refused,omitempty"`
	Unfit    string  `json:"unfit,omitempty" doc:"why no match is moved there by itself when its shard is strained"`
}

// QueueFigures is what a matchmaker tells of itself on its operators' listener (GET /queue).
type QueueFigures struct {
	Matchmaker string  `json:"matchmaker"`
	Began      int64   `json:"began"` // when its process did, in milliseconds since 1970
	Waiting    int     `json:"waiting"`
	Seated     int     `json:"seated"`
	Database   float64 `json:"database_ms"`     // how long the database took to count them
	Error      string  `json:"error,omitempty"` // why it did not
}
