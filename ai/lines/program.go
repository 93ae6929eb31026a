package lines

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"muster/ai"
	"muster/game"
)

// Prefix is what begins the name of a commander that is a program.
const Prefix = "exec:"

// Runner says how programs are run as commanders.
type Runner struct {
	Live bool      // the match waits for nobody: a bot that is late is shown the newest view
	Log  io.Writer // gets what bots write to their standard error, bounded; nil for nowhere

	patience time.Duration // TurnTime, unless a test is in a hurry
	ends     time.Duration // endTime, unless a test is not
	maxLost  int           // turns that a bot may lose in a row; 0 for any
}

// Program is a program whose processes lead seats, one each; or another thing that bots come from.
type Program struct {
	runner Runner
	name   string
	link   func() (Link, error) // begins a process, say
}

// Link is the way to a bot and back. It bounds what the bot sends: no line is longer than MaxLine.
type Link interface {
	// Send hands a line over, which it copies; false if the bot has not taken the one before.
	Send(line []byte) bool
	// Lines are the bot's, closed when no more come. Whoever does not take them lets the bot wait.
	Lines() <-chan []byte
	// Fault is why no more lines come.
	Fault() error
	// Cut ends the bot at once; End lets it end by itself, after one last line.
	Cut()
	End(last []byte)
}

// Over makes commanders of a live match of a link that is there already: it leads one seat, and is not begun anew.
func Over(name string, l Link) *Program {
	begun := false
	return &Program{Runner{Live: true, patience: TurnTime, maxLost: MaxLost}, name, func() (Link, error) {
		if begun {
			return nil, errors.New("its link is gone")
		}
		begun = true
		return l, nil
	}}
}

// Program finds the program of a command line: words, with quotes around those that have spaces. No shell reads it.
func (r Runner) Program(command string) (*Program, error) {
	args, err := split(command)
	if err != nil {
		return nil, err
	}
	return r.Command(args)
}

// Command is Program with the words of the command line.
func (r Runner) Command(args []string) (*Program, error) {
	if len(args) == 0 {
		return nil, errors.New("no program is named: exec:python3 bot.py is one")
	}
	file, err := exec.LookPath(args[0])
	if err != nil {
		return nil, fmt.Errorf("the program %q cannot be run: %w", args[0], err)
	}
	r.patience, r.ends = cmp.Or(r.patience, TurnTime), cmp.Or(r.ends, endTime)
	words := append([]string{file}, args[1:]...)
	return &Program{r, args[0], func() (Link, error) { return start(words, r.Log, r.ends) }}, nil
}

// New makes a commander of a seat; its process is started when it first thinks.
func (p *Program) New(s *game.Setup, seat uint8, seed uint64) ai.Commander {
	return &commander{program: p, setup: s, seat: seat, seed: seed, session: NewSession(s, seat, seed, p.runner.Live)}
}

// split takes a command line apart. Within '..' everything stands for itself; within ".." and outside, what follows a
// backslash does, if it is a quote, a backslash or a space.
func split(command string) (words []string, err error) {
	var word strings.Builder
	quote, in := rune(0), false
	escaped := false
	for i, c := range command {
		switch {
		case escaped:
			word.WriteRune(c)
			escaped = false
		case c == '\\' && quote != '\'' && strings.ContainsAny(after(command, i), `"'\ `):
			escaped, in = true, true
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, in = c, true
		case quote == 0 && (c == ' ' || c == '\t'):
			if in {
				words = append(words, word.String())
			}
			word.Reset()
			in = false
		default:
			word.WriteRune(c)
			in = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("%q: a quote %c is not closed", command, quote)
	}
	if in {
		words = append(words, word.String())
	}
	return words, nil
}

// after is the byte behind i, if there is one.
func after(s string, i int) string { return s[i+1 : min(i+2, len(s))] }
