package main

import (
	"encoding/json"
	"fmt"
	"os"

	"muster/printable"
)

// All that the program prints goes through these: what a server says may hold what a terminal obeys.
var (
	stdout     = printable.NewWriter(os.Stdout)
	stderr     = printable.NewWriter(os.Stderr)
	stdoutJSON = printable.NewJSONWriter(os.Stdout)
)

// sayReport prints a report for people, or as one JSON object.
func sayReport(r fmt.Stringer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(stdoutJSON).Encode(r)
	}
	_, err := fmt.Fprint(stdout, r)
	return err
}
