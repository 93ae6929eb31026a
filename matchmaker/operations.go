package matchmaker

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/sse"

	"muster/matchmaker/api"
)

// who may call an operation: anybody, whoever is signed in, or those with a role.
var (
	anybody    []map[string][]string
	players    = []map[string][]string{{playerScheme: {}}}
	moderators = []map[string][]string{{playerScheme: {string(api.RoleModerator), string(api.RoleOperator)}}}
	operators  = []map[string][]string{{playerScheme: {string(api.RoleOperator)}}}
	shards     = []map[string][]string{{shardScheme: {}}}
)

// operations registers what the API can do.
func (m *Matchmaker) operations(a huma.API) {
	m.accountOperations(section{a, "Accounts"})
	m.queueOperations(section{a, "Queue"})
	m.matchOperations(section{a, "Matches"})
	m.moderationOperations(section{a, "Moderation"})
}

func (m *Matchmaker) accountOperations(s section) {
	register(s, http.MethodPost, "/v1/guests", "sign-in-as-guest", "Sign in as a new guest", anybody, m.guest)
	register(s, http.MethodPost, "/v1/accounts", "register", "Register with a name and a password", anybody, m.register)
	register(s, http.MethodPost, "/v1/sessions", "log-in", "Log in", anybody, m.logIn)
	register(s, http.MethodPost, "/v1/sessions/refresh", "refresh-session", "Get the next session", anybody, m.refresh)
	register(s, http.MethodDelete, "/v1/session", "log-out", "Log out", players, m.logOut)
	register(s, http.MethodGet, "/v1/account", "get-account", "Show your account", players, m.getAccount)
	register(s, http.MethodDelete, "/v1/account", "delete-account", "Delete your account", players, m.deleteAccount)
	register(s, http.MethodGet, "/v1/account/export", "export-account", "Export all that is kept of you", players, m.export)
	register(s, http.MethodPost, "/v1/account/upgrade", "upgrade-account", "Give a guest's account a password", players, m.upgrade)
	register(s, http.MethodPut, "/v1/account/password", "change-password", "Change your password", players, m.changePassword)
	register(s, http.MethodGet, "/v1/players/{id}", "get-player", "Show a player", anybody, m.profile)
	register(s, http.MethodGet, "/v1/players/{id}/matches", "get-history", "List the matches that a player played", anybody, m.history)
	register(s, http.MethodGet, "/v1/jwks", "get-keys", "List the keys that tokens are signed with", anybody, m.jwks)
}

func (m *Matchmaker) queueOperations(s section) {
	register(s, http.MethodGet, "/v1/modes", "list-modes", "List the ways to play", anybody, m.listModes)
	register(s, http.MethodPost, "/v1/tickets", "create-ticket", "Queue for a match", players, m.createTicket)
	register(s, http.MethodGet, "/v1/tickets/{id}", "get-ticket", "Follow a ticket by long poll", players, m.getTicket)
	register(s, http.MethodDelete, "/v1/tickets/{id}", "cancel-ticket", "Take a ticket back, with its seat", players, m.cancelTicket)
	register(s, http.MethodPost, "/v1/tickets/{id}/accept", "accept-match", "Accept the match that is proposed", players, m.acceptTicket)
	register(s, http.MethodPost, "/v1/tickets/{id}/decline", "decline-match", "Decline the match that is proposed", players, m.declineTicket)
	follow := s.operation(http.MethodGet, "/v1/tickets/{id}/events", "follow-ticket", "Follow a ticket by server-sent events", players)
	follow.Middlewares = huma.Middlewares{m.mayFollow(s)}
	sse.Register(s, follow, map[string]any{"ticket": api.Ticket{}}, m.followTicket)
	register(s, http.MethodGet, "/v1/party", "get-party", "Show your party", players, m.getParty)
	register(s, http.MethodPost, "/v1/party", "found-party", "Create a party", players, m.foundParty)
	register(s, http.MethodDelete, "/v1/party", "leave-party", "Leave your party", players, m.leaveParty)
	register(s, http.MethodPost, "/v1/party/invitations", "invite", "Invite a player to your party", players, m.invite)
	register(s, http.MethodPost, "/v1/party/join", "join-party", "Join a party by its code", players, m.joinParty)
	register(s, http.MethodDelete, "/v1/party/members/{player}", "remove-member", "Remove a player from your party", players, m.removeMember)
	register(s, http.MethodPut, "/v1/party/leader", "hand-lead", "Make another member the leader", players, m.handLead)
	register(s, http.MethodGet, "/v1/invitations", "list-invitations", "List the parties you may join", players, m.invitations)
	register(s, http.MethodDelete, "/v1/invitations/{party}", "decline-invitation", "Forget an invitation", players, m.declineInvitation)
}

