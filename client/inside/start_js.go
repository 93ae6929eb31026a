package inside

import (
	"context"
	"fmt"
	"syscall/js"
)

// StartWorker starts the worker of a script, which fetches program, and waits until it listens.
func StartWorker(ctx context.Context, script, program string) (Ports, error) {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	worker, err := made(script)
	if err != nil {
		return nil, err
	}
	p := newPorts(worker)
	worker.Set("onerror", js.FuncOf(func(_ js.Value, args []js.Value) any { // as long as the worker
		p.broken(fmt.Errorf("%s: %s", script, args[0].Get("message")))
		return nil
	}))
	worker.Call("postMessage", program)
	select {
	case <-p.control.room: // it has read nothing yet, and listens
		err = p.control.broke()
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		worker.Call("terminate")
		return nil, err
	}
	return p, nil
}

// made makes a Worker, which a browser may refuse.
func made(script string) (v js.Value, err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			why, ok := thrown.(js.Error)
			if !ok {
				panic(thrown)
			}
			err = fmt.Errorf("%s: %w", script, why)
		}
	}()
	return js.Global().Get("Worker").New(script), nil
}
