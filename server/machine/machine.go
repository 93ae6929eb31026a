// Package machine tells what a process may use of the machine that it runs on: the room on its disk, and its memory.
package machine

import (
	"math"
	"runtime/debug"

	"github.com/prometheus/client_golang/prometheus"
)

var (
	diskFree = prometheus.NewDesc("muster_disk_free_bytes",
		"Bytes that are free on the disk of the data directory, for one who is not root.", nil, nil)
	memoryLimit = prometheus.NewDesc("muster_memory_limit_bytes",
		"Bytes of memory that this process may have: of its machine, its control group or GOMEMLIMIT, the least.",
		nil, nil)
)

// Metrics are the figures of a process whose data lies in a directory. What a system does not tell is not shown.
func Metrics(data string) prometheus.Collector { return figures{data} }

type figures struct{ data string }

// Describe implements prometheus.Collector.
func (f figures) Describe(to chan<- *prometheus.Desc) { to <- diskFree; to <- memoryLimit }

// Collect implements prometheus.Collector.
func (f figures) Collect(to chan<- prometheus.Metric) {
	if free, known := FreeOn(f.data); known {
		to <- prometheus.MustNewConstMetric(diskFree, prometheus.GaugeValue, float64(free))
	}
	if most, known := Memory(); known {
		to <- prometheus.MustNewConstMetric(memoryLimit, prometheus.GaugeValue, float64(most))
	}
}

// Memory is how much this process may have, if anybody says.
func Memory() (most uint64, known bool) {
	most = limitOfSystem()
	if own := debug.SetMemoryLimit(-1); own < math.MaxInt64 { // asks, and sets nothing
		most = min(most, uint64(own))
	}
	return most, most != unlimited
}

// unlimited is what a limit is that is none.
const unlimited = math.MaxUint64