func (m *Matchmaker) matchOperations(s section) {
	register(s, http.MethodGet, "/v1/seat", "get-seat", "Tell whether you have a seat in a match that runs", players, m.mySeat)
	register(s, http.MethodGet, "/v1/matches", "list-matches", "List the matches that run", anybody, m.listMatches)
	register(s, http.MethodGet, "/v1/matches/{id}", "get-match", "Show a match, and why these players met", anybody, m.getMatch)
	register(s, http.MethodPost, "/v1/matches/{id}/where", "where-is-match", "Find your own seat again", players, m.where)
	register(s, http.MethodPost, "/v1/matches/{id}/watch", "watch-match", "Watch a match, late", players, m.watch)
	replay := s.operation(http.MethodGet, "/v1/matches/{id}/replay", "get-replay", "Fetch the replay of a match that has ended", players)
	replay.Responses = map[string]*huma.Response{"200": {Description: "the file, as muster replay reads it", Content: map[string]*huma.MediaType{
		replayType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
	}}}
	huma.Register(s, replay, m.getReplay)
	register(s, http.MethodDelete, "/v1/matches/{id}/seat", "leave-match", "Give up your seat", players, m.leaveMatch)
	register(s, http.MethodPost, "/v1/reports", "report-match", "Report how a match ended (shards)", shards, m.reportMatch)
	register(s, http.MethodGet, "/v1/leaderboards/{mode}", "get-leaderboard", "Rank the best players of a mode", anybody, m.leaderboard)
	register(s, http.MethodGet, "/v1/seasons", "list-seasons", "List the seasons", anybody, m.listSeasons)
	register(s, http.MethodPost, "/v1/seasons", "begin-season", "Begin a season", operators, m.beginSeason)
}

func (m *Matchmaker) moderationOperations(s section) {
	register(s, http.MethodPost, "/v1/players/{id}/complaints", "complain", "Tell moderators of a player", players, m.complain)
	register(s, http.MethodGet, "/v1/complaints", "list-complaints", "List open complaints", moderators, m.complaints)
	register(s, http.MethodGet, "/v1/accused", "list-accused", "List whom open complaints are about, and who made them", moderators, m.accused)
	register(s, http.MethodPut, "/v1/complaints/{id}", "close-complaint", "Close a complaint", moderators, m.closeComplaint)
	register(s, http.MethodPost, "/v1/operator", "prove-operator", "Become the operator, by the code that was printed", players,
		m.proveOperator)
	register(s, http.MethodPost, "/v1/sanctions", "punish", "Mute, kick or ban a player", moderators, m.punish)
	register(s, http.MethodGet, "/v1/sanctions", "list-sanctions", "List what was done against a player", moderators, m.listSanctions)
	register(s, http.MethodDelete, "/v1/sanctions/{id}", "lift", "Lift a sanction", moderators, m.lift)
	register(s, http.MethodGet, "/v1/audit", "get-audit", "Read the audit log", moderators, m.audit)
	register(s, http.MethodPut, "/v1/players/{id}/role", "give-role", "Give an account a role", operators, m.giveRole)
}

// section is the API with the heading under which its page shows what is registered.
type section struct {
	huma.API
	heading string
}

func (s section) operation(method, path, id, summary string, who []map[string][]string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: summary, Tags: []string{s.heading}, Security: who,
		MaxBodyBytes: maxBody, BodyReadTimeout: bodyPatience,
	}
}

func register[I, O any](s section, method, path, id, summary string, who []map[string][]string, f func(context.Context, *I) (*O, error)) {
	huma.Register(s, s.operation(method, path, id, summary, who), f)
}
