package env

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
)

// magic begins what a host says.
const magic = "MUSTRENV"

// The kinds of requests and of answers.
const (
	kindReset = 1
	kindStep  = 2
	kindEnd   = 3

	kindFrame = 1
	kindError = 2
)

// Serve plays for a client at the other end of two pipes until it has had enough: then nil is returned. What went
// wrong is told to the client, too, if it still listens.
func Serve(in io.Reader, out io.Writer, c Config) error {
	w, err := New(c)
	if err != nil {
		return err
	}
	defer w.Close()
	w.Each = share
	if _, err := out.Write(hello(w.Header())); err != nil {
		return fmt.Errorf("nobody reads what is written: %w", err)
	}
	for {
		frame, err := w.answer(in)
		if errors.Is(err, errEnd) {
			return nil
		}
		if err != nil {
			_, _ = out.Write(message(kindError, []byte(err.Error()))) // it may be gone, which is another matter
			return err
		}
		if _, err := out.Write(message(kindFrame, frame)); err != nil {
			return fmt.Errorf("nobody reads what is written: %w", err)
		}
	}
}

// errEnd is of a client that has had enough.
var errEnd = errors.New("the client has ended")

// hello is what the host says first.
func hello(h *Header) []byte {
	text, err := json.Marshal(h)
	if err != nil {
		panic(fmt.Errorf("env: %w", err)) // our own types can be written
	}
	b := binary.LittleEndian.AppendUint32([]byte(magic), Version)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
	return append(b, text...)
}

func message(kind uint32, body []byte) []byte {
	b := make([]byte, 0, 8+len(body))
	b = binary.LittleEndian.AppendUint32(b, kind)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(body)))
	return append(b, body...)
}

// answer reads a request and does what it asks for. No more is read, and nothing is taken into memory, than a request
// may have.
func (w *Worlds) answer(in io.Reader) (frame []byte, err error) {
	var head [8]byte
	if _, err := io.ReadFull(in, head[:]); errors.Is(err, io.EOF) {
		return nil, errEnd
	} else if err != nil {
		return nil, torn(err)
	}
	kind, size := binary.LittleEndian.Uint32(head[:4]), binary.LittleEndian.Uint32(head[4:])
	want, known := map[uint32]int{kindReset: 8 * len(w.worlds), kindStep: w.orders(), kindEnd: 0}[kind]
	switch {
	case !known:
		return nil, fmt.Errorf("a request of kind %d: there are 1 (reset), 2 (step) and 3 (end)", kind)
	case int64(size) != int64(want):
		return nil, fmt.Errorf("a request of kind %d has %d bytes here, and this one says %d", kind, want, size)
	case kind == kindEnd:
		return nil, errEnd
	}
	body := make([]byte, want)
	if _, err := io.ReadFull(in, body); err != nil {
		return nil, torn(err)
	}
	if kind == kindStep {
		return w.Step(body)
	}
	seeds := make([]uint64, len(w.worlds))
	if err := binary.Read(bytes.NewReader(body), binary.LittleEndian, seeds); err != nil {
		return nil, torn(err)
	}
	return w.Reset(seeds)
}

func torn(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the input ended in the middle of a request")
	}
	return fmt.Errorf("read a request: %w", err)
}

// share has the machine's processors share the worlds.
func share(n int, f func(i int)) {
	var next atomic.Int64
	var hands sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		hands.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				f(int(i))
			}
		})
	}
	hands.Wait()
}
