package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/vmihailenco/msgpack/v5"

	"muster/game"
)

// ErrMessage is what every error about a control message's bytes wraps.
var ErrMessage = errors.New("wire: malformed message")

// blank makes an empty message of a kind, nil for one that does not exist.
func blank(kind byte) Message {
	all := [...]Message{
		nil, &Hello{}, &Welcome{}, &Orders{}, &Answers{}, &Renew{}, &Seats{}, &Talk{}, &Notice{}, &Redirect{}, &Goodbye{}, &Over{},
	}
	if int(kind) >= len(all) {
		return nil
	}
	return all[kind]
}

// appendMessage appends length, kind and body.
func appendMessage(b []byte, m Message) ([]byte, error) {
	var body bytes.Buffer
	enc := msgpack.NewEncoder(&body)
	enc.UseArrayEncodedStructs(true)
	enc.UseCompactInts(true)
	if err := enc.Encode(m); err != nil {
		return nil, fmt.Errorf("wire: encode %T: %w", m, err)
	}
	b = binary.BigEndian.AppendUint32(b, uint32(body.Len()+1))
	return append(append(b, m.kind()), body.Bytes()...), nil
}

// readMessage reads one message of at most limit bytes.
func readMessage(r io.Reader, limit uint32) (Message, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	size := binary.BigEndian.Uint32(head[:])
	if size == 0 || size > limit {
		return nil, fmt.Errorf("%w: it claims %d bytes, and 1 to %d are possible", ErrMessage, size, limit)
	}
	b, err := io.ReadAll(io.LimitReader(r, int64(size))) // grows with what comes, not with what is claimed
	if err != nil {
		return nil, err
	}
	if len(b) < int(size) {
		return nil, io.ErrUnexpectedEOF
	}
	return decodeMessage(b)
}

// decodeMessage reads kind and body.
func decodeMessage(b []byte) (Message, error) {
	m := blank(b[0])
	if m == nil {
		return nil, fmt.Errorf("%w: kind %d does not exist", ErrMessage, b[0])
	}
	if err := scanBody(b[1:]); err != nil {
		return nil, fmt.Errorf("%w: %T: %w", ErrMessage, m, err)
	}
	if err := msgpack.Unmarshal(b[1:], m); err != nil {
		return nil, fmt.Errorf("%w: %T: %w", ErrMessage, m, err)
	}
	if err := checkMessage(m); err != nil {
		return nil, fmt.Errorf("%w: %T: %w", ErrMessage, m, err)
	}
	return m, nil
}

// checkMessage bounds what the types do not.
func checkMessage(m Message) error {
	switch m := m.(type) {
	case *Orders:
		if len(m.Orders) > maxOrders {
			return fmt.Errorf("orders: %d, and %d are the most", len(m.Orders), maxOrders)
		}
	case *Talk:
		if len(m.Talk.Text) > game.MaxTalk {
			return fmt.Errorf("text: %d bytes, and %d are the most", len(m.Talk.Text), game.MaxTalk)
		}
	case *Hello:
		if len(m.Match) > game.MaxName || len(m.Build) > game.MaxName {
			return fmt.Errorf("match or build: over %d bytes", game.MaxName)
		}
	}
	return nil
}
