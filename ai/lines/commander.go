package lines

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"muster/ai"
	"muster/game"
)

// commander is a bot in its seat: an ai.Commander, and all that one may be beside it.
type commander struct {
	program *Program
	setup   *game.Setup
	seat    uint8
	seed    uint64

	session *Session
	link    Link      // nil while there is none
	owes    bool      // a line: that it is ready, or an answer
	since   time.Time // since when
	faults  int       // how often it has ended or hung
	lost    int       // turns in a row
	fault   error     // of the last Think
	orders  []game.Order
	intents []ai.Intention
	said    []game.Talk
	printed string // by a process that has ended
}

// fatal is what costs a bot its process, not its turn alone.
type fatal struct{ error }

func (f fatal) Unwrap() error { return f.error }

// Think implements ai.Commander.
func (c *commander) Think(v *game.View, talk []game.Talk) []game.Order {
	c.fault, c.orders, c.said = nil, c.orders[:0], c.said[:0]
	c.session.See(v, talk)
	if c.faults < MaxFaults {
		if err := c.turn(v); err != nil {
			c.failed(err)
		}
	}
	return c.orders
}

// turn shows the bot the view if it is due, and takes what it has said.
func (c *commander) turn(v *game.View) error {
	if c.link == nil {
		if err := c.start(); err != nil {
			return err
		}
	}
	if err := c.await(c.wait(c.still())); err != nil {
		return err
	}
	if c.owes {
		c.session.Missed()
		return nil
	}
	if !c.session.Due(v.Tick) {
		return nil
	}
	c.send(c.session.Turn(v))
	return c.await(c.wait(LiveWait))
}

// still is how long a live bot is waited for that owes an answer, or is to be ready: while a turn is planned nothing
// happens that it could miss, and it would be asked for the whole of the turn before it has said a word.
func (c *commander) still() time.Duration {
	if c.setup.Scenario.Turns.Kind == game.RealTime {
		return 0
	}
	return LiveWait
}

// wait is how long a bot is waited for.
func (c *commander) wait(live time.Duration) time.Duration {
	if c.program.runner.Live {
		return live
	}
	return c.program.runner.patience
}

// start begins the bot.
func (c *commander) start() error {
	l, err := c.program.link()
	if err != nil {
		return fatal{err}
	}
	// whoever runs commanders calls Finish; should one not, the process ends all the same
	runtime.AddCleanup(c, func(l Link) { l.Cut() }, l)
	c.link = l
	c.send(c.session.Begin())
	return nil
}

// send sends a line that must be answered.
func (c *commander) send(line []byte) {
	c.link.Send(line) // one that has not read the line before does not answer this one, and that is found out
	c.owes, c.since = true, time.Now()
}

// await takes what the bot says until it owes nothing, or so much time is over. Only who hangs is at fault then.
func (c *commander) await(within time.Duration) error {
	var late <-chan time.Time
	for c.owes {
		select {
		case line, more := <-c.link.Lines():
			if err := c.receive(line, more); err != nil {
				return err
			}
			continue
		default:
		}
		patience := c.program.runner.patience
		if left := patience - time.Since(c.since); left <= 0 {
			return fatal{fmt.Errorf("it has not answered for %v", patience)}
		} else if within == 0 {
			return nil
		} else if late == nil {
			late = time.After(min(within, left))
		}
		select {
		case line, more := <-c.link.Lines():
			if err := c.receive(line, more); err != nil {
				return err
			}
		case <-late:
			if late = nil; within < patience {
				within = 0
			}
		}
	}
	return nil
}

// receive takes one line.
func (c *commander) receive(line []byte, more bool) error {
	if !more {
		return fatal{c.link.Fault()}
	}
	first := !c.session.ready
	answers, err := c.session.Receive(line)
	switch {
	case err != nil && first:
		return fatal{err}
	case err != nil:
		c.owes = false
		return err
	case !answers:
		return nil
	}
	c.owes, c.lost = false, 0
	if !first {
		c.orders = append(c.orders, c.session.orders...)
		c.said = append(c.said, c.session.said...)
		c.intents = append(c.intents[:0], c.session.intents...)
	}
	return nil
}

// failed notes what went wrong. The bot is told with the next turn, or begins anew.
func (c *commander) failed(err error) {
	if c.lost++; c.lost == c.program.runner.maxLost {
		err = fatal{fmt.Errorf("it has lost %d turns in a row, the last because %w", c.lost, err)}
	}
	c.fault = fmt.Errorf("%s: %w", c.name(), err)
	if !errors.As(err, &fatal{}) {
		c.session.Lose(err)
		return
	}
	c.orders, c.intents = c.orders[:0], nil
	c.stop(Link.Cut)
	c.session = NewSession(c.setup, c.seat, c.seed, c.program.runner.Live)
	if c.faults++; c.faults == MaxFaults {
		c.fault = fmt.Errorf("%w\nthat was once too often: its squads get no more orders in this match", c.fault)
	}
}

// name is how people know it: by its program, and by what it calls itself.
func (c *commander) name() string {
	if n := c.session.Name(); n != "" {
		return fmt.Sprintf("%s (%s)", c.program.name, n)
	}
	return c.program.name
}

// stop lets go of the bot.
func (c *commander) stop(how func(Link)) {
	if c.link != nil {
		how(c.link)
		c.printed += printedBy(c.link)
	}
	c.link, c.owes = nil, false
}

// Finish implements ai.Finisher: it returns when the process and all that it began have ended.
func (c *commander) Finish(r game.Result) {
	last := c.session.End(r)
	c.stop(func(l Link) { l.End(last) })
}

// Printed implements ai.Printer: it is what the bot wrote to its standard error.
func (c *commander) Printed() string {
	text := c.printed + printedBy(c.link)
	c.printed = ""
	return strings.ToValidUTF8(text[:min(len(text), ai.MaxPrinted)], "?")
}

// printedBy is what is new of a bot whose link has a log.
func printedBy(l Link) string {
	if p, ok := l.(ai.Printer); ok {
		return p.Printed()
	}
	return ""
}

// Fault implements ai.Faulty.
func (c *commander) Fault() error { return c.fault }

// Hear implements ai.Hearer.
func (c *commander) Hear(answers []game.Answer) { c.session.Hear(answers) }

// Explain implements ai.Explainer.
func (c *commander) Explain() []ai.Intention { return c.intents }

// Speak implements ai.Speaker.
func (c *commander) Speak() []game.Talk { return c.said }

// Brief implements ai.Speaker: a bot leaves no message for whoever takes its seat over.
func (c *commander) Brief() game.Talk { return game.Talk{Kind: game.ChatTeam} }
