package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"muster/client/loadtest"
)

type botsCmd struct {
	lasting   `embed:""`
	tiedFlag  `embed:""`
	doorFlags `embed:""`
	clockFlag `embed:""`
	Players   int           `help:"How many bots." default:"16"`
	Duration  time.Duration `help:"How long they play." default:"60s"`
	Scenario  string        `help:"What to queue for; nothing for the queue's default."`
	JoinRate  int           `help:"Bots started a second; 0 for 50." default:"0"`
	Seed      uint64        `help:"Seed of the commanders' chances." default:"1"`
	Idle      float64       `help:"Share of the bots that give no orders, 0 to 1." default:"0"`
	Leave     float64       `help:"Share that leave their match every five seconds and come back to their seat." default:"0"`
	Spam      float64       `help:"Share that order far over the rate that is let in." default:"0"`
	Slow      float64       `help:"Share that take a fifth of what they are sent, late." default:"0"`
	Answers   string        `help:"File that gets a line of JSON for every answered order: match, seat, number, tick or refusal." placeholder:"FILE"`
	JSON      bool          `help:"Print the report as one JSON object, the last line of stdout."`
	inLab     `embed:""`
}

// inLab are flags that went to muster-lab with the attacks. Who has them in a script is told so by this release.
type inLab struct {
	Attack bool          `hidden:""`
	Admin  string        `hidden:""`
	Flood  int           `hidden:""`
	Joins  int           `hidden:""`
	Soak   time.Duration `hidden:""`
}

// Run lets the bots play, tells how it went, and fails if a bot failed to join or starved.
func (c *botsCmd) Run(ctx context.Context) error {
	ctx = c.until(ctx)
	if c.Attack {
		return errors.New("bots --attack is now muster-lab attack, with the same flags")
	}
	answers, done, err := c.answers()
	if err != nil {
		return err
	}
	cfg := loadtest.Config{
		Scenario: c.Scenario, Players: c.Players, Duration: c.Duration, JoinRate: c.JoinRate,
		Seed: c.Seed, Answers: answers,
		Habits: loadtest.Habits{Idle: c.Idle, Leave: c.Leave, Spam: c.Spam, Slow: c.Slow},
	}
	tell, finish := c.progress()
	cfg.Progress = tell
	q, leave, err := c.find(ctx, c.Players, false)
	if err != nil {
		return working(ctx, errors.Join(err, done()))
	}
	defer leave()
	cfg.Matchmaker, cfg.HTTP = q.url, q.http
	report, err := loadtest.Run(ctx, cfg)
	finish()
	err = errors.Join(err, done())
	if report.Players > 0 {
		c.print(report)
	}
	if ctx.Err() != nil && report.Joined < report.Players {
		return errors.Join(err, fmt.Errorf("%w: %d of %d bots had joined", errBrokenOff, report.Joined, report.Players))
	}
	return errors.Join(err, report.Err())
}

// answers opens the file of answers; done flushes and closes it.
func (c *botsCmd) answers() (w io.Writer, done func() error, err error) {
	if c.Answers == "" {
		return nil, func() error { return nil }, nil
	}
	f, err := os.Create(c.Answers)
	if err != nil {
		return nil, nil, fmt.Errorf("--answers: %w", err)
	}
	b := bufio.NewWriter(f)
	return b, func() error { return errors.Join(b.Flush(), f.Close()) }, nil
}

func (c *botsCmd) print(r loadtest.Report) {
	if c.JSON {
		sayJSON(r) // a stdout that is gone tells nobody
		return
	}
	fmt.Fprintf(stdout, `%d of %d bots joined, %d seated, %d reconnected, %d starved; %d matches played to their end
views a second %.2f, down %.0f B/s, up %.0f B/s for each connected client
orders %d, effective %d, refused %v; shown in the views %d of %d looked at
order to effect %.0f ms (median), %.0f ms (99 %%); ticket to welcome %.0f ms, %.0f ms; seat found again in %.0f ms, %.0f ms
view interval %.0f ms, %.0f ms; %.2f %% of the views lost
`, r.Joined, r.Players, r.Seated, r.Reconnected, r.Starved, r.Matches, r.ViewsPerS, r.DownBytesPerS, r.UpBytesPerS,
		r.Orders, r.OrdersEffective, r.Refused, r.EffectsShown, r.EffectsChecked, r.OrderEffectP50, r.OrderEffectP99,
		r.JoinP50, r.JoinP99,
		r.BackP50, r.BackP99, r.ViewIntervalP50, r.ViewIntervalP99, 100*r.Lost)
	for _, e := range r.Errors {
		fmt.Fprintln(stdout, "trouble:", e)
	}
}
