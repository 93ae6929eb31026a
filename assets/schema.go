//go:build !js

// Nobody edits files in a browser, and what makes schemas is large: the game there does without.

package assets

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/invopop/jsonschema"

	"muster/ai"
)

// schemas are the kinds of file and what each is read into. A lesson is a scenario with steps.
var schemas = map[string]any{
	"rules": &rulesFile{}, "scenario": &scenarioFile{}, "lesson": &scenarioFile{}, "commanders": &commandersFile{},
	"texts": map[string]string{}, "mod": &modFile{}, "mod_rules": &rulesFile{}, "mod_commanders": &commandersFile{},
}

// SchemaKinds are the kinds of file that have a schema, sorted.
func SchemaKinds() []string { return slices.Sorted(maps.Keys(schemas)) }

// Schema is the JSON Schema of a kind of file, for editors that check and complete YAML: what must be there, what may
// be, what it means. It names the kinds of units of these rules. An editor finds it by a file's first line:
//
//	# yaml-language-server: $schema=../schemas/scenario.json
func (s *Set) Schema(of string) ([]byte, error) {
	file, ok := schemas[of]
	if !ok {
		return nil, fmt.Errorf("schema: there is none for %q%s; there are %s",
			of, Meant(of, SchemaKinds()), strings.Join(SchemaKinds(), ", "))
	}
	schema := reflector().Reflect(file)
	s.dress(schema, reflect.TypeOf(file))
	switch of {
	case "lesson":
		schema.Required = append(schema.Required, "steps")
	case "scenario":
		schema.Properties.Delete("steps")
	case "mod_rules", "mod_commanders":
		asChanges(schema)
	}
	schema.Title = of
	b, err := json.MarshalIndent(schema, "", "  ")
	return append(b, '\n'), err
}

// asChanges makes a schema of a whole file one of what a mod changes: of the lists' items the name must be there alone.
func asChanges(schema *jsonschema.Schema) {
	schema.Required = nil
	for pair := schema.Properties.Oldest(); pair != nil; pair = pair.Next() {
		if pair.Value.Type == "array" && pair.Value.Items.Properties != nil {
			pair.Value.Items.Required = []string{"name"}
			pair.Value.Items.Properties.Set("remove", &jsonschema.Schema{
				Const: true, Description: "takes away what has this name; nothing else is said of it then",
			})
		}
	}
}

func reflector() *jsonschema.Reflector {
	return &jsonschema.Reflector{
		FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, DoNotReference: true, Anonymous: true,
	}
}

// JSONSchema is for editors.
func (clockFile) JSONSchema() *jsonschema.Schema {
	type mapping clockFile
	turns := reflector().Reflect(&mapping{})
	turns.Version, turns.Required = "", []string{"turns", "length"}
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "number"}, turns}}
}

// JSONSchema is for editors.
func (namesFile) JSONSchema() *jsonschema.Schema {
	one := &jsonschema.Schema{Type: "string"}
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{one, {Type: "integer"}, {Type: "array", Items: one}}}
}

// dress adds what Go's types and the lists of names know: bounds of numbers, and which names there are.
func (s *Set) dress(schema *jsonschema.Schema, t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer:
		s.dress(schema, t.Elem())
	case reflect.Slice:
		s.dress(schema.Items, t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if schema.Properties == nil {
				return // of a type that makes its own (clockFile)
			}
			f := t.Field(i)
			property, _ := schema.Properties.Get(yamlName(f))
			s.dress(property, f.Type)
			switch names := s.names(f.Tag.Get("enum")); {
			case len(names) == 0:
			case f.Type.Kind() == reflect.Slice:
				property.Items.Enum = names
			case f.Type.Kind() == reflect.Map:
				property.PropertyNames = &jsonschema.Schema{Enum: names}
			default:
				property.Enum = names
			}
		}
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		least, most := bounds(t)
		schema.Minimum = bound(schema.Minimum, least)
		schema.Maximum = bound(schema.Maximum, most)
	}
}

// bound is a number's own bound, or that of its type.
func bound(own json.Number, of float64) json.Number {
	if own != "" {
		return own
	}
	return json.Number(strconv.FormatFloat(of, 'f', 0, 64))
}

// names are those of a list by what tags call it, none for no list.
func (s *Set) names(list string) (all []any) {
	var names []string
	switch list {
	case "classes":
		names = classes
	case "abilities":
		names = abilities
	case "languages":
		names = Languages
	case "symmetries":
		names = slices.Sorted(maps.Keys(symmetries))
	case "modes":
		names = modes
	case "facings":
		names = facings
	case "wants":
		names = wants
	case "effects":
		names = effects
	case "orders":
		names = orderNames()[1:] // the first is none
	case "skills":
		names = ai.SkillNames
	case "kinds":
		rules, _ := s.rules() // of broken ones, any kind will do
		names = kindNames(&rules)
	}
	for _, name := range names {
		all = append(all, name)
	}
	return all
}
