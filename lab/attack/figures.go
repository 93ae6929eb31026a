package attack

import (
	"context"
	"fmt"
	"net/http"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// memory is the resident memory of a process, in bytes.
const memory = "process_resident_memory_bytes"

// figures reads what the server counts: sums over all labels by name, and by name and label each.
func (run *attackRun) figures(ctx context.Context) (map[string]float64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, run.cfg.Admin+"/metrics", nil)
	if err != nil {
		return nil, fmt.Errorf("read the server's figures: %w", err)
	}
	resp, err := run.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("read the server's figures: %w", err)
	}
	defer resp.Body.Close()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("read the server's figures: %w", err)
	}
	all := map[string]float64{}
	for name, f := range families {
		for _, m := range f.GetMetric() {
			n := m.GetCounter().GetValue() + m.GetGauge().GetValue() // one of them is there
			all[name] += n
			for _, l := range m.GetLabel() {
				all[fmt.Sprintf("%s{%s=%q}", name, l.GetName(), l.GetValue())] += n
			}
		}
	}
	return all, nil
}
