package console

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// An operator plays the day again by the form; what is wrong with it is told beside it, as text.
func TestTheDayIsPlayedByAForm(t *testing.T) {
	s := newStage(t)
	s.account("Olga", api.RoleOperator)
	s.account("Vic", api.RoleViewer)
	b := s.signedIn("Olga")
	code, page := b.get("/console/queue/ranked")
	require.Equal(t, http.StatusOK, code)
	require.Contains(t, page, `name="points.from" min="0" max="100000" required value="100"`)
	require.NotContains(t, page, `id="day"`, "nothing is played that nobody asked for")
	_, page = b.get("/console/queue/ranked?try=yes&fill=10&scenarios=duel")
	require.Contains(t, page, "Nobody queued for this mode in the last day.")
	g, err := s.c.nobody().Guest(t.Context(), "Wanda")
	require.NoError(t, err)
	_, err = s.c.nobody().In(g, nil).Queue(t.Context(), api.TicketRequest{Mode: "ranked"})
	require.NoError(t, err)
	_, page = b.get("/console/queue/ranked?try=yes&fill=10&scenarios=duel")
	require.Regexp(t, `Tickets</td><td class="num">1</td><td class="num">1</td><td class="num">1</td>`, page)
	require.Contains(t, page, `name="fill" min="-1" max="86400" required value="10"`, "the form keeps what was asked")
	_, page = b.get("/console/queue/ranked?try=yes&fill=%3Cb%3E")
	require.Contains(t, page, `setting fill: &#34;&lt;b&gt;&#34; is no whole number`)
	_, page = b.get("/console/queue/ranked?try=yes&fill=")
	require.Contains(t, page, "Fill in fill.")
	_, page = b.get("/console/queue/ranked?try=yes&scenarios=moon")
	require.Contains(t, page, "there is no scenario &#34;moon&#34; here")
	code, _ = b.get("/console/queue/none")
	require.Equal(t, http.StatusNotFound, code)
	code, _ = s.signedIn("Vic").get("/console/queue/ranked?try=yes&fill=10")
	require.Equal(t, http.StatusForbidden, code)
}
