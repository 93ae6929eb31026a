package term

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"golang.org/x/term"

	"muster/game"
	"muster/printable"
	"muster/shard/replay"
)

// Show is a match being shown: what is on the screen now, and how it goes on. It is driven by the screen.
type Show interface {
	// Advance goes on by one frame (50 ms) and returns the view to draw, nil for the one before.
	Advance() *game.View
	// Status is a line about where it stands: connection, speed, the end.
	Status() string
	// Key handles a key of the show's own; it returns false for keys that it does not know.
	Key(name string) bool
	// Help names the show's own keys.
	Help() string
	// Over reports whether nothing more will come.
	Over() bool
}

// Explained is a Show that knows what commanders intend; none where nobody asked.
type Explained interface {
	Intentions() []replay.Intention
}

const frame = 50 * time.Millisecond

// Run shows a match until it is over or the person leaves. On a terminal it takes the whole screen and keys; elsewhere
// it prints a picture every few seconds.
func Run(ctx context.Context, out *os.File, s *game.Setup, show Show) error {
	if !term.IsTerminal(int(out.Fd())) || !term.IsTerminal(int(os.Stdin.Fd())) {
		return printing(ctx, colorprofile.NewWriter(out, os.Environ()), s, show, 3*time.Second)
	}
	before, err := term.GetState(int(os.Stdin.Fd()))
	if err != nil {
		return err
	}
	keys := &keys{File: os.Stdin, quit: make(chan struct{}, 1)}
	p := tea.NewProgram(&screen{setup: s, show: show}, tea.WithContext(ctx), tea.WithInput(keys), tea.WithOutput(out))
	done := make(chan error, 1)
	go func() {
		_, err := p.Run()
		done <- err
	}()
	select {
	case err = <-done:
	case <-keys.quit:
		err = leave(done, out, before)
	case <-ctx.Done():
		err = leave(done, out, before)
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// leave waits for the program to end by itself. One that is busy, folding a long match, is left alone: the terminal
// gets back what it had, and whoever runs us ends.
func leave(done <-chan error, out io.Writer, before *term.State) error {
	select {
	case err := <-done:
		return err
	case <-time.After(patienceOfKeys):
	}
	fmt.Fprint(out, "\x1b[?1049l\x1b[?25h\x1b[?2004l") // back from the other screen, with a cursor
	return term.Restore(int(os.Stdin.Fd()), before)
}

// patienceOfKeys is how long Ctrl-C waits for whatever the screen is busy with.
const patienceOfKeys = 200 * time.Millisecond

// keys is a terminal's input that sees Ctrl-C pass, also while nobody takes what was read.
type keys struct {
	*os.File
	quit chan struct{}
}

// Read implements io.Reader.
func (k *keys) Read(b []byte) (int, error) {
	n, err := k.File.Read(b)
	if bytes.IndexByte(b[:n], 3) >= 0 {
		select {
		case k.quit <- struct{}{}:
		default:
		}
	}
	return n, err
}

// printing is Run without a terminal.
func printing(ctx context.Context, out io.Writer, s *game.Setup, show Show, every time.Duration) error {
	tick := time.NewTicker(frame)
	defer tick.Stop()
	sc := &screen{setup: s, show: show}
	sc.resize(100, 40)
	last, status := time.Time{}, ""
	for !show.Over() {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		sc.advance()
		if text := show.Status(); sc.view == nil && text != status {
			status = text
			fmt.Fprintln(out, printable.Text(text))
		}
		if sc.view != nil && time.Since(last) > every {
			last = time.Now()
			fmt.Fprintln(out, sc.text())
		}
	}
	if sc.view != nil {
		fmt.Fprintln(out, sc.text())
	}
	return nil
}

// screen is the bubbletea model.
type screen struct {
	setup   *game.Setup
	show    Show
	picture *Picture
	view    *game.View
	w, h    int
	told    int // lines of intentions that the picture leaves room for
}

type frameMsg struct{}

func nextFrame() tea.Cmd { return tea.Tick(frame, func(time.Time) tea.Msg { return frameMsg{} }) }

func (sc *screen) Init() tea.Cmd { return nextFrame() }

func (sc *screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		sc.resize(msg.Width, msg.Height)
	case tea.KeyPressMsg:
		if !sc.show.Key(msg.String()) && (msg.String() == "q" || msg.String() == "ctrl+c" || msg.String() == "esc") {
			return sc, tea.Quit
		}
	case frameMsg:
		sc.advance()
		return sc, nextFrame()
	}
	return sc, nil
}

// resize leaves room for the title, the points, the intentions, the status and the help.
func (sc *screen) resize(w, h int) {
	sc.w, sc.h = w, h
	sc.picture = NewPicture(sc.setup, w, h-5-sc.told)
}

func (sc *screen) advance() {
	if v := sc.show.Advance(); v != nil {
		sc.view = v
	}
}

func (sc *screen) View() tea.View {
	v := tea.NewView(sc.content())
	v.AltScreen = true
	return v
}

func (sc *screen) content() string {
	if sc.view == nil || sc.picture == nil {
		return printable.Text(sc.show.Status()) + "\n"
	}
	return sc.text()
}

func (sc *screen) text() string {
	help := "q leave"
	if own := sc.show.Help(); own != "" {
		help = own + "   " + help
	}
	var intended []replay.Intention
	if e, ok := sc.show.(Explained); ok {
		intended = e.Intentions()
	}
	told := Intended(sc.setup, sc.view, intended)
	if len(told) != sc.told {
		sc.told = len(told)
		sc.resize(sc.w, sc.h)
	}
	picture := strings.TrimSuffix(sc.picture.Draw(sc.view, intended), "\n")
	lines := []string{printable.Text(Title(sc.setup, sc.view)), picture}
	for _, line := range append(append([]string{Points(sc.setup, sc.view)}, told...), sc.show.Status(), help) {
		lines = append(lines, printable.Text(line)) // names and errors of others
	}
	return strings.Join(lines, "\n") + "\n"
}
