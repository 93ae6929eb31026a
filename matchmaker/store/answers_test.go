package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAnAnswerIsKeptForItsKey(t *testing.T) {
	both(t, "answers", func(t *testing.T, open func() *Store) {
		s, q := open(), Asked{"a", "key", "r"}
		claim := func(q Asked, at time.Time) (Answer, bool) {
			a, mine, err := s.Claim(t.Context(), q, at, time.Hour)
			require.NoError(t, err)
			return a, mine
		}
		_, mine := claim(q, noon)
		require.True(t, mine)
		got, mine := claim(q, noon)
		require.False(t, mine)
		require.Equal(t, Answer{"r", 0, ""}, got, "it is under way")
		require.NoError(t, s.Settle(t.Context(), q, 200, "{}"))
		got, mine = claim(q, noon.Add(time.Hour))
		require.False(t, mine)
		require.Equal(t, Answer{"r", 200, "{}"}, got)
		_, mine = claim(Asked{"b", "key", "r"}, noon)
		require.True(t, mine, "a key of somebody else")
		_, mine = claim(q, noon.Add(2*time.Hour))
		require.True(t, mine, "it was forgotten")
		_, mine = claim(q, noon.Add(2*time.Hour+underWay))
		require.False(t, mine)
		_, mine = claim(q, noon.Add(2*time.Hour+underWay+time.Second))
		require.True(t, mine, "whoever was to answer is gone")
		require.NoError(t, s.Settle(t.Context(), q, 0, ""))
		_, mine = claim(q, noon.Add(3*time.Hour))
		require.True(t, mine, "it was given back")
	})
}

// Old answers go also where nobody asks again, and what earlier releases kept goes at once: it may hold tokens.
func TestOldAnswersAreDropped(t *testing.T) {
	both(t, "old answers", func(t *testing.T, open func() *Store) {
		s := open()
		require.NoError(t, s.update(t.Context(), func(t tx) error {
			for i := range maxSwept {
				_, err := t.exec(`insert into answers (scope, key, request, status, body, created) values ('s', ?, 'r', 200, '{"token":"t"}', ?)`,
					fmt.Sprint("key", i), micros(noon))
				if err != nil {
					return err
				}
			}
			return nil
		}))
		for i := range 3 {
			_, _, err := s.Claim(t.Context(), Asked{
				fmt.Sprint("scope", i), "key",
				"r",
			}, noon.Add(time.Duration(i)*time.Hour), 24*time.Hour)
			require.NoError(t, err)
		}
		drop := func() (left int) {
			for more := true; more; {
				var err error
				more, err = s.DropAnswers(t.Context(), noon.Add(time.Hour))
				require.NoError(t, err)
			}
			require.NoError(t, s.reading(t.Context()).row(`select count(*) from answers`).Scan(&left))
			return left
		}
		require.Equal(t, 2, drop())
		require.Equal(t, 2, drop())
	})
}
