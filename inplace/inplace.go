// Package inplace reports whether files that a program has open are still where it opened them. A directory that is
// moved, deleted or replaced under a program, a mount that is lost and a cleaner of old files leave it with files that
// nobody finds again: writes and syncs go on without an error, and all that they keep is gone.
package inplace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Files are open files as they were when they were opened, by the name that each was opened under.
type Files map[string]fs.FileInfo

// Error reports that an open file is not in its place.
type Error struct {
	Name string
	Why  string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s %s: it was moved, deleted or replaced while this server had it open, "+
		"and nothing more is saved. Put the very same files back (move or mount them) and the server goes on; "+
		"if they are gone, stop it, and start it again on what is left or on the last backup", e.Name, e.Why)
}

// CheckNow asks the operating system, see Check.
func (f Files) CheckNow() error { return f.Check(os.Stat) }

// Check decides by what stat finds under the names.
func (f Files) Check(stat func(name string) (fs.FileInfo, error)) error {
	for name, open := range f {
		there, err := stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return &Error{name, "is gone"}
		case err != nil:
			return &Error{name, fmt.Sprintf("cannot be looked at (%v)", err)}
		case !os.SameFile(open, there):
			return &Error{name, "is another file now"}
		}
	}
	return nil
}
