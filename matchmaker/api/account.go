package api

import (
	"slices"
	"time"
)

// GuestMark begins the name of every guest, and of nobody else, wherever names are told: a guest may bear any name,
// also one that looks like somebody's.
const GuestMark = "~"

// GuestRequest is the body of POST /v1/guests.
type GuestRequest struct {
	Name string `json:"name,omitempty" maxLength:"24" doc:"what others see, behind a ~; empty lets the queue choose one"`
}

// Credentials are the body of POST /v1/accounts (register) and POST /v1/account/upgrade (make a
// guest's account one's own).
type Credentials struct {
	Name     string `json:"name" minLength:"1" maxLength:"24" doc:"what others see and what one logs in with: two letters or digits at least, or one Chinese, Japanese or Korean character. It must not look like the name of another account"`
	Password string `json:"password" minLength:"8" maxLength:"128"`
}

// LogIn is the body of POST /v1/sessions. What would not do as a new name or password is just a wrong one here.
type LogIn struct {
	Name     string `json:"name" maxLength:"24"`
	Password string `json:"password" maxLength:"128"`
}

// RefreshRequest is the body of POST /v1/sessions/refresh.
type RefreshRequest struct {
	Refresh string `json:"refresh" maxLength:"128"`
}

// PasswordChange is the body of PUT /v1/account/password. Every other session of the account ends.
type PasswordChange struct {
	Old string `json:"old" maxLength:"128"`
	New string `json:"new" minLength:"8" maxLength:"128"`
}

// Role is what an account may do. Each role may do what those before it may.
type Role string

// The roles.
const (
	RolePlayer    Role = "player"
	RoleViewer    Role = "viewer"    // sees nodes and who sits where, as operators do; changes nothing
	RoleModerator Role = "moderator" // mutes, kicks, bans; reads reports and the audit log
	RoleOperator  Role = "operator"  // gives roles, begins seasons
)

// Roles are all of them, in their order.
var Roles = []Role{RolePlayer, RoleViewer, RoleModerator, RoleOperator}

// Covers reports whether a role may do what another one may.
func (r Role) Covers(other Role) bool { return slices.Index(Roles, r) >= slices.Index(Roles, other) }

// MachineOperator stands in the audit log, in an account's place, for whoever runs the server's machine.
const MachineOperator = "the machine's operator"

// Session is somebody who is signed in. Token goes with every call and is short-lived; Refresh gets the next Session
// and is good for once.
type Session struct {
	Player  string    `json:"player"`
	Name    string    `json:"name"`
	Role    Role      `json:"role"`
	Guest   bool      `json:"guest" doc:"the account has no password yet: it is lost with the refresh token"`
	Token   string    `json:"token" doc:"bearer token of later calls"`
	Expires time.Time `json:"expires" doc:"of the token"`
	Refresh string    `json:"refresh" doc:"gets the next session; good for once"`
}

// Guest is a Session of a new guest.
type Guest = Session

// Rating is how good a player is at a mode, and how sure that is.
type Rating struct {
	Mode      string `json:"mode"`
	Points    int    `json:"points" doc:"1500 is the middle"`
	Deviation int    `json:"deviation" doc:"the true strength lies within two of these, nineteen times in twenty"`
	Played    int    `json:"played" doc:"rated matches this season"`
	Won       int    `json:"won"`
}

// Account is one's own account (GET /v1/account).
type Account struct {
	Player    string     `json:"player"`
	Name      string     `json:"name"`
	Role      Role       `json:"role"`
	Sight     bool       `json:"sight,omitempty" doc:"an operator who may look at matches without delay"`
	Guest     bool       `json:"guest"`
	Created   time.Time  `json:"created"`
	Ratings   []Rating   `json:"ratings"`
	Sanctions []Sanction `json:"sanctions" doc:"in force"`
}

// Profile is a player as anyone may see one (GET /v1/players/{id}).
type Profile struct {
	Player  string   `json:"player"`
	Name    string   `json:"name"`
	Ratings []Rating `json:"ratings"`
}

// Export is all that the queue keeps of a player (GET /v1/account/export).
type Export struct {
	Account  Account        `json:"account"`
	Sessions []ExportedSign `json:"sessions"`
	Tickets  []Ticket       `json:"tickets"`
	Matches  []Played       `json:"matches"`
	Notices  Notices        `json:"notices" doc:"where and when the player is told of turns"`
	Reports  []Complaint    `json:"reports" doc:"that the player made"`
}

// ExportedSign is one time that the player signed in.
type ExportedSign struct {
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"`
}
