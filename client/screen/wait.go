package screen

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"muster/client/screen/battle"
	"muster/client/screen/host"
	"muster/client/screen/paint"
)

// wait is while a match is found and its ground painted: it can be cancelled, and says what went wrong.
type wait struct {
	menu   menu
	since  time.Time
	cancel context.CancelFunc
	found  chan found
	match  host.Match
	ground *ground
	err    error
}

type found struct {
	match host.Match
	err   error
}

func newWait(a *app) *wait {
	a.leave()
	ctx, cancel := context.WithCancel(context.Background())
	s := &wait{since: a.now, cancel: cancel, found: make(chan found, 1)}
	s.menu.buttons = []button{{"wait.cancel", nil, s.giveUp}}
	choice := a.choice
	go func() {
		m, err := a.cfg.Host.Start(ctx, choice)
		s.found <- found{m, err}
	}()
	return s
}

// giveUp goes back to the title; a match that is found nevertheless is left.
func (s *wait) giveUp(a *app) {
	s.cancel()
	if s.match != nil {
		go s.match.Close()
	} else if s.err == nil {
		go func() {
			if f := <-s.found; f.match != nil {
				f.match.Close()
			}
		}()
	}
	a.show(newTitle(a))
}

func (s *wait) update(a *app) {
	if inpututil.IsKeyJustPressed(ebiten.KeyEscape) {
		s.giveUp(a)
		return
	}
	s.menu.update(a)
	select {
	case f := <-s.found:
		s.take(a, f)
	default:
	}
	if a.scene == scene(s) && s.match != nil && s.ground.image() != nil {
		a.match = s.match
		a.show(newField(a, s.match, s.ground.image()))
	}
}

func (s *wait) take(a *app, f found) {
	if errors.Is(f.err, context.Canceled) {
		return // left already
	}
	if s.err = f.err; s.err != nil {
		a.trace("error %v", s.err)
		s.menu = menu{buttons: []button{
			{"wait.again", nil, func(a *app) { a.show(newWait(a)) }},
			{"wait.back", nil, func(a *app) { a.show(newTitle(a)) }},
		}}
		return
	}
	s.match, s.ground = f.match, a.ground.of(f.match.Setup())
}

func (s *wait) draw(a *app, c *canvas) {
	c.fill(c.all(), backColour)
	at := battle.Point{X: c.w / 2, Y: c.h*0.5 - c.px(60)}
	if s.err == nil {
		c.text(a.words.Say("wait.finding"), at, 26, middle, textColour)
		c.text(a.words.Or("scenario."+a.choice.Scenario, a.choice.Scenario), battle.Point{X: at.X, Y: at.Y - c.px(44)}, 18, middle, accentColour)
		s.dots(a, c, battle.Point{X: at.X, Y: at.Y + c.px(48)})
		if seconds := int(a.now.Sub(s.since).Seconds()); seconds >= 3 {
			c.text(a.words.Say("wait.seconds", "seconds", fmt.Sprint(seconds)), battle.Point{X: at.X, Y: at.Y + c.px(86)}, 16, middle, faintColour)
		}
	} else {
		c.text(a.words.Say("wait.failed"), battle.Point{X: at.X, Y: at.Y - c.px(40)}, 26, middle, badColour)
		for i, line := range c.wrap(s.err.Error(), 17, c.w*0.8, 4) {
			c.text(line, battle.Point{X: at.X, Y: at.Y + c.px(float64(24*i))}, 17, middle, textColour)
		}
	}
	width := c.px(280)
	s.menu.place(c, battle.Point{X: (c.w - width) / 2, Y: at.Y + c.px(120)}, width)
	s.menu.draw(a, c)
}

// dots run in a row while something is waited for.
func (s *wait) dots(a *app, c *canvas, at battle.Point) {
	for i := range 5 {
		wave := math.Sin(float64(a.now.UnixMilli()%1000000)/220 - float64(i)*0.7)
		c.sprite(paint.Disc, battle.Point{X: at.X + c.px(float64(i-2)*22), Y: at.Y}, c.px(8+3*wave), 0, accentColour.with(0.6+0.35*wave))
	}
}
