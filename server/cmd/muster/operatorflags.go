package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"muster/matchmaker/api"
	"muster/printable"
)

// operatorFlags are those of commands that an operator gives a cluster, by the API: where that is, and who asks.
type operatorFlags struct {
	Matchmaker string `help:"The API's URL; nothing for the one of muster login." placeholder:"URL" env:"MUSTER_MATCHMAKER"`
	LoginFile  string `name:"login-file" help:"What muster login keeps; nothing for the usual place in the user's configuration." placeholder:"FILE" env:"MUSTER_LOGIN"`
	Output     string `short:"o" help:"table, or json: one JSON value on standard output." enum:"table,json" default:"table"`
}

// login is what muster login keeps for the commands that come after it.
type login struct {
	URL     string      `json:"url"`
	Session api.Session `json:"session"`
}

// file is where the login is.
func (f *operatorFlags) file() (string, error) {
	if f.LoginFile != "" {
		return f.LoginFile, nil
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("no place for the login is known: %w; name a file with --login-file", err)
	}
	return filepath.Join(dir, "muster", "login.json"), nil
}

// client speaks for whoever logged in. It gets the next session by itself and keeps it.
func (f *operatorFlags) client() (*api.Client, error) {
	file, err := f.file()
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("nobody is logged in: muster login NAME --matchmaker URL")
	}
	if err != nil {
		return nil, err
	}
	var l login
	if err := json.Unmarshal(b, &l); err != nil {
		return nil, fmt.Errorf("%s is no login (%w): log in again with muster login", file, err)
	}
	if f.Matchmaker != "" && strings.TrimRight(f.Matchmaker, "/") != strings.TrimRight(l.URL, "/") {
		// whoever gets a session may act as its owner: it goes to nobody but who gave it
		return nil, fmt.Errorf("%s holds a login at %s: log in at %s first, or name another --login-file",
			file, l.URL, f.Matchmaker)
	}
	return api.NewClient(l.URL, nil).In(l.Session, func(s api.Session) {
		if err := keepPrivate(file, login{l.URL, s}); err != nil {
			fmt.Fprintln(stderr, "the next session is not kept: log in again next time:", err)
		}
	}), nil
}

// keepPrivate writes what nobody else may read, whole or not at all.
func keepPrivate(file string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*") // made 0600
	if err != nil {
		return err
	}
	defer os.Remove(next.Name())
	_, err = next.Write(append(b, '\n'))
	if err = errors.Join(err, next.Close()); err != nil {
		return err
	}
	return os.Rename(next.Name(), file)
}

// show prints what was asked for: as JSON, or as a table that print fills.
func (f *operatorFlags) show(v any, print func(w *tabwriter.Writer)) error {
	if f.Output == "json" {
		return sayJSON(v)
	}
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	print(w)
	return w.Flush()
}

// row prints a line of a table. Names and texts of players are in it: a tab or line feed in one would forge a column or
// a row.
func row(w io.Writer, cells ...any) {
	for i, c := range cells {
		if i > 0 {
			fmt.Fprint(w, "\t")
		}
		fmt.Fprint(w, printable.Text(fmt.Sprint(c)))
	}
	fmt.Fprintln(w)
}

// done prints what was done: a sentence, or v as JSON.
func (f *operatorFlags) done(v any, format string, args ...any) error {
	if f.Output == "json" {
		return sayJSON(v)
	}
	sayLine(format, args...)
	return nil
}

// denied adds what to do to the answer that somebody may not do this.
func denied(err error) error {
	if s := api.StatusOf(err); s == 401 {
		return fmt.Errorf("%w; log in again with muster login", err)
	}
	return err
}
