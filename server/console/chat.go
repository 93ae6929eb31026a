package console

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"muster/matchmaker/api"
)

// chatShown is the page of what was written in the match of a report. To open it is to read it: the API writes that
// into the audit log.
type chatShown struct {
	api.Chat
	Trouble string // why there is none
}

func showChat(ctx context.Context, _ *Console, v *visit) (any, error) {
	chat, err := v.api.Chat(ctx, v.r.PathValue("id"))
	switch status := api.StatusOf(err); {
	case status == http.StatusNotFound, status == http.StatusConflict, status == http.StatusServiceUnavailable,
		status == http.StatusForbidden && v.Allowed(api.RoleModerator):
		return chatShown{Trouble: detail(err)}, nil
	}
	return chatShown{Chat: chat}, err
}

// Reported reports whether a line is of who is reported.
func (c chatShown) Reported(l api.ChatLine) bool { return l.Player == c.Complaint.Player && !l.AI }

// said is what a line says, in the visitor's language where it is a phrase. What is none was sent by no window of ours,
// and says nothing in our words.
func (e *edition) said(l api.ChatLine) string {
	if strings.HasPrefix(l.Phrase, "say.") {
		return e.words.Or(l.Phrase, plain(l.Phrase))
	}
	return plain(cmp.Or(l.Text, l.Phrase))
}
