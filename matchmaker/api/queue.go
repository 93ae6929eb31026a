package api

import "time"

// QueueState is who waits, and why (GET /v1/queue, for viewers).
type QueueState struct {
	At        time.Time    `json:"at"`
	Explained bool         `json:"explained" doc:"why tickets wait is known: by the matchmaker that matches alone. Another one tells all else"`
	Modes     []QueuedMode `json:"modes" doc:"in the order in which they are offered; then those that are offered no more and that somebody waits for"`
}

// QueuedMode is who waits for a mode.
type QueuedMode struct {
	Mode     string       `json:"mode"`
	Title    string       `json:"title,omitempty" doc:"not given of one that is offered no more"`
	Rated    bool         `json:"rated"`
	Settings ModeSettings `json:"settings"`
	Tickets  int          `json:"tickets" doc:"parties and players alone"`
	Players  int          `json:"players"`
	Estimate int          `json:"estimate,omitempty" doc:"seconds: the median of the last tickets that got a seat; 0 if not known"`
	Waiting  []Waiter     `json:"waiting" doc:"who has waited longest first; the first of a long line"`
	Ratings  []RatingStep `json:"ratings" doc:"ascending; steps without anybody are left out"`
}

// ModeSettings are those of a mode that decide who meets whom, and when.
type ModeSettings struct {
	Scenarios []string `json:"scenarios" maxItems:"64" doc:"what it is played in"`
	Team      int      `json:"team,omitempty" minimum:"0" maximum:"64" doc:"seats of each team; 0 for those that the scenarios have"`
	Open      bool     `json:"open" doc:"others may join a match that runs"`
	Fill      int      `json:"fill" minimum:"-1" maximum:"86400" doc:"seconds until AI commanders fill empty seats; -1 for never"`
	Points    Widening `json:"points" doc:"how far apart ratings may be"`
	RTT       Widening `json:"rtt" doc:"how far away a region may be, in milliseconds"`
}

// Widening is a bound that grows with waiting time.
type Widening struct {
	From   int `json:"from" minimum:"0" maximum:"100000" doc:"at first; 0 for no bound"`
	Second int `json:"second,omitempty" minimum:"0" maximum:"100000" doc:"more for each second"`
	Full   int `json:"full,omitempty" minimum:"0" maximum:"86400" doc:"seconds until there is no bound; 0 for never"`
}

// Waiter is a ticket that waits.
type Waiter struct {
	Ticket     string          `json:"ticket"`
	Since      time.Time       `json:"since"`
	Place      int             `json:"place,omitempty" doc:"in line; 1 is first"`
	Players    []WaitingPlayer `json:"players" doc:"more than one for a party"`
	Match      string          `json:"match,omitempty" doc:"the one that it is for, and no other"`
	Scenarios  []string        `json:"scenarios,omitempty" doc:"wished; not given for any of the mode's"`
	Region     string          `json:"region,omitempty" doc:"wished"`
	RTTs       map[string]int  `json:"rtts,omitempty" doc:"measured, in milliseconds, by region"`
	Points     int             `json:"points,omitempty" doc:"how far apart ratings may be by now; not given for any"`
	PointsFree int             `json:"points_free,omitempty" doc:"seconds until any will do"`
	RTT        int             `json:"rtt,omitempty" doc:"how far away a region may be by now, in milliseconds; not given for any"`
	RTTFree    int             `json:"rtt_free,omitempty" doc:"seconds until any will do"`
	Fill       int             `json:"fill,omitempty" doc:"seconds until AI commanders fill the empty seats; not given where they do not, or may already"`
	Reasons    []Reason        `json:"reasons" doc:"why it waits; empty where that is not known"`
	Why        string          `json:"why,omitempty" doc:"the same in English"`
}

// WaitingPlayer is a player of a ticket.
type WaitingPlayer struct {
	Player    string `json:"player"`
	Name      string `json:"name"`
	Points    int    `json:"points"`
	Deviation int    `json:"deviation"`
}

// RatingStep is how many players are rated from so many points on, below the next step.
type RatingStep struct {
	From    int `json:"from"`
	Players int `json:"players" doc:"rated in the season that runs"`
	Waiting int `json:"waiting" doc:"in line, who may not be rated yet"`
}

// RatingStepPoints is how wide a RatingStep is.
const RatingStepPoints = 50
