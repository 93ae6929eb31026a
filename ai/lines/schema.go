package lines

import (
	"encoding/json"

	"github.com/invopop/jsonschema"

	"muster/ai"
	"muster/game"
)

// Schema is the JSON Schema of all lines, made of the types that are read and written: a line is one of $defs' Host and
// Bot.
func Schema() ([]byte, error) {
	r := jsonschema.Reflector{Anonymous: true, AllowAdditionalProperties: true}
	out := r.Reflect(&line{})
	out.Title = "muster lines 1"
	return json.MarshalIndent(out, "", "  ")
}

// line is what a schema is made of.
type line struct {
	Host *Host `json:"host,omitempty" jsonschema_description:"a line that the host writes"`
	Bot  *Bot  `json:"bot,omitempty" jsonschema_description:"a line that the bot writes"`
}

// Closed lists are named in the schema.

// JSONSchemaExtend adds the orders that there are.
func (Task) JSONSchemaExtend(s *jsonschema.Schema) { oneOf(s, "do", orderNames) }

// JSONSchemaExtend adds the orders, formations and stances that there are.
func (Order) JSONSchemaExtend(s *jsonschema.Schema) {
	oneOf(s, "do", orderNames)
	oneOf(s, "formation", formationNames)
	oneOf(s, "stance", stanceNames)
}

// JSONSchemaExtend adds the formations and stances that there are.
func (Squad) JSONSchemaExtend(s *jsonschema.Schema) {
	oneOf(s, "formation", formationNames)
	oneOf(s, "stance", stanceNames)
}

// JSONSchemaExtend adds the acts that there are.
func (Intent) JSONSchemaExtend(s *jsonschema.Schema) { oneOf(s, "act", names(ai.Acts)) }

// JSONSchemaExtend adds the events that there are.
func (Event) JSONSchemaExtend(s *jsonschema.Schema) { oneOf(s, "kind", names(game.CombatEventKinds)) }

// JSONSchemaExtend adds the refusals that there are.
func (Answer) JSONSchemaExtend(s *jsonschema.Schema) { oneOf(s, "refusal", names(game.Refusals)) }

// JSONSchemaExtend adds the ends that there are.
func (End) JSONSchemaExtend(s *jsonschema.Schema) { oneOf(s, "reason", names(game.EndReasons)) }

// JSONSchemaExtend adds the marks that there are.
func (Mark) JSONSchemaExtend(s *jsonschema.Schema) { oneOf(s, "kind", markKinds[:]) }

// JSONSchemaExtend adds the kinds of talk that there are.
func (Talk) JSONSchemaExtend(s *jsonschema.Schema) { oneOf(s, "kind", talkKinds[:]) }

// oneOf says which texts a property may have.
func oneOf(s *jsonschema.Schema, property string, texts []string) {
	p, ok := s.Properties.Get(property)
	if !ok {
		panic("lines: there is no property " + property) // of our own types
	}
	for _, text := range texts {
		p.Enum = append(p.Enum, text)
	}
}
