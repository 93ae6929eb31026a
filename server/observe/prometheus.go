package observe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"muster/server/history"
)

// Prometheus is another source of figures: a server that scrapes the nodes, whose metrics have the label node.
type Prometheus struct {
	url  string
	http *http.Client
}

// NewPrometheus makes a client of http://host:port, with a path before /api/v1 or not.
func NewPrometheus(at string) (*Prometheus, error) {
	u, err := url.Parse(at)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, errors.New("the address of a Prometheus is a URL such as http://127.0.0.1:9090")
	}
	return &Prometheus{strings.TrimRight(at, "/"), &http.Client{Timeout: prometheusWithin}}, nil
}

// Series is what a figure of a node was, as History.Series has it. The greatest value of a step is not told apart.
func (p *Prometheus) Series(node, name string, from, to time.Time, step time.Duration) (history.Points, error) {
	step = max(step.Truncate(time.Second), time.Second)
	first := from.Truncate(step)
	points := history.Points{From: first, Step: step}
	count := int((to.Sub(first) + step - 1) / step)
	if count <= 0 || count > maxSteps {
		return points, fmt.Errorf("ask Prometheus: %d steps are too few or too many", count)
	}
	points.Mean = slices.Repeat([]float64{math.NaN()}, count)
	points.Max = points.Mean
	i := slices.IndexFunc(Figures, func(f Figure) bool { return f.Name == name && f.Metric != "" })
	if i < 0 {
		return points, fmt.Errorf("ask Prometheus: %w: %s", ErrNoMetric, name)
	}
	values, err := p.query(Figures[i].query(node, max(step, leastWindow)), first, to, step)
	if err != nil {
		return points, fmt.Errorf("ask Prometheus: %w", err)
	}
	for _, v := range values {
		if at := int(math.Round((v.at - float64(first.Unix())) / step.Seconds())); at >= 0 && at < count {
			points.Mean[at] = v.value
		}
	}
	return points, nil
}

// ErrNoMetric says that a figure is not made of a metric: only who measured it has it.
var ErrNoMetric = errors.New("it is not made of a metric")

// query is a figure in the language of Prometheus, over a window where it is about what grew.
func (f *Figure) query(node string, window time.Duration) string {
	of := func(metric string) string {
		labels := fmt.Sprintf(`{node=%q`, node)
		if f.Label[0] != "" {
			labels += fmt.Sprintf(`,%s=%q`, f.Label[0], f.Label[1])
		}
		return metric + labels + "}"
	}
	grew := func(metric string) string { return fmt.Sprintf("rate(%s[%ds])", of(metric), int(window.Seconds())) }
	switch {
	case f.Quantile > 0:
		return fmt.Sprintf("histogram_quantile(%g, sum by (le) (%s))", f.Quantile, grew(f.Metric+"_bucket"))
	case f.Of != "":
		return fmt.Sprintf("sum(%s) / sum(%s)", grew(f.Metric), grew(f.Of))
	case f.Rate && strings.HasSuffix(f.Metric, "_total"):
		return "sum(" + grew(f.Metric) + ")"
	case f.Rate: // how many a histogram timed
		return "sum(" + grew(f.Metric+"_count") + ")"
	case f.Greatest:
		return "max(" + of(f.Metric) + ")"
	}
	return "sum(" + of(f.Metric) + ")"
}

// sampled is a value at a moment, in seconds since 1970.
type sampled struct{ at, value float64 }

// UnmarshalJSON implements json.Unmarshaler: [1790000000, "1.5"].
func (s *sampled) UnmarshalJSON(b []byte) (err error) {
	var text string
	if err = json.Unmarshal(b, &[]any{&s.at, &text}); err == nil {
		s.value, err = strconv.ParseFloat(text, 64)
	}
	return err
}

func (p *Prometheus) query(query string, from, to time.Time, step time.Duration) ([]sampled, error) {
	form := url.Values{
		"query": {query}, "start": {strconv.FormatInt(from.Unix(), 10)}, "end": {strconv.FormatInt(to.Unix(), 10)},
		"step": {strconv.FormatInt(int64(step.Seconds()), 10)},
	}
	ctx, cancel := context.WithTimeout(context.Background(), prometheusWithin)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/api/v1/query_range?"+form.Encode(), nil)
	if err != nil {
		return nil, err
	}
	resp, err := p.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var answer struct {
		Error string
		Data  struct{ Result []struct{ Values []sampled } }
	}
	err = json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(&answer)
	switch {
	case err != nil || answer.Error != "" || resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%s: %w", resp.Status, errors.Join(err, errors.New(answer.Error)))
	case len(answer.Data.Result) == 0:
		return nil, nil
	}
	return answer.Data.Result[0].Values, nil
}
