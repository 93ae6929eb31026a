package rest

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
	viewers    = []map[string][]string{{playerScheme: covering(api.RoleViewer)}}
	moderators = []map[string][]string{{playerScheme: covering(api.RoleModerator)}}
	operators  = []map[string][]string{{playerScheme: covering(api.RoleOperator)}}
	shardsOnly = []map[string][]string{{shardScheme: {}}}
	queuesOnly = []map[string][]string{{queueScheme: {}}}
)

// covering lists the roles that may do what one may.
func covering(least api.Role) (all []string) {
	for _, r := range api.Roles {
		if r.Covers(least) {
			all = append(all, string(r))
		}
	}
	return all
}

// operations registers what the API can do.
func (s *Server) operations(a huma.API) {
	s.accounts.operations(section{a, "Accounts"})
	s.people.operations(section{a, "Moderation"})
	s.records.playerOperations(section{a, "Accounts"})
	s.tickets.operations(section{a, "Queue"})
	s.parties.operations(section{a, "Queue"})
	s.matches.operations(section{a, "Matches"})
	s.records.operations(section{a, "Matches"})
	s.moderation.operations(section{a, "Moderation"})
	s.nodes.operations(section{a, "Operation"})
	s.queue.operations(section{a, "Operation"})
	s.cluster.operations(section{a, "Operation"})
	s.logs.operations(section{a, "Operation"})
	s.told.operations(section{a, "Notices"})
}

func (h *accounts) operations(s section) {
	register(s, http.MethodPost, "/v1/guests", "sign-in-as-guest", "Sign in as a new guest", anybody, h.guest)
	register(s, http.MethodPost, "/v1/accounts", "register", "Register with a name and a password", anybody, h.register)
	register(s, http.MethodPost, "/v1/sessions", "log-in", "Log in", anybody, h.logIn)
	register(s, http.MethodPost, "/v1/sessions/refresh", "refresh-session", "Get the next session", anybody, h.refresh)
	register(s, http.MethodDelete, "/v1/session", "log-out", "Log out", players, h.logOut)
	register(s, http.MethodGet, "/v1/account", "get-account", "Show your account", players, h.getAccount)
	register(s, http.MethodDelete, "/v1/account", "delete-account", "Delete your account", players, h.deleteAccount)
	register(s, http.MethodGet, "/v1/account/export",
		"export-account", "Export all that is kept of you", players, h.export)
	register(s, http.MethodPost, "/v1/account/upgrade",
		"upgrade-account", "Give a guest's account a password", players, h.upgrade)
	register(s, http.MethodPut, "/v1/account/password",
		"change-password", "Change your password", players, h.changePassword)
	register(s, http.MethodGet, "/v1/players/{id}", "get-player", "Show a player", anybody, h.profile)
	register(s, http.MethodGet, "/v1/jwks", "get-keys", "List the keys that tokens are signed with", anybody, h.jwks)
}

func (h *records) playerOperations(s section) {
	register(s, http.MethodGet, "/v1/players/{id}/matches",
		"get-history", "List the matches that a player played", anybody, h.history)
}

func (h *tickets) operations(s section) {
	register(s, http.MethodGet, "/v1/modes", "list-modes", "List the ways to play", anybody, h.listModes)
	register(s, http.MethodPost, "/v1/tickets", "create-ticket", "Queue for a match", players, h.createTicket)
	register(s, http.MethodGet, "/v1/tickets/{id}", "get-ticket", "Follow a ticket by long poll", players, h.getTicket)
	register(s, http.MethodDelete, "/v1/tickets/{id}",
		"cancel-ticket", "Cancel a ticket, and give up its seat", players, h.cancelTicket)
	register(s, http.MethodPost, "/v1/tickets/{id}/accept",
		"accept-match", "Accept the match that is proposed", players, h.acceptTicket)
	register(s, http.MethodPost, "/v1/tickets/{id}/decline",
		"decline-match", "Decline the match that is proposed", players, h.declineTicket)
	follow := s.operation(http.MethodGet, "/v1/tickets/{id}/events",
		"follow-ticket", "Follow a ticket by server-sent events", players)
	follow.Middlewares = huma.Middlewares{h.mayFollow(s)}
	sse.Register(s, follow, map[string]any{"ticket": api.Ticket{}}, h.followTicket)
}

