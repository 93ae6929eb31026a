package env

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai/lines"
)

func request(kind, size uint32, body ...byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, kind)
	return append(binary.LittleEndian.AppendUint32(b, size), body...)
}

// reset is a request of two worlds.
var reset = request(kindReset, 16, make([]byte, 16)...)

// said is what a host has written.
type said struct {
	header Header
	kinds  []uint32
	bodies [][]byte
}

func heard(t testing.TB, b []byte) (s said) {
	require.Equal(t, magic, string(b[:8]))
	require.EqualValues(t, Version, binary.LittleEndian.Uint32(b[8:]))
	size := binary.LittleEndian.Uint32(b[12:])
	require.NoError(t, json.Unmarshal(b[16:16+size], &s.header))
	for b = b[16+size:]; len(b) > 0; {
		kind, size := binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])
		s.kinds, s.bodies = append(s.kinds, kind), append(s.bodies, b[8:8+size])
		b = b[8+size:]
	}
	return s
}

func TestAClientIsServed(t *testing.T) {
	step := request(kindStep, 64, make([]byte, 64)...)
	var out bytes.Buffer
	in := bytes.Join([][]byte{reset, step, step, request(kindEnd, 0)}, nil)
	require.NoError(t, Serve(bytes.NewReader(in), &out, duel(t)))
	got := heard(t, out.Bytes())
	require.Equal(t, []uint32{kindFrame, kindFrame, kindFrame}, got.kinds)
	h := got.header
	require.Equal(t, h.Size, len(got.bodies[0]))
	require.Equal(t, []Agent{{0, 0, 0}}, h.Agents)
	require.Equal(t, Verb{"capture", lines.APoint}, h.Verbs[5])
	require.Equal(t, "duel", h.Begin.Scenario.Name)
	require.Len(t, h.Grid.Values, len(h.Grid.Layers))
	require.Equal(t, []int{h.Grid.H, h.Grid.W}, []int{len(h.Grid.Values[0]), len(h.Grid.Values[0][0])})
	require.NoError(t, Serve(bytes.NewReader(reset), io.Discard, duel(t)), "an input that ends is an end")
}

// What is no request is answered with why, and the host ends: it never waits for what does not come.
func TestWhatIsNoRequestIsAnsweredWithAnError(t *testing.T) {
	for want, in := range map[string][]byte{
		"a request of kind 9: there are 1 (reset)":                    request(9, 0),
		"a request of kind 1 has 16 bytes here, and this one says 8":  request(kindReset, 8),
		"a request of kind 2 has 64 bytes here, and this one says 42": request(kindStep, 1<<32-1-4294967253),
		"a step before the first reset":                               request(kindStep, 64, make([]byte, 64)...),
		"the input ended in the middle of a request":                  reset[:12],
		"in the middle of a request":                                  reset[:3],
	} {
		var out bytes.Buffer
		err := Serve(bytes.NewReader(in), &out, duel(t))
		require.ErrorContains(t, err, want)
		got := heard(t, out.Bytes())
		require.Equal(t, []uint32{kindError}, got.kinds)
		require.Equal(t, err.Error(), string(got.bodies[0]))
	}
}

// deaf is a pipe whose other end is closed after so many writes.
type deaf struct{ left int }

func (d *deaf) Write(b []byte) (int, error) {
	if d.left--; d.left < 0 {
		return 0, errors.New("broken pipe")
	}
	return len(b), nil
}

func TestAClientThatIsGoneEndsTheHost(t *testing.T) {
	for left := range 2 {
		err := Serve(bytes.NewReader(reset), &deaf{left}, duel(t))
		require.EqualError(t, err, "nobody reads what is written: broken pipe")
	}
	c := duel(t)
	c.Worlds = 0
	require.ErrorContains(t, Serve(bytes.NewReader(reset), io.Discard, c), "0 worlds")
}

// Whatever bytes come, the host ends, and has said nothing but frames and one error.
func FuzzRequests(f *testing.F) {
	step := request(kindStep, 64, make([]byte, 64)...)
	f.Add(bytes.Join([][]byte{reset, step}, nil))
	f.Add(step)
	f.Add(request(kindEnd, 1))
	f.Add([]byte(magic))
	c := duel(f)
	c.Ticks, c.Steps = 2, 3
	f.Fuzz(func(t *testing.T, in []byte) {
		if len(in) > 1<<12 {
			return
		}
		var out bytes.Buffer
		err := Serve(bytes.NewReader(in), &out, c)
		for i, kind := range heard(t, out.Bytes()).kinds {
			if kind == kindError {
				require.Error(t, err)
				require.Equal(t, i, len(heard(t, out.Bytes()).kinds)-1)
			}
		}
	})
}
