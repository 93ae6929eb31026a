package lobby

import (
	"context"

	"muster/matchmaker/api"
)

// party asks for something that comes to another party.
func (l *Lobby) party(f func(ctx context.Context) (api.Party, error)) {
	l.do(func(ctx context.Context) error {
		p, err := f(ctx)
		if err == nil {
			l.change(func(s *State) { s.Party = &p })
		}
		return err
	})
}

// FoundParty makes a party of the player alone.
func (l *Lobby) FoundParty() { l.party(l.q.FoundParty) }

// Invite invites a player by name.
func (l *Lobby) Invite(name string) {
	l.party(func(ctx context.Context) (api.Party, error) { return l.q.Invite(ctx, api.InviteRequest{Name: name}) })
}

// JoinParty joins a party by its code.
func (l *Lobby) JoinParty(code string) {
	l.party(func(ctx context.Context) (api.Party, error) { return l.q.JoinParty(ctx, code) })
}

// RemoveMember sends a member away.
func (l *Lobby) RemoveMember(player string) {
	l.party(func(ctx context.Context) (api.Party, error) { return l.q.RemoveMember(ctx, player) })
}

// HandLead makes another member the leader.
func (l *Lobby) HandLead(player string) {
	l.party(func(ctx context.Context) (api.Party, error) { return l.q.HandLead(ctx, player) })
}

// LeaveParty leaves it.
func (l *Lobby) LeaveParty() {
	l.do(func(ctx context.Context) error {
		err := l.q.LeaveParty(ctx)
		if err == nil {
			l.change(func(s *State) { s.Party = nil })
		}
		return err
	})
}

// DeclineInvitation forgets an invitation.
func (l *Lobby) DeclineInvitation(party string) {
	l.do(func(ctx context.Context) error { return l.q.DeclineInvitation(ctx, party) })
}
