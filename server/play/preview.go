package play

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"strconv"
	"sync"
	"time"

	"muster/client/picture"
	"muster/game"
	"muster/matchmaker/api"
	"muster/shard/replay"
)

// Matches is what is asked of matches; *api.Client is it.
type Matches interface {
	Match(ctx context.Context, id string) (api.Match, error)
	Replay(ctx context.Context, link string) ([]byte, error)
}

// card is what a link shows where somebody posts it (Open Graph): a title, a line, and of a match that has ended a
// picture. One that runs has none: it would show now what spectators see later.
type card struct {
	Title, About, Picture string
}

var cardTags = template.Must(template.New("card").Parse(
	`<meta property="og:type" content="website"><meta property="og:site_name" content="Commander's Challenge">` +
		`<meta property="og:title" content="{{.Title}}"><meta property="og:description" content="{{.About}}">` +
		`{{with .Picture}}<meta property="og:image" content="{{.}}"><meta name="twitter:card" ` +
		`content="summary_large_image">{{end}}`))

const tagline = "Lead your squads. Take the ground. Hold it. In the browser, nothing to install. · " +
	"带领你的小队，夺取并守住阵地，打开网页就能玩。"

// cardOf is the card of a match, or of the game where there is none.
func (p *page) cardOf(r *http.Request) card {
	match := r.PathValue("match")
	c := card{Title: "Commander's Challenge · 指挥官挑战", About: tagline}
	if match == "" || p.cfg.Matches == nil {
		return c
	}
	ctx, cancel := context.WithTimeout(r.Context(), lookedUpWithin)
	defer cancel()
	m, err := p.cfg.Matches.Match(ctx, match)
	if err != nil {
		return c // the page says what is amiss
	}
	c.Title = p.cfg.Name(m.Scenario) + " · Commander's Challenge"
	if m.Replay != "" && !m.Ended.IsZero() {
		c.About = "A replay, in the browser. · 网页录像，点开即看。"
		c.Picture = origin(r) + "/replay/" + m.ID + "/picture.png"
	}
	return c
}

// origin is what the page came from, as its reader sees it: sites that show a card want a whole address. A proxy says
// whether it speaks TLS; who lies about it gets a wrong address.
func origin(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// pictures are those of matches that have ended, each drawn once.
type pictures struct {
	matches Matches
	turn    chan struct{} // holds one: drawing takes a processor some tenths of a second

	mu   sync.Mutex
	made map[string]*drawn
}

// drawn is a picture, or why there is none.
type drawn struct {
	ready chan struct{} // closed when the rest is written
	png   []byte
	err   error
	asked time.Time // guarded by pictures.mu
}

func newPictures(matches Matches) *pictures {
	return &pictures{matches: matches, turn: make(chan struct{}, 1), made: map[string]*drawn{}}
}

// serve sends the picture of a match.
func (p *pictures) serve(w http.ResponseWriter, r *http.Request) {
	one := p.open(r.PathValue("match"), time.Now())
	select {
	case <-one.ready:
	case <-r.Context().Done():
		return
	}
	if one.err != nil {
		http.Error(w, "There is no picture of this match: it runs, is not known here, or left no replay.",
			http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Content-Length", strconv.Itoa(len(one.png)))
	w.Header().Set("Cache-Control", "public, max-age=86400")
	_, _ = w.Write(one.png)
}

// open is the picture of a match; whoever asks first has it drawn.
func (p *pictures) open(match string, now time.Time) *drawn {
	p.mu.Lock()
	defer p.mu.Unlock()
	one := p.made[match]
	if one == nil {
		p.makeRoom()
		one = &drawn{ready: make(chan struct{})}
		p.made[match] = one
		go p.draw(match, one)
	}
	one.asked = now
	return one
}

// makeRoom forgets the picture that nobody has asked for for the longest time, where there are too many. The caller
// holds mu.
func (p *pictures) makeRoom() {
	if len(p.made) < maxPictures {
		return
	}
	oldest := ""
	for match, one := range p.made {
		if oldest == "" || one.asked.Before(p.made[oldest].asked) {
			oldest = match
		}
	}
	delete(p.made, oldest)
}

func (p *pictures) draw(match string, one *drawn) {
	ctx, cancel := context.WithTimeout(context.Background(), drawnWithin)
	defer cancel()
	select {
	case p.turn <- struct{}{}:
		one.png, one.err = paint(ctx, p.matches, match)
		<-p.turn
	case <-ctx.Done():
		one.err = ctx.Err()
	}
	close(one.ready)
	if one.err != nil { // it may end, or come back
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.made[match] == one {
			delete(p.made, match)
		}
	}
}

// errNone is a match that there is no picture of.
var errNone = errors.New("the match has not ended, or there is no replay of it")

// paint draws a match as it was after two thirds of it, when it is not decided yet and much has happened.
func paint(ctx context.Context, matches Matches, match string) ([]byte, error) {
	m, err := matches.Match(ctx, match)
	if err != nil {
		return nil, err
	}
	if m.Replay == "" || m.Ended.IsZero() {
		return nil, errNone
	}
	b, err := matches.Replay(ctx, m.Replay)
	if err != nil {
		return nil, err
	}
	f, err := replay.Import(b, replay.Anybody)
	if err != nil {
		return nil, err
	}
	film, err := f.Play()
	if err != nil {
		return nil, err
	}
	for at := film.Last() / 3 * 2; film.Tick() < at; {
		if err := errors.Join(ctx.Err(), film.Seek(min(at, film.Tick()+foldedAtOnce))); err != nil {
			return nil, err
		}
	}
	return picture.New(film.Setup(), pictureWidth, pictureHeight).PNG(film.View(game.All))
}
