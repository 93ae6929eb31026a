//go:build js

package main

import (
	"context"

	"muster/client/screen/host"
)

// alone begins battles of one's own.
type alone struct{}

// Start begins one.
func (alone) Start(context.Context, host.Choice) (host.Match, error) { return nil, errAlone }
