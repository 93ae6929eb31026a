package store

import (
	"crypto/rand"
	"strconv"
	"strings"
	"time"
)

// NewID makes an id that cannot be guessed: 80 random bits behind a letter that tells what it names.
func NewID(letter string) string { return letter + strings.ToLower(rand.Text()[:16]) }

// NextID is NewID for what comes in thousands: the time stands before the random bits, so that the indexes of a
// database grow at their end, and a commit writes few of their pages.
func NextID(letter string, now time.Time) string {
	return letter + strconv.FormatInt(now.UnixMilli(), 32) + NewID("")
}
