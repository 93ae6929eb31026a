package baseline

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEveryKindCarriesTheLoad(t *testing.T) {
	for _, kind := range Kinds {
		t.Run(kind, func(t *testing.T) {
			s, err := Listen(kind)
			require.NoError(t, err)
			ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
			defer stop()
			served := make(chan error, 1)
			go func() { served <- s.Serve(ctx, Load{Clients: 3, Size: 77, Hz: 50}) }()
			var clients []Client
			for range 3 {
				c, err := Dial(ctx, kind, s.Addr())
				require.NoError(t, err)
				defer c.Close()
				go Talk(ctx, c)
				clients = append(clients, c)
			}
			for _, c := range clients {
				for range 5 {
					n, err := c.Receive(ctx)
					require.NoError(t, err)
					require.Equal(t, 77, n)
				}
			}
			brief, end := context.WithTimeout(ctx, 100*time.Millisecond)
			ended := make(chan error, 1)
			go func() {
				var err error
				for err == nil {
					_, err = clients[0].Receive(brief)
				}
				ended <- err
			}()
			select {
			case <-ended:
			case <-time.After(time.Minute):
				require.Fail(t, "it goes on receiving when its context has ended")
			}
			end()
			stop()
			require.NoError(t, <-served)
		})
	}
	_, err := Listen("pigeon")
	require.ErrorContains(t, err, "pigeon")
}
