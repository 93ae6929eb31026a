package limit

import "time"

// slicer gives a process a share of the processor by stopping it and letting it go on. It decides and does nothing: the
// time and what the process has used of the processor are told.
type slicer struct {
	share float64 // cores
	cores int     // how many it may use at once, if it has the threads

	started bool
	stopped bool
	last    time.Time
	used    time.Duration
	credit  time.Duration // of processor time that it may use; below 0 it used it ahead
	since   time.Time     // when it was stopped
}

// step reports whether the process may run now, and when to ask again.
func (s *slicer) step(now time.Time, used time.Duration) (run bool, again time.Duration) {
	if !s.started {
		s.started, s.last, s.used, s.credit = true, now, used, s.worth(slice)
	}
	spent := used - s.used
	earned := s.worth(now.Sub(s.last))
	s.credit = max(-maxDebt, min(s.worth(slice), s.credit+earned-spent))
	s.last, s.used = now, used
	idle := !s.stopped && earned > 0 && spent*idleFactor < earned && s.credit == s.worth(slice)
	switch {
	case s.credit <= 0 && !s.stopped:
		s.stopped, s.since = true, now
	case s.stopped && (s.credit > 0 || now.Sub(s.since) >= slice):
		s.stopped = false
	}
	if s.stopped {
		pays := time.Duration(float64(-s.credit)/s.share) + minRun
		return false, max(minRun, min(pays, slice-now.Sub(s.since)))
	}
	if idle {
		// It has little to do; a burst is paid for afterwards. All that are idle are asked at the same moments, so that
		// many of them wake who asks no more often than one.
		return true, max(minRun, slice-time.Duration(now.UnixNano())%slice)
	}
	return true, max(minRun, min(slice, s.credit/time.Duration(s.cores)))
}

// idleFactor is how many times less than its share a process uses that is left alone for a whole slice.
const idleFactor = 4

// worth is how much of the processor is earned in a time.
func (s *slicer) worth(d time.Duration) time.Duration { return time.Duration(s.share * float64(d)) }
