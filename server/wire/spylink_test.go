package wire

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// Whatever a link goes over, the spy at its end gets what it would get anyway, byte for byte, and no more of it: of the
// links that count bytes one by one those are held against each other, too.
func TestASpyFindsNothingInALink(t *testing.T) {
	conform(t, func(t *testing.T, client, server Conn) {
		quiet := 0
		counted := client.Stats().Link == WebSocketLink || client.Stats().Link == PipeLink
		carried := func(_ *spy, v *game.View, _ []game.Answer, frame []byte) []byte {
			if v != nil {
				return frame
			}
			before := client.Stats().BytesIn
			require.NoError(t, server.SendFrame(t.Context(), frame))
			got, err := client.ReceiveFrame(t.Context())
			require.NoError(t, err)
			require.Equal(t, frame, got)
			if counted {
				got = binary.BigEndian.AppendUint64(bytes.Clone(got), client.Stats().BytesIn-before)
			}
			return got
		}
		for seed := range uint64(4) {
			n, found := compare(t, "duel", seed, 400, carried)
			require.NoError(t, found)
			quiet += n
		}
		require.Greater(t, quiet, 100)
	})
}
