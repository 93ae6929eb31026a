package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"muster/matchmaker/api"
)

type loginCmd struct {
	operatorFlags `embed:""`
	Name          string `arg:"" help:"Name of the account."`
	Code          string `help:"The code that the server printed for --operator: the account becomes the operator's." placeholder:"CODE"`
	Register      bool   `help:"Make the account first."`
}

// Run logs in, and keeps the session for the commands that come after it. The password comes from the terminal, or is
// the first line of standard input.
func (c *loginCmd) Run(ctx context.Context) error {
	if c.Matchmaker == "" {
		return errors.New("log in where? --matchmaker URL")
	}
	password, err := c.password()
	if err != nil {
		return err
	}
	q := api.NewClient(c.Matchmaker, nil)
	enter := q.LogIn
	if c.Register {
		enter = q.Register
	}
	s, err := enter(ctx, c.Name, password)
	if err != nil {
		return err
	}
	file, err := c.file()
	if err == nil {
		err = keepPrivate(file, login{c.Matchmaker, s})
	}
	if err != nil {
		return c.half("", err)
	}
	a, err := c.prove(ctx)
	if err != nil {
		return c.half(" and logged in", err)
	}
	return c.done(a, "%s is logged in at %s as %s; kept in %s", a.Name, c.Matchmaker, a.Role, file)
}

// prove makes the account the operator's if there is a code, and says what it is now.
func (c *loginCmd) prove(ctx context.Context) (a api.Account, err error) {
	in, err := c.client()
	if err == nil && c.Code != "" {
		err = in.ProveOperator(ctx, c.Code)
	}
	if err != nil {
		return a, err
	}
	return in.Account(ctx)
}

// half adds to an error what was done before it: whoever registers once more would only hear that the name is taken.
func (c *loginCmd) half(done string, err error) error {
	if !c.Register {
		return err
	}
	return fmt.Errorf("%w; the account %s is made%s: repeat without --register", err, c.Name, done)
}

func (c *loginCmd) password() (string, error) {
	if in := int(os.Stdin.Fd()); term.IsTerminal(in) {
		fmt.Fprintf(stderr, "Password of %s: ", c.Name)
		b, err := term.ReadPassword(in)
		fmt.Fprintln(stderr)
		return string(b), err
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", errors.Join(errors.New("the first line of standard input is the password, and there is none"), err)
	}
	return line, nil
}
