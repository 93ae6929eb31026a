package trace

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func FuzzRead(f *testing.F) {
	b, err := os.ReadFile("../../server/wire/testdata/views-seed2.mvt.gz")
	require.NoError(f, err)
	f.Add(b[:200])
	f.Fuzz(func(_ *testing.T, b []byte) { _, _ = Read(bytes.NewReader(b)) })
}
