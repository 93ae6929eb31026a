package main

import (
	"fmt"

	"github.com/alecthomas/kong"

	"muster/ai/league"
)

// keepFlag says which games of a league are kept, and where: two words, such as lost kept.
type keepFlag struct {
	Which league.Which
	Dir   string
}

// Decode implements kong.MapperValue.
func (k *keepFlag) Decode(ctx *kong.DecodeContext) error {
	var words [2]string
	for i, what := range [...]string{"lost or all", "a directory behind lost or all"} {
		token, err := ctx.Scan.PopValue(what)
		if err != nil {
			return fmt.Errorf("%w: --keep lost DIR or --keep all DIR", err)
		}
		words[i] = token.String()
	}
	k.Which, k.Dir = league.Which(words[0]), words[1]
	if k.Which != league.KeepLost && k.Which != league.KeepAll {
		return fmt.Errorf("%q: expected lost or all, and a directory: --keep lost DIR", words[0])
	}
	return nil
}
