package rest

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/modes"
)

type modesOutput struct{ Body []api.Mode }

func (h *tickets) listModes(context.Context, *struct{}) (*modesOutput, error) {
	out := &modesOutput{}
	for _, v := range h.offer.Modes {
		out.Body = append(out.Body, v.Mode)
	}
	return out, nil
}

// wanted checks a wish, and finds what is wrong with it.
func (h *tickets) wanted(r *api.TicketRequest) (*modes.Mode, []string, error) {
	mode, ok := h.offer.Mode(r.Mode)
	if !ok {
		return nil, nil, unknown("mode", r.Mode, h.offer.Names())
	}
	scenarios := r.Scenarios
	if r.Scenario != "" {
		scenarios = []string{r.Scenario}
	}
	scenarios = slices.Compact(slices.Sorted(slices.Values(scenarios)))
	for _, s := range scenarios {
		if !slices.Contains(mode.Scenarios, s) {
			return nil, nil, unknown("scenario", s, mode.Scenarios)
		}
	}
	for region, ms := range r.RTTs {
		if len(region) > maxRegion || ms < 0 || ms > maxRTT || len(r.RTTs) > maxRTTs {
			return nil, nil, huma.Error422UnprocessableEntity("invalid round-trip times", &huma.ErrorDetail{
				Message:  fmt.Sprintf("expected at most %d regions, each with 0 to %d ms", maxRTTs, maxRTT),
				Location: "body.rtts",
			})
		}
	}
	return mode, scenarios, nil
}

// seats reports whether a scenario of a wish, which may be any of the mode's, has so many seats in one team.
func (h *tickets) seats(mode *modes.Mode, wished []string, players int) bool {
	if len(wished) == 0 {
		wished = mode.Scenarios
	}
	return slices.ContainsFunc(h.offer.Scenarios, func(s api.ScenarioInfo) bool {
		team := map[int]int{}
		for _, t := range s.Teams {
			team[t]++
		}
		return slices.Contains(wished, s.Name) && slices.Max(slices.Collect(maps.Values(team))) >= players
	})
}

func unknown(what, name string, known []string) error {
	return huma.Error422UnprocessableEntity(fmt.Sprintf("there is no %s %q here", what, name), &huma.ErrorDetail{
		Message: fmt.Sprintf("expected one of %q, or nothing for any", known), Location: "body." + what, Value: name,
	})
}
