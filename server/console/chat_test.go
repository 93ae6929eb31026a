package console

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// What was written in a match is text, whatever it looks like, and a key that is no phrase says nothing in our words.
func TestChatIsText(t *testing.T) {
	all, err := loadEditions()
	require.NoError(t, err)
	now := time.Now()
	d := chatShown{Chat: api.Chat{Complaint: api.Complaint{
		ID: "c1", By: "p1", Player: "p2", Match: "m1", Reason: "abuse", Text: "<i>", Created: now,
	}, Left: 3, Lines: []api.ChatLine{
		{At: now, Player: "p2", Name: "<b>Bo</b>", Channel: "team", Text: `</td><script>alert("192.0.2.7:80")</script>`},
		{At: now, Player: "p3", Channel: "all", Phrase: "say.help"},
		{At: now, AI: true, Player: "p2", Channel: "all", Phrase: "console.erased"},
	}}}
	var b bytes.Buffer
	s := &shown{Page: &page{name: "chat"}, Title: "console.chat", At: "/console/reports/c1", Data: d}
	require.NoError(t, all["en"].draw(&b, "chat", s))
	page := b.String()
	require.Contains(t, page, "&lt;/td&gt;&lt;script&gt;alert(&#34;(address)&#34;)&lt;/script&gt;")
	require.NotContains(t, page, "<script>alert")
	require.Contains(t, page, "&lt;b&gt;Bo&lt;/b&gt;")
	require.Contains(t, page, "I need help!")
	require.Contains(t, page, "<td class=\"text\">console.erased</td>")
	require.Contains(t, page, "3 earlier lines left out")
}

// A moderator is told why there is no chat; who is less is not let in.
func TestWhyThereIsNoChatIsTold(t *testing.T) {
	s := newStage(t)
	victim := s.account("Victim", api.RolePlayer)
	s.account("Molly", api.RoleModerator)
	s.account("Vic", api.RoleViewer)
	angry, err := s.c.nobody().Guest(t.Context(), "")
	require.NoError(t, err)
	c, err := s.c.nobody().In(angry, nil).Complain(t.Context(), victim, api.ComplaintRequest{Reason: "name"})
	require.NoError(t, err)
	b := s.signedIn("Molly")
	_, page := b.get("/console/reports")
	require.NotContains(t, page, "/console/reports/"+c.ID, "it names no match")
	code, page := b.get("/console/reports/" + c.ID)
	require.Equal(t, http.StatusOK, code)
	require.Contains(t, page, "this report names no match")
	code, _ = s.signedIn("Vic").get("/console/reports/" + c.ID)
	require.Equal(t, http.StatusForbidden, code)
	log, err := s.machine.AuditOf(t.Context(), victim, 0, 10)
	require.NoError(t, err)
	for _, e := range log {
		require.NotEqual(t, "read chat", e.What)
	}
}
