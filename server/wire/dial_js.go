package wire

import (
	"context"
	"errors"
)

// Dial opens a link from within a browser.
func Dial(_ context.Context, addr string, _ []byte) (Conn, error) {
	return nil, errors.New("dial " + addr + ": this build of the page links to no server yet")
}