func (h *parties) operations(s section) {
	register(s, http.MethodGet, "/v1/party", "get-party", "Show your party", players, h.getParty)
	register(s, http.MethodPost, "/v1/party", "found-party", "Create a party", players, h.foundParty)
	register(s, http.MethodDelete, "/v1/party", "leave-party", "Leave your party", players, h.leaveParty)
	register(s, http.MethodPost, "/v1/party/invitations", "invite", "Invite a player to your party", players, h.invite)
	register(s, http.MethodPost, "/v1/party/join", "join-party", "Join a party by its code", players, h.joinParty)
	register(s, http.MethodDelete, "/v1/party/members/{player}",
		"remove-member", "Remove a player from your party", players, h.removeMember)
	register(s, http.MethodPut, "/v1/party/leader", "hand-lead", "Make another member the leader", players, h.handLead)
	register(s, http.MethodGet, "/v1/invitations",
		"list-invitations", "List the parties you may join", players, h.invitations)
	register(s, http.MethodDelete, "/v1/invitations/{party}",
		"decline-invitation", "Forget an invitation", players, h.declineInvitation)
}

func (h *matches) operations(s section) {
	register(s, http.MethodGet, "/v1/players/me/games",
		"list-games", "List the matches that you play, the newest first, and whose turn it is", players, h.games)
	register(s, http.MethodGet, "/v1/seat",
		"get-seat", "Tell whether you have a seat in a match that runs", players, h.mySeat)
	register(s, http.MethodGet, "/v1/matches", "list-matches", "List the matches that run", anybody, h.listMatches)
	register(s, http.MethodGet, "/v1/matches/{id}",
		"get-match", "Show a match, and why these players met", anybody, h.getMatch)
	register(s, http.MethodPost, "/v1/matches/{id}/where",
		"where-is-match", "Find your own seat again", players, h.where)
	register(s, http.MethodPost, "/v1/matches/{id}/watch", "watch-match", "Watch a match, late", players, h.watch)
	register(s, http.MethodPost, "/v1/matches/{id}/embed",
		"embed-match", "Watch a match, late, in a frame of a page: as nobody", anybody, h.embed)
	register(s, http.MethodGet, "/v1/replays",
		"list-replays", "List the matches that came to an end", anybody, h.listReplays)
	replay := s.operation(http.MethodGet, "/v1/matches/{id}/replay",
		"get-replay", "Fetch the replay of a match that has ended", players)
	replay.Responses = map[string]*huma.Response{"200": {
		Description: "the file, as muster replay reads it",
		Content: map[string]*huma.MediaType{
			replayType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
		},
	}}
	huma.Register(s, replay, h.getReplay)
	register(s, http.MethodDelete, "/v1/matches/{id}/seat", "leave-match", "Give up your seat", players, h.leaveMatch)
	sightOperations(s, h)
	register(s, http.MethodPost, "/v1/reports",
		"report-match", "Report how a match ended (shards)", shardsOnly, h.reportMatch)
}

func (h *records) operations(s section) {
	register(s, http.MethodGet, "/v1/leaderboards/{mode}",
		"get-leaderboard", "Rank the best players of a mode", anybody, h.leaderboard)
	register(s, http.MethodGet, "/v1/seasons", "list-seasons", "List the seasons", anybody, h.listSeasons)
	register(s, http.MethodPost, "/v1/seasons", "begin-season", "Begin a season", operators, h.beginSeason)
}

func (h *moderation) operations(s section) {
	register(s, http.MethodPost, "/v1/players/{id}/complaints",
		"complain", "Tell moderators of a player", players, h.complain)
	register(s, http.MethodGet, "/v1/complaints", "list-complaints", "List open complaints", moderators, h.complaints)
	register(s, http.MethodGet, "/v1/accused",
		"list-accused", "List whom open complaints are about, and who made them", moderators, h.accused)
	register(s, http.MethodPut, "/v1/complaints/{id}",
		"close-complaint", "Close a complaint", moderators, h.closeComplaint)
	register(s, http.MethodGet, "/v1/complaints/{id}/chat",
		"read-chat", "Read what was written in the match of a complaint", moderators, h.chat)
	register(s, http.MethodPost, "/v1/operator",
		"prove-operator", "Become the operator, by the code that was printed", players,
		h.proveOperator)
	register(s, http.MethodPost, "/v1/sanctions", "punish", "Mute, kick or ban a player", moderators, h.punish)
	register(s, http.MethodGet, "/v1/sanctions",
		"list-sanctions", "List what was done against a player", moderators, h.listSanctions)
	register(s, http.MethodDelete, "/v1/sanctions/{id}", "lift", "Lift a sanction", moderators, h.lift)
	register(s, http.MethodGet, "/v1/audit", "get-audit", "Read the audit log", moderators, h.audit)
	register(s, http.MethodPut, "/v1/players/{id}/role", "give-role", "Give an account a role", operators, h.giveRole)
	register(s, http.MethodPut, "/v1/players/{id}/sight",
		"give-sight", "Say whether an operator may look at matches without delay", operators, h.giveSight)
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

func register[I, O any](
	s section, method, path, id, summary string, who []map[string][]string, f func(context.Context, *I) (*O, error),
) {
	huma.Register(s, s.operation(method, path, id, summary, who), f)
}
