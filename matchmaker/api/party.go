package api

// Party is players who queue together and are placed in one team (GET /v1/party). A player is in one party at most.
type Party struct {
	ID      string   `json:"id"`
	Code    string   `json:"code" doc:"whoever has it may join"`
	Leader  string   `json:"leader" doc:"the player who queues for all"`
	Members []Member `json:"members" doc:"in order of joining"`
	Invited []Member `json:"invited"`
	Ticket  string   `json:"ticket,omitempty" doc:"the party's ticket while it has one"`
}

// Member is a player in a party, or invited to one.
type Member struct {
	Player string `json:"player"`
	Name   string `json:"name"`
}

// Invitation is a party that one may join (GET /v1/invitations).
type Invitation struct {
	Party string `json:"party"`
	Code  string `json:"code"`
	From  Member `json:"from"`
}

// InviteRequest is the body of POST /v1/party/invitations: a player by id, or a registered one by name.
type InviteRequest struct {
	Player string `json:"player,omitempty" maxLength:"64"`
	Name   string `json:"name,omitempty" maxLength:"24"`
}

// JoinRequest is the body of POST /v1/party/join.
type JoinRequest struct {
	Code string `json:"code" minLength:"1" maxLength:"32"`
}

// LeadRequest is the body of PUT /v1/party/leader.
type LeadRequest struct {
	Player string `json:"player" minLength:"1" maxLength:"64"`
}
