package console

import (
	"context"
	"errors"
	"net/http"
	"time"

	"muster/matchmaker/api"
)

// action changes something, by an operation of the API that the command line has, too. It says what it did: a key of a
// text, with what stands for the text's {names}.
type action struct {
	role api.Role // who may do it; the API has the last word
	do   func(ctx context.Context, v *visit) (said string, pairs []string, err error)
}

// actions are all of them, by the name under which forms send them: POST /console/do/NAME with the fields csrf and back
// of the layout's form, or of one's own.
var actions = map[string]action{
	"drain":   {api.RoleOperator, drain},
	"undrain": {api.RoleOperator, undrain},
	"move":    {api.RoleOperator, moveMatch},
	"end":     {api.RoleOperator, endMatch},
	"punish":  {api.RoleModerator, punish},
	"lift":    {api.RoleModerator, lift},
	"close":   {api.RoleModerator, closeReport},
	"role":    {api.RoleOperator, giveRole},
	"sight":   {api.RoleOperator, giveSight},
	"look":    {api.RoleOperator, openSight},
	"erase":   {api.RoleOperator, erase},
	"fault":   {api.RoleOperator, actInCluster},
	"link":    {api.RoleOperator, hurtLink},
	"follow":  {api.RoleOperator, followPlan},
	"quit":    {api.RoleOperator, quitPlan},

	"log-level": {api.RoleOperator, setLogLevel},

	"show-addresses": {api.RoleOperator, showAddresses},
	"hide-addresses": {api.RoleOperator, hideAddresses},
}

// errNotSure is what becomes of what cannot be undone when its box was not ticked.
var errNotSure = errors.New("the box was not ticked")

// acting does an action and goes back to the page, which says what became of it.
func (c *Console) acting(a action) func(w http.ResponseWriter, r *http.Request, v *visit) {
	return func(w http.ResponseWriter, r *http.Request, v *visit) {
		ctx, cancel := context.WithTimeout(r.Context(), callWithin)
		defer cancel()
		said, pairs, err := a.do(ctx, v)
		switch status := api.StatusOf(err); {
		case status == http.StatusUnauthorized, status == http.StatusForbidden:
			c.refused(w, r, v, http.StatusForbidden, refusal{"console.not_allowed", detail(err)})
			return
		case errors.Is(err, errNotSure):
			v.say(note{v.words.Say("console.not_sure"), true})
		case err != nil:
			v.say(note{v.words.Say("console.not_done", "why", plain(detail(err))), true})
		default:
			v.say(note{v.words.Say(said, pairs...), false})
		}
		v.use(time.Now())
		http.Redirect(w, r, backOf(r), http.StatusSeeOther)
	}
}

func drain(ctx context.Context, v *visit) (string, []string, error) {
	shard := v.form("shard")
	return "console.drained", []string{"shard", shard}, v.api.Drain(ctx, shard)
}

func undrain(ctx context.Context, v *visit) (string, []string, error) {
	shard := v.form("shard")
	return "console.undrained", []string{"shard", shard}, v.api.Undrain(ctx, shard)
}
