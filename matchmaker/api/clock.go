package api

import (
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// ClockError is why a token that was signed well does not count: the clocks of who signed it and who reads it differ by
// more than Leeway, or it is an old one. It may be told to who signed it, whose clock may be the wrong one.
type ClockError struct {
	Reader, Signer string
	Ahead          time.Duration // of the reader's clock before the signer's; below 0 it is behind
	cause          error
}

func (e *ClockError) Unwrap() error { return e.cause }

func (e *ClockError) Error() string {
	by := e.Ahead.Abs().Round(time.Second)
	if by > 2*time.Minute { // tokens have whole seconds, and take a while to come
		by = by.Round(time.Minute)
	}
	if e.Ahead < 0 {
		return fmt.Sprintf("the clock of %s is about %v behind that of %s: set both by NTP", e.Reader, by, e.Signer)
	}
	return fmt.Sprintf("the clock of %s is about %v ahead of that of %s, or the token is an old one: set both by NTP",
		e.Reader, by, e.Signer)
}

// clockError says in plain words that a token does not count for its time alone. Signatures are looked at first.
func clockError(err error, c *jwt.RegisteredClaims, reader string, now time.Time) error {
	wrong := errors.Is(err, jwt.ErrTokenUsedBeforeIssued) || errors.Is(err, jwt.ErrTokenExpired)
	if !wrong || c.IssuedAt == nil || errors.Is(err, jwt.ErrTokenInvalidAudience) {
		return err
	}
	return &ClockError{reader, c.Issuer, now.Sub(c.IssuedAt.Time), err}
}

// ClockTrouble is what a refusal tells of clocks, in words; empty where they are not why.
func ClockTrouble(err error) string {
	if wrong := (*ClockError)(nil); errors.As(err, &wrong) {
		return ": " + wrong.Error()
	}
	return ""
}
