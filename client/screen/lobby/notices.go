package lobby

import (
	"context"

	"muster/client/screen/host"
	"muster/matchmaker/api"
)

// LookAtNotices asks where and when the player is told of turns.
func (l *Lobby) LookAtNotices() { l.do(l.readNotices) }

func (l *Lobby) readNotices(ctx context.Context) error {
	n, err := l.q.Notices(ctx)
	if err == nil {
		l.change(func(s *State) { s.Notices = &n })
	}
	return err
}

// Tell asks to be told somewhere; the link to confirm it goes there. Of a webhook, State.Secret is then what its
// messages are signed with.
func (l *Lobby) Tell(w api.NewNoticeWay) {
	l.do(func(ctx context.Context) error { return l.tell(ctx, w) })
}

func (l *Lobby) tell(ctx context.Context, w api.NewNoticeWay) error {
	way, err := l.q.AddNoticeWay(ctx, w)
	if err != nil {
		return err
	}
	l.change(func(s *State) { s.Secret = way.Secret })
	return l.readNotices(ctx)
}

// TellBrowser has the browser ask the player, and then be told.
func (l *Lobby) TellBrowser(by host.Push, key string) {
	l.do(func(ctx context.Context) error {
		endpoint, auth, p256dh, err := by.Subscribe(ctx, key)
		if err != nil {
			return err
		}
		return l.tell(ctx, api.NewNoticeWay{Kind: api.ByPush, Target: endpoint, Auth: auth, P256dh: p256dh})
	})
}

// TellNoMore ends one of the ways.
func (l *Lobby) TellNoMore(way string) {
	l.do(func(ctx context.Context) error {
		if err := l.q.DropNoticeWay(ctx, way); err != nil {
			return err
		}
		return l.readNotices(ctx)
	})
}

// TellWhen sets when the player is told.
func (l *Lobby) TellWhen(w api.NoticeWishes) {
	l.do(func(ctx context.Context) error {
		if err := l.q.SetNoticeWishes(ctx, w); err != nil {
			return err
		}
		return l.readNotices(ctx)
	})
}
