package api

import (
	"context"
	"net/http"
	"net/url"
	"sync"

	"muster/wallclock"
)

// signed is a session that is renewed while it is used. Copies of a client share it.
type signed struct {
	mu      sync.Mutex
	session Session
	keep    func(Session)
}

// Session is whom the client speaks for; the zero value if In did not make it.
func (c *Client) Session() Session {
	if c.signed == nil {
		return Session{}
	}
	c.signed.mu.Lock()
	defer c.signed.mu.Unlock()
	return c.signed.session
}

// Token is the bearer token that the client speaks with; empty if none.
func (c *Client) Token() string {
	if c.signed != nil {
		return c.Session().Token
	}
	return c.token
}

// fresh is a token that lives on for a while and is not refused, the one that the queue just did not take.
func (c *Client) fresh(ctx context.Context, refused string) (string, error) {
	c.signed.mu.Lock()
	defer c.signed.mu.Unlock()
	s := c.signed.session
	if s.Refresh == "" || s.Token != refused && (s.Expires.IsZero() || wallclock.Until(s.Expires) > renewBefore) {
		return s.Token, nil
	}
	var next Session
	if err := roundTrip(ctx, c.http, "",
		http.MethodPost, c.base+"/v1/sessions/refresh", RefreshRequest{s.Refresh}, &next); err != nil {
		return "", err
	}
	c.signed.session = next
	if c.signed.keep != nil {
		c.signed.keep(next)
	}
	return next.Token, nil
}

// Guest signs in as a new guest. An empty name lets the queue choose one.
func (c *Client) Guest(ctx context.Context, name string) (Session, error) {
	return ask[Session](ctx, c, "sign in as guest", http.MethodPost, "/v1/guests", GuestRequest{Name: name})
}

// Register makes an account with a password.
func (c *Client) Register(ctx context.Context, name, password string) (Session, error) {
	return ask[Session](ctx, c, "register", http.MethodPost, "/v1/accounts", Credentials{name, password})
}

// LogIn signs in with a password.
func (c *Client) LogIn(ctx context.Context, name, password string) (Session, error) {
	return ask[Session](ctx, c, "log in", http.MethodPost, "/v1/sessions", LogIn{name, password})
}

// Upgrade gives a guest's account a name and a password of its own; ratings and history stay.
func (c *Client) Upgrade(ctx context.Context, name, password string) (Session, error) {
	return ask[Session](ctx, c, "upgrade account", http.MethodPost, "/v1/account/upgrade", Credentials{name, password})
}

// Refresh gets the next session for a refresh token, which is good for once.
func (c *Client) Refresh(ctx context.Context, refresh string) (Session, error) {
	return ask[Session](ctx, c, "refresh session", http.MethodPost, "/v1/sessions/refresh", RefreshRequest{refresh})
}

// LogOut ends the session, or all sessions of the account.
func (c *Client) LogOut(ctx context.Context, everywhere bool) error {
	path := "/v1/session"
	if everywhere {
		path += "?everywhere=true"
	}
	return c.call(ctx, "log out", http.MethodDelete, path, nil, nil)
}

// ChangePassword ends every other session of the account.
func (c *Client) ChangePassword(ctx context.Context, old, next string) error {
	return c.call(ctx, "change password", http.MethodPut, "/v1/account/password", PasswordChange{old, next}, nil)
}

// Account is the caller's own account.
func (c *Client) Account(ctx context.Context) (Account, error) {
	return ask[Account](ctx, c, "show account", http.MethodGet, "/v1/account", nil)
}

// Export is all that the queue keeps of the caller.
func (c *Client) Export(ctx context.Context) (Export, error) {
	return ask[Export](ctx, c, "export account", http.MethodGet, "/v1/account/export", nil)
}

// DeleteAccount erases the caller: name, password and sessions. Matches stay in others' histories, without a name.
func (c *Client) DeleteAccount(ctx context.Context) error {
	return c.call(ctx, "delete account", http.MethodDelete, "/v1/account", nil, nil)
}

// Profile is a player as anyone may see one.
func (c *Client) Profile(ctx context.Context, player string) (Profile, error) {
	return ask[Profile](ctx, c, "show player", http.MethodGet, playerPath(player), nil)
}

func playerPath(id string) string { return "/v1/players/" + url.PathEscape(id) }
