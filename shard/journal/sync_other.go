//go:build !linux

package journal

import "os"

type syncedFile struct{ *os.File }
