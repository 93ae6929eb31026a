package matchmaker

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
)

// account is a player as the database knows one.
type account struct{ Player, Name string }

func (s *store) addAccount(ctx context.Context, a account, now time.Time) error {
	return s.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec("insert into accounts (player, name, created) values (?, ?, ?)", a.Player, a.Name, micros(now))
		return err
	})
}

// account finds a player; sql.ErrNoRows if there is none.
func (s *store) account(ctx context.Context, player string) (account, error) {
	a := account{Player: player}
	err := s.r.QueryRowContext(ctx, "select name from accounts where player = ?", player).Scan(&a.Name)
	return a, err
}

type guestInput struct {
	Body *api.GuestRequest `required:"false"`
}

type guestOutput struct{ Body api.Guest }

// guest signs a new guest in.
func (m *Matchmaker) guest(ctx context.Context, in *guestInput) (*guestOutput, error) {
	a := account{Player: newID("p")}
	if in.Body != nil {
		a.Name = strings.TrimSpace(in.Body.Name)
	}
	if a.Name == "" {
		a.Name = "Guest " + strings.ToUpper(a.Player[1:5])
	}
	if err := checkName(a.Name); err != nil {
		return nil, huma.Error422UnprocessableEntity("the name will not do", &huma.ErrorDetail{Message: err.Error(), Location: "body.name"})
	}
	now := time.Now()
	if err := m.store.addAccount(ctx, a, now); err != nil {
		return nil, m.trouble(ctx, "sign in as guest", err)
	}
	token, err := m.keys.signAccount(a.Player, now)
	if err != nil {
		return nil, m.trouble(ctx, "sign in as guest", err)
	}
	return &guestOutput{api.Guest{Player: a.Player, Name: a.Name, Token: token}}, nil
}

// checkName tells what is wrong with a name that others will see on their screens.
func checkName(name string) error {
	if n := utf8.RuneCountInString(name); n > maxName {
		return fmt.Errorf("a name has at most %d letters, this one has %d", maxName, n)
	}
	for _, r := range name {
		if !unicode.IsPrint(r) {
			return fmt.Errorf("a name has printable letters only, not %U", r)
		}
	}
	return nil
}

type accountKey struct{}

// whose is the account that a request speaks for; only operations for players may call it.
func whose(ctx context.Context) account { return ctx.Value(accountKey{}).(account) }

// authenticate lets requests of players' operations through when their bearer token is good.
func (m *Matchmaker) authenticate(a huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if len(ctx.Operation().Security) == 0 || ctx.Operation().Security[0][playerScheme] == nil {
			next(ctx)
			return
		}
		who, err := m.account(ctx.Context(), ctx.Header("Authorization"))
		if err != nil {
			ctx.SetHeader("WWW-Authenticate", "Bearer")
			_ = huma.WriteErr(a, ctx, http.StatusUnauthorized, "sign in first (POST /v1/guests) and send its token: "+err.Error())
			return
		}
		next(huma.WithValue(ctx, accountKey{}, who))
	}
}

// account finds whom an Authorization header speaks for.
func (m *Matchmaker) account(ctx context.Context, header string) (account, error) {
	token, ok := strings.CutPrefix(header, "Bearer ")
	if !ok {
		return account{}, errors.New("there is no bearer token")
	}
	player, err := m.keys.verifyAccount(token)
	if err != nil {
		return account{}, err
	}
	a, err := m.store.account(ctx, player)
	if errors.Is(err, sql.ErrNoRows) {
		err = errors.New("this account is gone")
	}
	return a, err
}
