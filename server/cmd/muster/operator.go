package main

import (
	"context"
	"fmt"

	"muster/matchmaker"
)

// promote makes the first operator. The code is for whoever sees the terminal, and stands in no log.
func (o *queueFlags) promote(ctx context.Context, m *matchmaker.Matchmaker, url string) error {
	if o.Operator == "" {
		return nil
	}
	code, err := m.NameOperator(ctx, o.Operator)
	if err != nil {
		return fmt.Errorf("--operator %s: %w", o.Operator, err)
	}
	if code != "" {
		fmt.Fprintf(stdout, `--operator %s: no account had this name when it was first named, or it is gone. Nobody becomes an operator by registering the name.
To become it, register or log in with that name, and send once, with the token of that session, while this runs:

  curl -X POST %s/v1/operator -H "Authorization: Bearer TOKEN" -H "Content-Type: application/json" -d '{"code":"%s"}'

`, o.Operator, url, code)
	}
	return nil
}
