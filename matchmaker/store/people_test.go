package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// Accounts are found by a part of the name, whatever letters it has, or by the id; who is gone is not.
func TestPeopleAreFound(t *testing.T) {
	both(t, "people", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		for i, a := range []Account{
			{Player: "p1", Name: "Anna", Role: api.RolePlayer},
			{Player: "p2", Name: "Johanna_1", Role: api.RoleModerator},
			{Player: "p3", Name: "Bert", Role: api.RolePlayer},
			{Player: "p4", Name: "Hannah", Guest: true},
		} {
			a.Created = noon.Add(time.Duration(i) * time.Minute)
			require.NoError(t, s.AddAccount(ctx, a))
		}
		find := func(search string, role api.Role) (ids []string) {
			all, err := s.FindPeople(ctx, search, role, 10, noon)
			require.NoError(t, err)
			for _, p := range all {
				ids = append(ids, p.Player)
			}
			return ids
		}
		require.Equal(t, []string{"p4", "p3", "p2", "p1"}, find("", ""), "the newest first")
		require.Equal(t, []string{"p1", "p4", "p2"}, find("anna", ""), "who is called just that comes first")
		require.Equal(t, []string{"p3"}, find("p3", ""))
		require.Equal(t, []string{"p2"}, find("a_1", ""), "a _ is itself")
		require.Empty(t, find("%", ""))
		require.Equal(t, []string{"p2"}, find("", api.RoleModerator))
		require.NoError(t, s.Punish(ctx, api.Sanction{
			ID: "x1", Player: "p3", Kind: api.Ban, By: "p2", Created: noon, Expires: noon.Add(time.Hour),
		}, ""))
		require.NoError(t, s.Punish(ctx, api.Sanction{
			ID: "x2", Player: "p3", Kind: api.Mute, By: "p2", Created: noon,
		}, ""))
		all, err := s.FindPeople(ctx, "Bert", "", 10, noon)
		require.NoError(t, err)
		require.Equal(t, noon.Add(time.Hour).UTC(), all[0].Banned)
		require.Equal(t, Forever, all[0].Muted)
		all, err = s.FindPeople(ctx, "Bert", "", 10, noon.Add(time.Hour))
		require.NoError(t, err)
		require.Zero(t, all[0].Banned, "it is over")
		require.NoError(t, s.Erase(ctx, "p1", noon))
		require.Equal(t, []string{"p4", "p2"}, find("anna", ""))
	})
}

// The audit log is read a page at a time, and of one player alone.
func TestTheAuditLogIsReadInPages(t *testing.T) {
	both(t, "audit", func(t *testing.T, open func() *Store) {
		s, ctx := open(), t.Context()
		for i := range 6 {
			require.NoError(t, s.WriteAudit(ctx, api.Audit{
				At: noon, By: []string{"a", "b"}[i%2], What: "ban", Whom: []string{"v", "a", "w"}[i%3],
			}))
		}
		read := func(player string, before int64, limit int) (numbers []int64) {
			all, err := s.Audit(ctx, player, before, limit)
			require.NoError(t, err)
			for _, a := range all {
				numbers = append(numbers, a.Number)
			}
			return numbers
		}
		require.Equal(t, []int64{6, 5, 4, 3}, read("", 0, 4))
		require.Equal(t, []int64{2, 1}, read("", 3, 4))
		require.Equal(t, []int64{5, 3, 2, 1}, read("a", 0, 10), "by her, and about her")
	})
}
