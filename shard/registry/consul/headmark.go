package consul

import (
	"encoding/json"
	"errors"
	"strings"

	"muster/shard/registry"
)

// markedHead is a head as it stands in Consul. Releases before the mark do not look at it.
type markedHead struct {
	registry.Head
	Mark string `json:",omitempty"`
}

const markField = "Mark"

// sealHead is what is kept of a head.
func (t *trust) sealHead(h *registry.Head) []byte {
	fields, err := fieldsOfHead(said(h))
	if err != nil {
		panic(err) // it was made just now
	}
	return said(markedHead{*h, t.mark(headKind, headPrefix+h.Match, fields)})
}

func said(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // a Head has nothing that JSON cannot say
	}
	return b
}

// fieldsOfHead is what a head says, as JSON has it: a field that only later releases know is marked, too.
func fieldsOfHead(b []byte) (map[string]string, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return nil, err
	}
	fields := map[string]string{}
	for name, v := range raw {
		fields[name] = string(v)
	}
	return fields, nil
}

// openHead reads what stands under a key, if it counts.
func (t *trust) openHead(key string, b []byte) (h registry.Head, ok bool) {
	fields, err := fieldsOfHead(b)
	mark := ""
	if err == nil && fields[markField] != "" {
		err = json.Unmarshal([]byte(fields[markField]), &mark)
	}
	if err == nil {
		delete(fields, markField)
		if !t.check(headKind, key, fields, mark) {
			return h, false
		}
		err = json.Unmarshal(b, &h)
	}
	if err == nil && headPrefix+h.Match != key {
		err = errors.New("it says that it is of match " + clip(h.Match))
	}
	if err == nil {
		err = h.Check()
	}
	if err != nil {
		t.reject(headKind, strings.TrimPrefix(key, headPrefix), &rejection{"absurd", err})
		return registry.Head{}, false
	}
	return h, true
}
