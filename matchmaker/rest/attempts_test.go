package rest

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/clientip"
)

// comingFrom is the context of a request from an address.
func comingFrom(t *testing.T, address string) context.Context {
	return context.WithValue(t.Context(), fromKey{}, netOf(address))
}

func netOf(address string) netip.Prefix { return clientip.Network(netip.MustParseAddr(address)) }

// hashes passes turns of 50 ms, one after another, as the hasher does.
func hashes(ctx context.Context, turns *turns, known bool) (waited time.Duration, err error) {
	began := time.Now()
	if err := turns.acquire(ctx, from(ctx), known); err != nil {
		return 0, err
	}
	waited = time.Since(began)
	time.Sleep(50 * time.Millisecond)
	turns.done(50 * time.Millisecond)
	return waited, nil
}

func TestAFloodOfPasswordsWaitsForItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns, stop := newTurns(), make(chan struct{})
		worked := atomic.Int64{}
		for range 40 { // threads of one address that never rest
			go func() {
				for ctx := comingFrom(t, "192.0.2.66"); ; {
					select {
					case <-stop:
						return
					default:
					}
					if _, err := hashes(ctx, turns, false); err != nil {
						time.Sleep(time.Millisecond)
						continue
					}
					worked.Add(1)
				}
			}()
		}
		time.Sleep(time.Second)
		var all []time.Duration
		for i := range 100 {
			waited, err := hashes(comingFrom(t, "192.0.2."+string('1'+rune(i%9))), turns, false)
			require.NoError(t, err, "none that is honest is refused")
			all = append(all, waited)
		}
		require.LessOrEqual(t, slices.Max(all), 200*time.Millisecond, "the turn that runs, its pause and one more")
		took := 100 * 300 * time.Millisecond
		require.LessOrEqual(t, worked.Load()+100, int64(took/(100*time.Millisecond)), "never more than half a core")
		close(stop)
		time.Sleep(10 * time.Second)
	})
}

func TestMoreAddressesThanTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns()
		refused := atomic.Int64{}
		for i := range 40 {
			ctx := context.WithValue(t.Context(), fromKey{},
				netip.MustParsePrefix("10.0."+string('0'+rune(i/10))+"."+string('0'+rune(i%10))+"/32"))
			go func() {
				if _, err := hashes(ctx, turns, false); err != nil {
					refused.Add(1)
				}
			}()
			synctest.Wait()
		}
		waited, err := hashes(comingFrom(t, "192.0.2.1"), turns, true)
		require.NoError(t, err, "who signed in from there before comes first")
		require.LessOrEqual(t, waited, 100*time.Millisecond)
		time.Sleep(5 * time.Second)
		require.EqualValues(t, 40-1-maxHashQueue+1, refused.Load())
		gone, cancel := context.WithCancel(comingFrom(t, "192.0.2.2"))
		require.NoError(t, turns.acquire(gone, from(gone), false))
		go cancel()
		require.ErrorIs(t, turns.acquire(gone, from(gone), false), context.Canceled, "who has gone does not get a turn")
		turns.done(0)
		time.Sleep(time.Second)
		turns.mu.Lock()
		defer turns.mu.Unlock()
		require.False(t, turns.busy)
	})
}

func TestWrongPasswordsShutNobodyOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAttempts()
		home, cafe, evil := attemptOf(comingFrom(t, "192.0.2.1"), "Ann"), attemptOf(comingFrom(t, "192.0.2.2"), "ann"),
			attemptOf(comingFrom(t, "192.0.2.66"), "ANN")
		a.hasEntered(home)
		refused := 0
		for i := range 1000 {
			if _, err := a.try(evil); err != nil {
				refused++
			}
			time.Sleep(800 * time.Millisecond)
			if i%20 == 0 {
				known, err := a.try(home)
				require.NoError(t, err)
				require.True(t, known)
				_, err = a.try(cafe)
				require.NoError(t, err, "from where nobody has signed in yet, too")
			}
		}
		require.Greater(t, refused, 800, "one address tries a name once in five seconds")

		for i := range 200 { // from many addresses the name itself is bounded, and home is not
			_, err := a.try(attempt{"ann", netip.MustParsePrefix("10.1.0." + string('0'+rune(i/100)) + "/32")})
			if err != nil {
				break
			}
		}
		_, err := a.try(home)
		require.NoError(t, err)
	})
}

func TestAnAddressHasABudgetOfPasswords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, spent := newAttempts(), 0
		evil := netOf("192.0.2.66")
		for range 400 { // a name each time
			if a.work(evil) == nil {
				spent++
			}
			time.Sleep(25 * time.Millisecond)
		}
		require.LessOrEqual(t, spent, hashBurst+6)
		require.NoError(t, a.work(netOf("192.0.2.1")))
	})
}

// Who makes many accounts to try wrong passwords on goes before others with a few of them, and not with all.
func TestManyAccountsOfOneAddressGoBeforeNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, first := newAttempts(), 0
		for i := range 60 {
			his := attemptOf(comingFrom(t, "192.0.2.66"), fmt.Sprint("sock puppet ", i))
			a.hasEntered(his)
			if known, _ := a.try(his); known {
				first++
			}
		}
		require.Equal(t, homeBurst, first)
		home := attemptOf(comingFrom(t, "192.0.2.1"), "Ann")
		a.hasEntered(home)
		known, err := a.try(home)
		require.NoError(t, err)
		require.True(t, known)
	})
}
