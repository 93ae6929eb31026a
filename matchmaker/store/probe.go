package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"muster/wallclock"
)

// Probed is what Probe found.
type Probed struct {
	Kind         string // sqlite or postgres
	Form, Newest int64  // of the database, 0 for a new one, and the newest that this release knows
	Now          time.Time
}

// Probe looks at a database and changes nothing: whether it answers, is whole, can be written to and has a form that
// this release can work with.
func Probe(ctx context.Context, url string) (p Probed, err error) {
	file, isFile := strings.CutPrefix(url, "sqlite:")
	if isFile {
		p, err = probeFile(ctx, file)
	} else {
		p, err = probePostgres(ctx, url)
	}
	if err == nil && p.Form > p.Newest {
		err = fmt.Errorf("%w: its form is %d, and this release knows forms up to %d", ErrNewer, p.Form, p.Newest)
	}
	if err != nil {
		return p, fmt.Errorf("database: %w", err)
	}
	return p, nil
}

func probeFile(ctx context.Context, file string) (p Probed, err error) {
	p.Kind, p.Now = "sqlite", wallclock.Now()
	if p.Newest, err = newestForm("sqlite"); err != nil {
		return p, err
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return p, err
	}
	if err := f.Close(); err != nil {
		return p, err
	}
	db, err := sql.Open("sqlite", dsn(file)+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		return p, err
	}
	defer db.Close()
	var state string
	if err := db.QueryRowContext(ctx, "pragma quick_check(1)").Scan(&state); err != nil {
		return p, fmt.Errorf("%s: %w", file, err)
	}
	if state != "ok" {
		return p, fmt.Errorf("%s is damaged: %s", file, state)
	}
	p.Form, err = probeForm(ctx, db, "select count(*) from sqlite_master where name = 'goose_db_version'")
	return p, err
}

func probePostgres(ctx context.Context, url string) (p Probed, err error) {
	p.Kind = "postgres"
	if p.Newest, err = newestForm("postgres"); err != nil {
		return p, err
	}
	if _, err := pgx.ParseConfig(url); err != nil {
		return p, err
	}
	db, err := sql.Open("pgx", url)
	if err != nil {
		return p, err
	}
	defer db.Close()
	var copy, may bool
	err = db.QueryRowContext(ctx,
		"select clock_timestamp(), pg_is_in_recovery(), has_schema_privilege(current_schema(), 'create')").Scan(&p.Now,
		&copy, &may)
	switch {
	case err != nil:
		return p, err
	case copy:
		return p, errors.New("the server is a standby: it takes no writes")
	case !may:
		return p, errors.New("the user may make no tables there: grant create on the schema")
	}
	p.Form, err = probeForm(ctx, db,
		"select count(*) from information_schema.tables where table_schema = current_schema() and table_name = "+
			"'goose_db_version'")
	return p, err
}

// probeForm is a database's form; 0 where it has none, as begun tells.
func probeForm(ctx context.Context, db *sql.DB, begun string) (form int64, err error) {
	var n int
	if err := db.QueryRowContext(ctx, begun).Scan(&n); err != nil || n == 0 {
		return 0, err
	}
	err = db.QueryRowContext(ctx,
		"select coalesce(max(version_id), 0) from goose_db_version where is_applied").Scan(&form)
	return form, err
}

// newestForm is that of the last step, whose file begins with its number.
func newestForm(kind string) (newest int64, err error) {
	steps, err := fs.ReadDir(migrations, "migrations/"+kind)
	for _, s := range steps {
		number, _, _ := strings.Cut(s.Name(), "_")
		if n, bad := strconv.ParseInt(number, 10, 64); bad == nil {
			newest = max(newest, n)
		}
	}
	return newest, err
}
