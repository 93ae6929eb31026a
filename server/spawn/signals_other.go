//go:build !unix

package spawn

import "errors"

var errNoSignals = errors.New("this system cannot have a process stand still")

// Stop has it stand still, until Continue.
func (p *Process) Stop() error { return errNoSignals }

// Continue has it go on.
func (p *Process) Continue() error { return errNoSignals }

// Terminate asks it to end in good order.
func (p *Process) Terminate() error {
	p.LetGo()
	return nil
}
