package pages

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/screen/i18n"
	"muster/server/wire"
)

// What went wrong on the way to a server is said in the player's words, with what to try.
func TestATroubleOnTheWaySaysWhatToTry(t *testing.T) {
	for _, c := range []struct {
		err    error
		key    string
		en, zh string
	}{
		{
			err: fmt.Errorf("join match m: dial 10.0.0.1:7400: %w", wire.ErrNoAnswer), key: "trouble.no_answer",
			en: "a firewall may block UDP", zh: "VPN",
		},
		{
			err: errors.Join(errors.New("dial [fd00::1]:7400: network is unreachable"),
				fmt.Errorf("dial 10.0.0.1:7400: %w", wire.ErrNoAnswer)), key: "trouble.no_answer",
			en: "1,200 bytes", zh: "1200",
		},
		{
			err: fmt.Errorf("join match m: %w", client.ErrSlow), key: "trouble.timed_out", en: "did not answer in time",
			zh: "没有及时回应",
		},
		{
			err: fmt.Errorf("POST /v1/guests: %w", context.DeadlineExceeded), key: "trouble.silent",
			en: "Is the server running", zh: "服务器在运行吗",
		},
		{
			err: &net.OpError{Op: "dial", Net: "tcp", Err: os.ErrDeadlineExceeded}, key: "trouble.silent",
			en: "firewall", zh: "防火墙",
		},
	} {
		require.Equal(t, c.key, troubleKey(c.err), "%v", c.err)
		for lang, want := range map[string]string{"en": c.en, "zh": c.zh} {
			w, err := i18n.Load(lang)
			require.NoError(t, err)
			require.Contains(t, w.Say(c.key), want)
		}
	}
}
