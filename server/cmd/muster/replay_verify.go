package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"muster/shard/journal"
	"muster/shard/replay"
	"muster/shard/sources"
)

type replayVerify struct {
	Matches []string `arg:"" optional:"" name:"match" help:"Matches to verify; all if none is named."`
	Answers string   `help:"File of answers, as muster bots --answers writes it: each admitted order must be in its match's journal once, at its tick." placeholder:"FILE"`
	JSON    bool     `help:"Print one JSON object, the last line of stdout."`
}

// verified is what --json prints.
type verified struct {
	OK      bool            `json:"ok"`
	Matches []verifiedMatch `json:"matches"`
	Answers *verifiedAudit  `json:"answers,omitempty"`
	Errors  []string        `json:"errors,omitempty"`
}

type verifiedMatch struct {
	Match    string `json:"match"`
	Scenario string `json:"scenario"`
	Ticks    uint32 `json:"ticks"`
	Records  int    `json:"records"`
	Hashes   int    `json:"hashes"` // stored ones that were folded again and agreed
	Orders   int    `json:"orders"`
	Owners   int    `json:"owners"` // shards that ran it, one after the other
	Live     bool   `json:"live"`
	Winner   int8   `json:"winner"` // a team, -1 for none
	Reason   string `json:"reason"`
	Hash     string `json:"hash"` // of the World at the last tick
	Error    string `json:"error,omitempty"`
}

type verifiedAudit struct {
	Lines       int `json:"lines"`
	Found       int `json:"found"`
	NotAdmitted int `json:"not_admitted"`
	UsedAgain   int `json:"used_again"`
	Elsewhere   int `json:"elsewhere"`
	Wrong       int `json:"wrong"`
	Unknown     int `json:"unknown_match"`
	Lost        int `json:"lost"`
	Doubled     int `json:"doubled"`
	Moved       int `json:"wrong_tick"`
	Altered     int `json:"wrong_outcome"`
	Intruded    int `json:"not_admitted_but_there"`
}

// Run verifies match after match and fails if anything is wrong with one; the others are verified all the same.
func (c *replayVerify) Run(ctx context.Context, r *replayCmd) error {
	// The answers come first: what was answered by now is in a journal that is read later.
	answers, wrong := c.answers()
	s, err := r.snapshot(ctx)
	if err != nil {
		return errors.Join(err, wrong)
	}
	matches, err := r.sources().Matches(s, c.Matches)
	if err != nil {
		return errors.Join(err, wrong)
	}
	errs := damage(s)
	v, journals := &verified{}, map[string]*replay.Taken{}
	for _, match := range matches {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		report, err := verify(s, match)
		if err != nil {
			errs = append(errs, err)
		}
		journals[match] = &report.Taken
		v.Matches = append(v.Matches, c.told(report, err))
	}
	if wrong != nil {
		errs = append(errs, wrong)
	}
	if c.Answers != "" {
		errs = append(errs, c.audit(v, replay.Check(answers, journals, len(c.Matches) > 0))...)
	}
	return c.print(v, errs)
}

// answers reads the file of answers. With an error come the lines before it.
func (c *replayVerify) answers() ([]replay.Answer, error) {
	if c.Answers == "" {
		return nil, nil
	}
	f, err := os.Open(c.Answers)
	if err != nil {
		return nil, fmt.Errorf("--answers: %w", err)
	}
	defer f.Close()
	all, err := replay.ReadAnswers(f)
	if err != nil {
		return all, fmt.Errorf("--answers %s: %w", c.Answers, err)
	}
	return all, nil
}

func verify(s *journal.Snapshot, match string) (*replay.Report, error) {
	recs, damaged := s.Read(match)
	r, err := replay.Verify(match, recs)
	return r, sources.FirstBreak(match, err, damaged, r.Summary)
}

// told prints a match's line, unless JSON was asked for, and returns it for that.
func (c *replayVerify) told(r *replay.Report, err error) verifiedMatch {
	m := verifiedMatch{
		Match: r.Match, Scenario: r.Scenario, Ticks: uint32(r.Ticks), Records: r.Records, Hashes: r.Hashes,
		Orders: r.Orders, Owners: r.Owners, Live: !r.Ended, Winner: -1, Reason: r.Result.Reason.String(),
		Hash: fmt.Sprintf("%016x", r.Hash),
	}
	if r.Ended {
		m.Winner = r.Result.Winner
	}
	verdict := "sound"
	if err != nil {
		m.Error, verdict = err.Error(), "BROKEN"
	}
	if !c.JSON {
		sayLine("%s: %s: %s, %s, %s, %d records, %d hashes agree, %d orders",
			r.Match, verdict, r.Scenario, length(&r.Summary), outcome(&r.Summary, err), r.Records, r.Hashes, r.Orders)
	}
	return m
}

// audit reports how the answers hold, and returns what is wrong with them.
func (c *replayVerify) audit(v *verified, a *replay.Audit) (errs []error) {
	v.Answers = &verifiedAudit{
		a.Answers, a.Found, a.NotAdmitted, a.UsedAgain, a.Elsewhere, a.Wrong(), a.Unknown, a.Lost, a.Doubled, a.Moved,
		a.Altered, a.Intruded,
	}
	if !c.JSON {
		fmt.Fprintf(stdout,
			"answers: %d: %d found once, at their ticks; %d not admitted, %d of their numbers used again; "+
				"%d of other matches; %d wrong\n",
			a.Answers, a.Found, a.NotAdmitted+a.UsedAgain, a.UsedAgain, a.Elsewhere, a.Wrong())
	}
	for _, first := range a.First {
		errs = append(errs, fmt.Errorf("--answers %s: %s", c.Answers, first))
	}
	if more := a.Wrong() - len(a.First); more > 0 {
		errs = append(errs, fmt.Errorf("--answers %s: %d more are wrong", c.Answers, more))
	}
	return errs
}

func (c *replayVerify) print(v *verified, errs []error) error {
	v.OK = len(errs) == 0
	for _, err := range errs {
		v.Errors = append(v.Errors, err.Error())
	}
	if c.JSON {
		if err := sayJSON(v); err != nil {
			return err
		}
	}
	return errors.Join(errs...)
}
