package plugin

import (
	"context"
	"errors"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"muster/ai"
)

// prints is what a module has printed since its maker was last told: as much as is kept of a turn, and no more.
type prints struct{ b []byte }

// Write implements io.Writer. To the module all of it was written.
func (p *prints) Write(b []byte) (int, error) {
	p.b = append(p.b, b[:min(len(b), ai.MaxPrinted-len(p.b))]...)
	return len(b), nil
}

// Printed implements ai.Printer.
func (c *commander) Printed() string {
	text := string(c.prints.b)
	c.prints.b = c.prints.b[:0]
	return text
}

// printsKey is where a call's context has the prints of who is called.
type printsKey struct{}

func (p *prints) within(ctx context.Context) context.Context {
	return context.WithValue(ctx, printsKey{}, p)
}

// errLog is a trap: the module gave something else than a text of its own.
var errLog = errors.New("muster.log was given an address outside its memory")

// provideLog is what a module without WASI prints by.
func provideLog(ctx context.Context, r wazero.Runtime) error {
	log := func(ctx context.Context, m api.Module, stack []uint64) {
		text, ok := m.Memory().Read(uint32(stack[0]), uint32(stack[1]))
		if !ok {
			panic(errLog)
		}
		if p, ok := ctx.Value(printsKey{}).(*prints); ok {
			_, _ = p.Write(text)
		}
	}
	i32 := api.ValueTypeI32
	_, err := r.NewHostModuleBuilder("muster").NewFunctionBuilder().
		WithGoModuleFunction(api.GoModuleFunc(log), []api.ValueType{i32, i32}, nil).Export("log").Instantiate(ctx)
	return err
}
