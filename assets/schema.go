package assets

import (
	"encoding/json"
	"fmt"

	"github.com/invopop/jsonschema"
)

// Schema is the JSON Schema of a kind of file, "rules" or "scenario", for editors that check and complete YAML.
func Schema(of string) ([]byte, error) {
	files := map[string]any{"rules": &rulesFile{}, "scenario": &scenarioFile{}}
	file, ok := files[of]
	if !ok {
		return nil, fmt.Errorf("schema: there is none for %q%s; there are rules, scenario",
			of, meant(of, []string{"rules", "scenario"}))
	}
	r := jsonschema.Reflector{
		FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, DoNotReference: true, Anonymous: true,
	}
	return json.MarshalIndent(r.Reflect(file), "", "  ")
}
