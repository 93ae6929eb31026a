package wire

import (
	"encoding/binary"
	"sync/atomic"
	"time"
)

// pulse knows whether the other end of a link over messages still lives, and how far away it is: QUIC knows that by
// itself, a WebSocket may take minutes to notice.
type pulse struct {
	last   atomic.Int64 // when something came, as Unix nanoseconds
	rtt    atomic.Int64 // smoothed, in microseconds; 0 until it is known
	paused atomic.Bool  // nothing is read for now, since nobody takes it
	beat   time.Time    // when the writer looked last; its own
}

// Over WebTransport a ping is a frame and so is its answer: no view begins like that, and no acknowledgement.
const (
	pingFrame = 0x03
	echoFrame = 0x40
)

// pingSize is the body of a ping: when it was sent, as Unix nanoseconds.
const pingSize = 8

// pause says that silence counts no more until something is heard.
func (p *pulse) pause() { p.paused.Store(true) }

func (p *pulse) heard(now time.Time) {
	p.last.Store(now.UnixNano())
	p.paused.Store(false)
}

// silent is asked at each beat. Who stood still meanwhile has not read what came, and looks again at the next one.
func (p *pulse) silent(now time.Time) bool {
	awake := now.Sub(p.beat) < 2*keepAliveEvery
	p.beat = now
	return awake && !p.paused.Load() && now.UnixNano()-p.last.Load() > int64(idleTime)
}

// ping is a message that the other end sends back.
func (p *pulse) ping(now time.Time) []byte {
	return binary.BigEndian.AppendUint64([]byte{aPing}, uint64(now.UnixNano()))
}

// pong takes what came back. The other end may make up what it likes: it tells its own distance wrong then.
func (p *pulse) pong(b []byte, now time.Time) {
	if len(b) != pingSize {
		return
	}
	micros := (now.UnixNano() - int64(binary.BigEndian.Uint64(b))) / 1000
	if micros < 0 || micros > idleTime.Microseconds() {
		return
	}
	if old := p.rtt.Load(); old > 0 { // as RFC 9002 smooths it
		micros = (7*old + micros) / 8
	}
	p.rtt.Store(max(micros, 1))
}

// beats is when the writer pings. A program's own channels have ends that live and die together, and may both stand
// still.
func (p *post) beats() (ticks <-chan time.Time, stop func()) {
	if p.kind == PipeLink {
		return nil, func() {}
	}
	t := time.NewTicker(keepAliveEvery)
	return t.C, t.Stop
}
