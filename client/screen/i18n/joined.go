package i18n

import (
	"fmt"
	"strconv"
	"time"
)

// Joined remembers texts that were put together: a frame that says what the last one said takes no memory.
type Joined map[[4]string]string

// mostJoined bounds what is remembered; then it begins anew.
const mostJoined = 2048

// Join is four texts as one.
func (j Joined) Join(a, b, c, d string) string {
	key := [4]string{a, b, c, d}
	if s, ok := j[key]; ok {
		return s
	}
	if len(j) >= mostJoined {
		clear(j)
	}
	s := a + b + c + d
	j[key] = s
	return s
}

// numbers are those that are said most.
var numbers = func() (all [2000]string) {
	for n := range all {
		all[n] = strconv.Itoa(n)
	}
	return all
}()

// Number is a number in digits.
func Number(n int) string {
	if n >= 0 && n < len(numbers) {
		return numbers[n]
	}
	return strconv.Itoa(n)
}

// Clock is a time as minutes and seconds, and hours if there are any; a part of a second counts as one.
func Clock(d time.Duration) string {
	n := max(0, int((d+time.Second-1)/time.Second))
	if n >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", n/3600, n/60%60, n%60)
	}
	return fmt.Sprintf("%d:%02d", n/60, n%60)
}
