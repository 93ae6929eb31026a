//go:build !unix

package pgtest

import "os/exec"

// account is the user that the server runs as: whoever runs this.
type account struct{}

func serverAccount() (account, error) { return account{}, nil }

func (account) runs(*exec.Cmd)    {}
func (account) owns(string) error { return nil }
