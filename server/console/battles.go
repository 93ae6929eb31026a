package console

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"log/slog"
	"sync"
	"time"

	"muster/client"
	"muster/client/picture"
	"muster/game"
	"muster/matchmaker/api"
)

// battles are the matches whose pictures the console shows while they run. It watches each as any spectator does, late,
// over one link however many look at it: opened when the first one looks, closed soon after the last one has.
type battles struct {
	api *api.Client // the machine's: it watches as nobody, so that no player's own session makes way for it
	log *slog.Logger

	mu   sync.Mutex
	all  map[string]*battle
	over bool
	stop context.CancelFunc
	busy sync.WaitGroup
	live context.Context
}

func newBattles(api *api.Client, log *slog.Logger) *battles {
	b := &battles{api: api, log: log, all: map[string]*battle{}}
	b.live, b.stop = context.WithCancel(context.Background())
	return b
}

// close ends all of them.
func (b *battles) close() {
	b.mu.Lock()
	b.over = true
	b.mu.Unlock()
	b.stop()
	b.busy.Wait()
}

// battleState is what a battle is going through: the end of the key of a text.
type battleState string

// The states.
const (
	battleOpening battleState = "opening" // no link yet
	battleEarly   battleState = "early"   // nothing to show yet: spectators are late, and the match is young
	battleLive    battleState = "live"
	battleAway    battleState = "away"    // the link is lost and looked for
	battleRefused battleState = "refused" // tried again soon
	battleOver    battleState = "over"
	battleMany    battleState = "many" // too many others are watched
)

// battle is a match that is watched.
type battle struct {
	first chan struct{} // closed when there is something to show, or never will be

	mu      sync.Mutex
	asked   time.Time // for a picture, the last time
	state   battleState
	why     string // battleRefused
	setup   *game.Setup
	view    *game.View
	painter *picture.Painter
	shown   *game.View // that file shows
	drawn   time.Time
	file    []byte
	once    sync.Once
}

// battleNow is how a battle does, for the page.
type battleNow struct {
	State battleState
	Why   string
	Tick  game.Tick // that the picture shows; 0 for none
	Setup *game.Setup
}

// now says how a match's picture does; zero where nobody looks at it.
func (b *battles) now(match string) (n battleNow) {
	b.mu.Lock()
	one, many := b.all[match], len(b.all) >= maxBattles
	b.mu.Unlock()
	switch {
	case one == nil && many:
		return battleNow{State: battleMany}
	case one == nil:
		return n
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	n = battleNow{State: one.state, Why: one.why, Setup: one.setup}
	if one.shown != nil {
		n.Tick = one.shown.Tick
	}
	return n
}

// picture is the newest one of a match: nil while there is none. It opens the link for whoever comes first, and waits a
// moment for it.
func (b *battles) picture(ctx context.Context, match string) ([]byte, error) {
	one := b.open(match)
	if one == nil {
		return nil, nil
	}
	select {
	case <-one.first:
	case <-time.After(firstPicture):
	case <-ctx.Done():
	}
	return one.draw(time.Now())
}

// open is the battle of a match, watched from now on; nil where too many are.
func (b *battles) open(match string) *battle {
	b.mu.Lock()
	defer b.mu.Unlock()
	one := b.all[match]
	if one == nil {
		if b.over || len(b.all) >= maxBattles {
			return nil
		}
		one = &battle{first: make(chan struct{}), state: battleOpening}
		b.all[match] = one
		b.busy.Go(func() { b.watch(match, one) })
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	one.asked = time.Now()
	return one
}

// watch follows a match until nobody looks any more, or it cannot be watched: then whoever looks next tries anew.
func (b *battles) watch(match string, one *battle) {
	defer func() {
		one.once.Do(func() { close(one.first) })
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.all, match)
	}()
	err := b.follow(match, one)
	if b.live.Err() != nil || err == nil {
		return
	}
	one.fail(err)
	select {
	case <-b.live.Done():
	case <-time.After(watchAgain):
	}
}

// follow is watch, as long as all goes well. It is nil when nobody looks any more.
func (b *battles) follow(match string, one *battle) error {
	c, err := b.dial(match)
	if err != nil {
		return err
	}
	defer c.Close()
	one.linked(c.Setup())
	for one.wanted(time.Now()) {
		ctx, cancel := context.WithTimeout(b.live, time.Second)
		u, err := c.Next(ctx)
		cancel()
		switch {
		case b.live.Err() != nil:
			return nil
		case err != nil: // nothing new in that second
			continue
		}
		if one.update(&u); u.Link == client.Closed {
			return u.Err
		}
	}
	return nil
}

func (b *battles) dial(match string) (*client.Client, error) {
	ctx, cancel := context.WithTimeout(b.live, dialWithin)
	defer cancel()
	where := func(ctx context.Context, match string) (client.Join, error) {
		a, err := b.api.Watch(ctx, match)
		return client.Join{
			Addr: a.Addr, Others: a.OtherAddrs, CertHash: a.CertHash, Match: match, Ticket: a.Join,
		}, client.Told(api.StatusOf(err), err)
	}
	j, err := where(ctx, match)
	if err != nil {
		return nil, err
	}
	return client.Dial(ctx, client.Config{Join: j, Where: where, Log: b.log})
}

func (one *battle) linked(s *game.Setup) {
	one.mu.Lock()
	defer one.mu.Unlock()
	one.setup, one.state = s, battleEarly
}

// wanted reports whether somebody has looked a short while ago.
func (one *battle) wanted(now time.Time) bool {
	one.mu.Lock()
	defer one.mu.Unlock()
	return now.Sub(one.asked) < watchFor
}

// update takes in what came over the link.
func (one *battle) update(u *client.Update) {
	one.mu.Lock()
	defer one.mu.Unlock()
	if u.Restored { // what was shown has not happened
		one.view, one.shown, one.file = nil, nil, nil
	}
	if u.View != nil {
		one.view = u.View
		one.once.Do(func() { close(one.first) })
	}
	switch {
	case u.Link == client.Reconnecting:
		one.state = battleAway
	case u.Link == client.Closed:
	case one.view == nil:
		one.state = battleEarly
	default:
		one.state = battleLive
	}
}

func (one *battle) fail(err error) {
	one.mu.Lock()
	defer one.mu.Unlock()
	one.state, one.why = battleRefused, plain(detail(err))
	if errors.Is(err, client.ErrOver) || client.Why(err) == "match_ended" {
		one.state = battleOver
	}
	one.once.Do(func() { close(one.first) })
}

// draw is the picture of the newest view. There is another one a second at most, for all who look.
func (one *battle) draw(now time.Time) ([]byte, error) {
	one.mu.Lock()
	defer one.mu.Unlock()
	if one.view == nil || one.view == one.shown || one.file != nil && now.Sub(one.drawn) < pictureEvery {
		return one.file, nil
	}
	if one.painter == nil {
		one.painter = picture.New(one.setup, pictureWidth, pictureHeight)
	}
	file, err := one.painter.PNG(one.view)
	if err != nil {
		return nil, err
	}
	one.file, one.shown, one.drawn = file, one.view, now
	return file, nil
}

// blank stands where there is no picture yet. It is a picture, so that a browser has nothing to complain of.
var blank = sync.OnceValue(func() []byte {
	m := image.NewPaletted(image.Rect(0, 0, pictureWidth, pictureWidth*3/4), color.Palette{color.Gray{0x60}})
	var b bytes.Buffer
	_ = png.Encode(&b, m) // into memory
	return b.Bytes()
})
