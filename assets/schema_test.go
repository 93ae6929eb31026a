package assets

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// property follows keys and list items into a schema.
func property(t *testing.T, schema map[string]any, path ...string) map[string]any {
	for _, key := range path {
		next, ok := schema[key].(map[string]any)
		require.True(t, ok, "%v in %v", key, path)
		schema = next
	}
	return schema
}

// The schemas lie where the first lines of the files say, as this build makes them: MUSTER_UPDATE=1 writes them anew.
func TestEditorsFindTheSchemas(t *testing.T) {
	for _, of := range SchemaKinds() {
		schema, err := Embedded().Schema(of)
		require.NoError(t, err)
		file := filepath.Join("schemas", of+".json")
		if os.Getenv("MUSTER_UPDATE") != "" {
			require.NoError(t, os.MkdirAll("schemas", 0o755))
			require.NoError(t, os.WriteFile(file, schema, 0o644))
		}
		kept, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, string(schema), string(kept), "%s: MUSTER_UPDATE=1 go test ./assets -run Schema", of)
	}
	_, err := Embedded().Schema("rule")
	require.ErrorContains(t, err, `(did you mean "rules"?)`)
	files := map[string]string{"rules.yaml": "rules", "commanders.yaml": "commanders"}
	for dir, of := range map[string]string{"scenarios": "scenario", "lessons": "lesson", "texts": "texts"} {
		for _, name := range Embedded().list(dir) {
			files[dir+"/"+name] = of
		}
	}
	for file, of := range files {
		b, err := embedded.ReadFile(file)
		require.NoError(t, err)
		first, _, _ := strings.Cut(string(b), "\n")
		place, ok := strings.CutPrefix(first, "# yaml-language-server: $schema=")
		require.True(t, ok, file)
		require.Equal(t, filepath.Join("schemas", of+".json"), filepath.Join(filepath.Dir(file), place), file)
	}
}

// An editor completes names, knows what must be there, and says what each key means.
func TestASchemaKnowsNamesAndWhatMustBeThere(t *testing.T) {
	read := func(of string) (schema map[string]any) {
		b, err := Embedded().Schema(of)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(b, &schema))
		return schema
	}
	scenario := read("scenario")
	require.Equal(t, false, scenario["additionalProperties"])
	require.ElementsMatch(t, []any{"map", "teams", "seats", "squads"}, scenario["required"])
	require.NotContains(t, scenario["properties"], "steps")
	squad := property(t, scenario, "properties", "squads", "items")
	require.ElementsMatch(t, []any{"seat", "kind", "count", "at", "facing"}, squad["required"])
	require.Contains(t, property(t, squad, "properties", "kind")["enum"], "machine_gun")
	count := property(t, squad, "properties", "count")
	require.Equal(t, []any{1.0, 255.0, "of units"}, []any{count["minimum"], count["maximum"], count["description"]})
	require.Contains(t, property(t, scenario, "properties", "mode")["enum"], "escort")

	rules := read("rules")
	kind := property(t, rules, "properties", "kinds", "items", "properties")
	require.Equal(t, []any{"foot", "wheels", "tracks"}, property(t, kind, "class")["enum"])
	require.Contains(t, property(t, kind, "abilities", "items")["enum"], "smoke")
	cost := property(t, rules, "properties", "terrains", "items", "properties", "cost", "propertyNames")
	require.Equal(t, []any{"foot", "wheels", "tracks"}, cost["enum"])

	lesson := read("lesson")
	require.Contains(t, lesson["required"], "steps")
	require.Contains(t, property(t, lesson, "properties", "steps", "items", "properties", "want")["enum"], "reach")
	level := property(t, read("commanders"), "properties", "levels", "items", "properties")
	require.Contains(t, property(t, level, "understands", "items")["enum"], "ambush")
	require.Equal(t, "string", property(t, read("texts"), "additionalProperties")["type"])
	for _, of := range SchemaKinds() {
		if of != "texts" {
			described(t, of, read(of))
		}
	}
}

// described finds keys without a word on what they mean.
func described(t *testing.T, where string, schema map[string]any) {
	properties, _ := schema["properties"].(map[string]any)
	for key, p := range properties {
		require.NotEmpty(t, p.(map[string]any)["description"], "%s.%s", where, key)
		described(t, where+"."+key, p.(map[string]any))
	}
	if items, ok := schema["items"].(map[string]any); ok {
		described(t, where, items)
	}
}

// A mod's own kinds of units are known to the schema of its scenarios.
func TestASchemaKnowsTheKindsOfAMod(t *testing.T) {
	rules := strings.Replace(embeddedText(t, "rules.yaml"), "name: scout\n", "name: pathfinder\n", 1)
	schema, err := over(t, map[string]string{"rules.yaml": rules}).Schema("scenario")
	require.NoError(t, err)
	require.Contains(t, string(schema), `"pathfinder"`)
	require.NotContains(t, string(schema), `"scout"`)
}
