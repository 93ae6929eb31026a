package httpd

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
)

// The operators' listener is this machine's alone unless an address says otherwise.
func TestTheOperatorsListenerIsLocalUnlessToldOtherwise(t *testing.T) {
	l, err := ListenAdmin(":0", slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	defer l.Close()
	require.True(t, Local(l.Addr()), "%s", l.Addr())
	_, err = ListenAdmin("7490", slog.New(slog.DiscardHandler))
	require.ErrorContains(t, err, "--admin")
}
