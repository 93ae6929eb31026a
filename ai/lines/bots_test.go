//go:build unix

package lines

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"muster/ai"
	"muster/ai/league"
	"muster/assets"
	"muster/game"

	"github.com/stretchr/testify/require"
)

// TestMain is a bot when it is called as one: bot NAME ARGUMENT.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "bot" {
		in := bufio.NewScanner(os.Stdin)
		in.Buffer(nil, 1<<24)
		bots[os.Args[2]](&bot{in: in, args: os.Args[3:]})
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// bot is the other side of a commander.
type bot struct {
	in   *bufio.Scanner
	args []string
}

// next reads a line; nil at the end.
func (b *bot) next() *Host {
	if !b.in.Scan() {
		return nil
	}
	h := &Host{}
	if err := json.Unmarshal(b.in.Bytes(), h); err != nil {
		panic(err)
	}
	return h
}

func (b *bot) ready() {
	b.next()
	fmt.Println(`{"ready":{"name":"test"}}`)
}

// each answers each turn.
func (b *bot) each(answer func(t *Turn)) {
	b.ready()
	for h := b.next(); h != nil; h = b.next() {
		if h.Turn != nil {
			answer(h.Turn)
		}
	}
}

func forever() {
	for {
		time.Sleep(time.Hour)
	}
}

// bots are whatever anybody may write.
var bots = map[string]func(b *bot){
	"idle":    func(b *bot) { b.each(func(t *Turn) { fmt.Printf("{\"tick\":%d}\n", t.Tick) }) },
	"garbage": func(b *bot) { b.each(func(t *Turn) { fmt.Println("hello") }) },
	"future":  func(b *bot) { b.each(func(t *Turn) { fmt.Printf("{\"tick\":%d}\n", t.Tick+1) }) },
	"no tick": func(b *bot) { b.each(func(t *Turn) { fmt.Println(`{"orders":[]}`) }) },
	"prints": func(b *bot) {
		b.each(func(t *Turn) { fmt.Printf("thinking\n{\"tick\":%d,\"orders\":[]}\n", t.Tick) })
	},
	"half": func(b *bot) {
		b.each(func(t *Turn) { fmt.Printf("{\"tick\":%d,", t.Tick); forever() })
	},
	"long": func(b *bot) {
		b.each(func(t *Turn) {
			for a := strings.Repeat("x", 1<<20); ; {
				fmt.Print(a) // until somebody ends it
			}
		})
	},
	"flood": func(b *bot) {
		b.each(func(t *Turn) {
			for range 100 << 20 / 12 {
				fmt.Println(`{"tick":-1}`)
			}
		})
	},
	"farewell": func(b *bot) {
		b.ready()
		h := b.next()
		for ; h != nil && h.End == nil; h = b.next() {
			fmt.Printf("{\"tick\":%d}\n", h.Turn.Tick)
		}
		time.Sleep(10 * time.Millisecond) // its input ends meanwhile
		fmt.Fprintln(os.Stderr, h.End.Reason, b.next() == nil)
	},
	"nothing":  func(b *bot) { forever() },
	"no ready": func(b *bot) { b.next(); fmt.Println(`{"tick":0}`); forever() },
	"exits": func(b *bot) {
		b.ready()
		fmt.Fprintln(os.Stderr, "a bot's last words")
		os.Exit(7)
	},
	"leaves in mid-line": func(b *bot) { b.each(func(t *Turn) { fmt.Print(`{"tick":`); os.Exit(0) }) },
	"shuts":              func(b *bot) { b.ready(); os.Stdout.Close(); forever() },
	"stays": func(b *bot) {
		signal.Ignore(syscall.SIGTERM)
		b.each(func(t *Turn) { fmt.Printf("{\"tick\":%d}\n", t.Tick) })
		forever()
	},
	"logs": func(b *bot) {
		b.each(func(t *Turn) {
			fmt.Fprint(os.Stderr, strings.Repeat("chatter ", 1<<14))
			fmt.Printf("{\"tick\":%d}\n", t.Tick)
		})
	},
	// one of its children stays in its group, one leaves it, and both outlive it if they may
	"forks": func(b *bot) {
		for _, away := range []bool{false, true} {
			child := exec.Command(os.Args[0], "bot", "nothing")
			child.Stdout, child.SysProcAttr = os.Stdout, &syscall.SysProcAttr{Setsid: away}
			if err := child.Start(); err != nil {
				panic(err)
			}
			f, err := os.OpenFile(b.args[0], os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
			if err != nil {
				panic(err)
			}
			fmt.Fprintln(f, child.Process.Pid)
		}
		b.each(func(t *Turn) {
			if t.Tick > 20 {
				os.Exit(0)
			}
			fmt.Printf("{\"tick\":%d}\n", t.Tick)
		})
	},
	// it answers when a file is there, and names the squad whose number is how many turns it missed
	"late": func(b *bot) {
		b.each(func(t *Turn) {
			for _, err := os.Stat(b.args[0]); err != nil; _, err = os.Stat(b.args[0]) {
				time.Sleep(time.Millisecond)
			}
			fmt.Printf("{\"tick\":%d,\"orders\":[{\"squad\":%d,\"do\":\"hold\"}]}\n", t.Tick, min(t.Missed, 200))
		})
	},
	// it says what it hears: answers and what was lost
	"echo": func(b *bot) {
		b.each(func(t *Turn) {
			said, _ := json.Marshal(t.Answers)
			if t.Lost != nil {
				said, _ = json.Marshal(t.Lost)
			}
			fmt.Fprintf(os.Stderr, "%d %s\n", t.Tick, said)
			switch t.Tick {
			case 0:
				fmt.Println(`{"tick":0,"orders":[{"id":"a","squad":0,"do":"move","at":[20,30]},` +
					`{"id":2,"squad":99,"do":"hold"},{"id":3,"squad":0,"do":"captre","point":1},` +
					`{"id":4,"squad":1,"do":"capture"},{"id":5,"squad":"x","do":"hold"}]}`)
			case 1:
				fmt.Println("oops")
			default:
				fmt.Printf("{\"tick\":%d}\n", t.Tick)
			}
		})
	},
}

// program is a bot of these.
func program(t *testing.T, r Runner, name string, args ...string) *Program {
	p, err := r.Command(append([]string{os.Args[0], "bot", name}, args...))
	require.NoError(t, err)
	return p
}

func duel(t *testing.T) *game.Setup {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	return s
}

// idle gives no orders.
type idle struct{}

func (idle) Think(*game.View, []game.Talk) []game.Order { return nil }

// fight has a commander lead seat 0 against a regular for so many ticks.
func fight(t *testing.T, lead league.Commanders, ticks game.Tick) league.Fight {
	return league.Play(duel(t), 7, func(s *game.Setup, seat uint8, seed uint64) ai.Commander {
		if seat == 0 {
			return lead(s, seat, seed)
		}
		return ai.New(s, seat, seed)
	}, ticks, nil)
}
