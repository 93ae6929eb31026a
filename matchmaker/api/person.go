package api

import "time"

// Person is an account as moderators see it (GET /v1/people?search=&role=, for moderators: those who are called so, or
// have that id, the newest first).
type Person struct {
	Player  string    `json:"player"`
	Name    string    `json:"name"`
	Role    Role      `json:"role"`
	Sight   bool      `json:"sight,omitempty" doc:"may look at matches without delay, as long as the role is operator"`
	Guest   bool      `json:"guest"`
	Created time.Time `json:"created"`
	Banned  time.Time `json:"banned,omitzero" doc:"until then; year 2112 for good. Not given if the player is not banned"`
	Muted   time.Time `json:"muted,omitzero" doc:"until then"`
}

// Forever stands for the end of what has none.
var Forever = time.UnixMicro(1 << 52).UTC()
