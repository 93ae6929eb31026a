package plan

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// parseTime reads a time that is not negative.
func parseTime(text string) (time.Duration, error) {
	d, err := parseOffset(text)
	switch {
	case err != nil:
		return 0, err
	case d < 0:
		return 0, fmt.Errorf("a time is not negative: %s (did you mean %s?)", text, strings.TrimPrefix(text, "-"))
	case d > maxTime:
		return 0, fmt.Errorf("%s is longer than 30 days", text)
	}
	return d, nil
}

// parseLasting reads how long something lasts.
func parseLasting(text string) (time.Duration, error) {
	d, err := parseTime(text)
	if err == nil && d == 0 {
		err = fmt.Errorf("%s is no time: leave it out", text)
	}
	return d, err
}

// parseOffset reads a time of either sign.
func parseOffset(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err == nil {
		return d, nil
	}
	if n, bad := strconv.ParseFloat(text, 64); bad == nil && n != 0 && !math.IsInf(n, 0) && !math.IsNaN(n) {
		return 0, fmt.Errorf("%s has no unit (did you mean %ss?)", text, text)
	}
	return 0, fmt.Errorf("%q is no time: such as 90s, 1m30s or 80ms", text)
}

// parseSkew reads how far ahead a clock is.
func parseSkew(text string) (time.Duration, error) {
	d, err := parseOffset(text)
	if err == nil && d.Abs() > maxSkew {
		return 0, fmt.Errorf("%s is out of range: ten years either way", text)
	}
	return d, err
}

// parseShare reads 1% or 0.01.
func parseShare(text string) (float64, error) {
	digits, percent := strings.CutSuffix(text, "%")
	v, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if err != nil || math.IsNaN(v) {
		return 0, fmt.Errorf("%q is no share: such as 5%% or 0.05", text)
	}
	if percent {
		v /= 100
	}
	switch {
	case v < 0:
		return 0, fmt.Errorf("a share is not negative: %s", text)
	case v > 1 && v <= 100 && !percent:
		return 0, fmt.Errorf("%s is more than all (did you mean %s%% or %s?)", text, text, plain(v/100))
	case v > 1:
		return 0, fmt.Errorf("%s is more than all: a share is 0 to 100%%", text)
	}
	return v, nil
}

// plain writes a number as people do.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// parseCores reads 0.5 or 50%.
func parseCores(text string) (float64, error) {
	digits, percent := strings.CutSuffix(text, "%")
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsNaN(v) {
		return 0, fmt.Errorf("%q is no number of cores: such as 0.5 or 50%%", text)
	}
	if percent {
		v /= 100
	}
	if v < 0.01 || v > maxCores {
		return 0, fmt.Errorf("%s is out of range: cores are 0.01 to %d", text, maxCores)
	}
	return v, nil
}

// sizes are the units of bytes. KB is 1000 bytes and KiB 1024, as everywhere but in memory sticks.
var sizes = []struct {
	unit string
	of   float64
}{
	{"KiB", 1 << 10},
	{"MiB", 1 << 20},
	{"GiB", 1 << 30},
	{"TiB", 1 << 40},
	{"kB", 1e3},
	{"KB", 1e3},
	{"MB", 1e6},
	{"GB", 1e9},
	{"TB", 1e12},
	{"B", 1},
}

// parseBytes reads 256MiB, or a number of bytes.
func parseBytes(text string) (int64, error) {
	digits, factor := text, 1.0
	for _, s := range sizes {
		if d, ok := strings.CutSuffix(text, s.unit); ok {
			digits, factor = d, s.of
			break
		}
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if err != nil || math.IsNaN(v) {
		return 0, fmt.Errorf("%q is no size: such as 256MiB or 1GB%s", text, unitMeant(text))
	}
	if v *= factor; v < 1 || v > maxBytes {
		return 0, fmt.Errorf("%s is out of range: 1 byte to 1024 TiB", text)
	}
	return int64(v), nil
}

// unitMeant is what a size without B, or in other letters, may mean.
func unitMeant(text string) string {
	for _, s := range sizes {
		for _, as := range []string{s.unit, s.unit[:len(s.unit)-1], s.unit[:len(s.unit)/3]} { // MiB, Mi, M
			cut := len(text) - len(as)
			if as == "" || cut < 1 || !strings.EqualFold(text[cut:], as) {
				continue
			}
			if _, err := strconv.ParseFloat(text[:cut], 64); err == nil {
				return fmt.Sprintf(" (did you mean %s%s?)", text[:cut], s.unit)
			}
		}
	}
	return ""
}

// parseRate reads bytes a second: 1MiB, 1MiB/s, or 8Mbit/s.
func parseRate(text string) (int64, error) {
	per, _ := strings.CutSuffix(text, "/s")
	if bits, ok := strings.CutSuffix(per, "bit"); ok {
		v, err := parseBytes(bits + "B")
		if err != nil {
			return 0, fmt.Errorf("%q is no rate: such as 1MiB/s or 8Mbit/s", text)
		}
		return max(1, v/8), nil
	}
	v, err := parseBytes(per)
	if err != nil {
		return 0, fmt.Errorf("%q is no rate: such as 1MiB/s or 8Mbit/s", text)
	}
	return v, nil
}

// parseCount reads a whole number between two others.
func parseCount(text string, least, most int) (int, error) {
	n, err := strconv.Atoi(text)
	switch {
	case errors.Is(err, strconv.ErrRange):
	case err != nil:
		return 0, fmt.Errorf("%q is no whole number", text)
	case n >= least && n <= most:
		return n, nil
	}
	return 0, fmt.Errorf("%s is out of range: %d to %d", text, least, most)
}

// parseSeed reads a whole number of any size.
func parseSeed(text string) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no seed: a whole number from 0 on, such as 7", text)
	}
	return n, nil
}

// parseSelector reads which nodes are meant, not whether they are there.
func parseSelector(text string) (Selector, error) {
	parts := strings.Split(text, ",")
	for i, p := range parts {
		p = strings.ToLower(strings.TrimSpace(p))
		if p == "" {
			return "", fmt.Errorf("%q names no node: such as shard-1, shards, journal-* or all", text)
		}
		for _, c := range []byte(p) {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '*' {
				return "", fmt.Errorf("%q is no node: such as shard-1, shards, journal-* or all", text)
			}
		}
		for _, k := range Kinds() {
			if p == k.one() {
				p = string(k)
			}
		}
		parts[i] = p
	}
	return Selector(strings.Join(parts, ",")), nil
}
