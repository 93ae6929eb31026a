package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/vmihailenco/msgpack/v5"

	"muster/game"
)

// blank makes an empty message of a kind, nil for one that does not exist.
func blank(kind byte) Message {
	all := [...]Message{
		nil, &Hello{}, &Welcome{}, &Orders{}, &Answers{}, &Renew{}, &Seats{}, &Talk{}, &Notice{}, &Redirect{},
		&Goodbye{}, &Over{}, &Waiting{}, &Standby{},
	}
	if int(kind) >= len(all) {
		return nil
	}
	return all[kind]
}

// appendMessage appends length, kind and body.
func appendMessage(b []byte, m Message) ([]byte, error) {
	at := len(b)
	b, err := appendBody(append(b, 0, 0, 0, 0), m)
	if err == nil {
		binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at-4))
	}
	return b, err
}

// appendBody appends kind and body.
func appendBody(b []byte, m Message) ([]byte, error) {
	body := bytes.NewBuffer(append(b, m.kind()))
	enc := msgpack.NewEncoder(body)
	enc.UseArrayEncodedStructs(true)
	enc.UseCompactInts(true)
	if err := enc.Encode(wireForm(m)); err != nil {
		return nil, fmt.Errorf("wire: encode %T: %w", m, err)
	}
	return body.Bytes(), nil
}

// readMessage reads one message of at most limit bytes.
func readMessage(r io.Reader, limit uint32) (Message, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	size := binary.BigEndian.Uint32(head[:])
	if err := checkSize(uint64(size), limit); err != nil {
		return nil, err
	}
	b, err := readBody(r, int(size))
	if err != nil {
		return nil, err
	}
	return decodeMessage(b)
}

// checkSize bounds kind and body together.
func checkSize(size uint64, limit uint32) error {
	if size == 0 || size > uint64(limit) {
		return &malformed{err: fmt.Errorf("its size, %d bytes, is out of range (1 to %d)", size, limit)}
	}
	return nil
}

// readBody grows with what comes, not with what is claimed, and by doubling: all in all it takes twice what has come.
func readBody(r io.Reader, size int) ([]byte, error) {
	b := make([]byte, min(size, readAhead))
	for at := 0; ; b = append(b, make([]byte, min(len(b), size-len(b)))...) {
		n, err := io.ReadFull(r, b[at:])
		at += n
		switch {
		case errors.Is(err, io.EOF):
			return nil, io.ErrUnexpectedEOF
		case err != nil || at == size:
			return b, err
		}
	}
}

// decodeMessage reads kind and body.
func decodeMessage(b []byte) (Message, error) {
	m := blank(b[0])
	if m == nil {
		return nil, &malformed{err: fmt.Errorf("kind %d does not exist", b[0])}
	}
	if field, err := scanBody(b[1:]); err != nil {
		return nil, &malformed{m.kind(), field, err}
	}
	m, field, err := decodeForm(b[1:], m)
	if err != nil {
		return nil, &malformed{m.kind(), field, err}
	}
	if field, err := checkMessage(m); err != nil {
		return nil, &malformed{m.kind(), field, err}
	}
	if seats, ok := m.(*Seats); ok {
		seats.spread()
	}
	return m, nil
}

// decodeForm reads the fields of a message, by its form on the wire.
func decodeForm(b []byte, m Message) (Message, byte, error) {
	if _, ok := m.(*Orders); !ok {
		field, err := decodeFields(b, m)
		return m, field, err
	}
	form := &ordersPlanned{}
	field, err := decodeFields(b, form)
	return form.orders(), field, err
}

// decodeFields reads one field after the other, so that it can tell which one is wrong. Fields that are missing stay
// zero and those behind the last are passed over: a Hello of another version must be understood well enough to say so.
func decodeFields(b []byte, m Message) (field byte, err error) {
	d := msgpack.GetDecoder()
	defer msgpack.PutDecoder(d)
	d.Reset(bytes.NewReader(b))
	n, err := d.DecodeArrayLen()
	if err != nil || n < 0 {
		return 0, errors.Join(errors.New("it is no list of fields"), err)
	}
	v := reflect.ValueOf(m).Elem()
	for i := range min(n, v.NumField()) {
		if err := d.DecodeValue(v.Field(i)); err != nil {
			return byte(i + 1), err
		}
	}
	return 0, nil
}

// checkMessage bounds what the types do not.
func checkMessage(m Message) (field byte, err error) {
	switch m := m.(type) {
	case *Orders:
		if len(m.Orders) > maxOrders {
			return 1, fmt.Errorf("orders: %d, and %d are the most", len(m.Orders), maxOrders)
		}
	case *Talk:
		if len(m.Talk.Text) > game.MaxTalk {
			return 1, fmt.Errorf("text: %d bytes, and %d are the most", len(m.Talk.Text), game.MaxTalk)
		}
	case *Hello:
		switch {
		case len(m.Build) > game.MaxName:
			return 3, fmt.Errorf("over %d bytes", game.MaxName)
		case len(m.Match) > game.MaxName:
			return 4, fmt.Errorf("over %d bytes", game.MaxName)
		}
	}
	return 0, nil
}
