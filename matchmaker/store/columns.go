package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/pressly/goose/v3"
)

// Queries that list every column as "table.column".
const (
	sqliteColumns   = `select t.name || '.' || c.name from sqlite_master t join pragma_table_info(t.name) c where t.type = 'table'`
	postgresColumns = `select table_name || '.' || column_name from information_schema.columns where table_schema = current_schema()`
)

// checkColumns refuses a database that has been brought to the newest form and lacks a column of it: somebody changed
// it by hand, or put only a part of a backup back. Better now than in the first query that wants it. Both kinds of
// database have the same columns, so that a fresh one in memory tells what there must be.
func checkColumns(ctx context.Context, db *sql.DB, query string) error {
	want, err := wanted()
	if err != nil {
		return err
	}
	want = maps.Clone(want)
	have, err := columnsOf(ctx, db, query)
	if err != nil {
		return err
	}
	maps.DeleteFunc(want, func(column string, _ bool) bool {
		return have[column] || strings.HasPrefix(column, "sqlite_")
	})
	if missing := slices.Sorted(maps.Keys(want)); len(missing) > 0 {
		return fmt.Errorf("%w: %s. It was changed by hand, or a backup was put back in part: put back a whole one",
			errColumns, strings.Join(missing, ", "))
	}
	return nil
}

// wanted are the columns of a fresh database.
var wanted = sync.OnceValues(func() (map[string]bool, error) {
	fresh, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	defer fresh.Close()
	fresh.SetMaxOpenConns(1) // each connection has a memory of its own
	if err := migrate(background, fresh, goose.DialectSQLite3, "migrations/sqlite", noCopy); err != nil {
		return nil, err
	}
	return columnsOf(background, fresh, sqliteColumns)
})

var errColumns = errors.New("the database lacks columns of its form")

func columnsOf(ctx context.Context, db *sql.DB, query string) (map[string]bool, error) {
	rows, err := db.QueryContext(ctx, query)
	all, err := collect(rows, err, func(scan func(...any) error, v *string) error { return scan(v) })
	if err != nil {
		return nil, fmt.Errorf("list the columns: %w", err)
	}
	set := map[string]bool{}
	for _, column := range all {
		set[column] = true
	}
	return set, nil
}
