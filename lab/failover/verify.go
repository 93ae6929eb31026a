package failover

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
)

// verify holds every answer that a bot got against the journal, as operators do it.
func (c *cluster) verify(ctx context.Context, answers string, r *Report) error {
	var out, wrong bytes.Buffer
	cmd := exec.CommandContext(ctx, c.cfg.Program, c.verifyArgs(answers)...)
	cmd.Stdout, cmd.Stderr = &out, &wrong
	failed := cmd.Run()
	if err := r.audited(out.Bytes()); err != nil {
		return fmt.Errorf("verify the answers: %w: %s", errors.Join(failed, err), lastOf(wrong.Bytes()))
	}
	return nil
}

// verifyArgs has every shard's data looked into beside the journal: a shared one gives a finished match up as soon as
// two shards have its replay, which is what is left of it.
func (c *cluster) verifyArgs(answers string) []string {
	args := []string{"replay", "verify", "--data", c.journal}
	for n := range shards {
		args = append(args, "--data", c.dataOf(n))
	}
	return append(args, "--answers", answers, "--json")
}

// audited adds what muster replay verify --json printed. An answer that was not admitted is held against the journal,
// too: it must not be there.
func (r *Report) audited(printed []byte) error {
	var v struct {
		Answers struct {
			Found       int
			NotAdmitted int `json:"not_admitted"`
			UsedAgain   int `json:"used_again"` // not admitted either
			Unknown     int `json:"unknown_match"`
			Lost        int
			Doubled     int
		}
		Errors []string
	}
	if err := json.Unmarshal(printed, &v); err != nil {
		return err
	}
	a := &v.Answers
	r.Answers, r.Unknown, r.Lost, r.Doubled = a.Found+a.NotAdmitted+a.UsedAgain, a.Unknown, a.Lost, a.Doubled
	for _, e := range v.Errors {
		r.Errors = append(r.Errors, "verify: "+e)
	}
	return nil
}
