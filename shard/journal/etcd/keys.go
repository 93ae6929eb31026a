package etcd

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"

	"muster/shard/journal"
)

// Prefix is that of all keys of ours. Who may read and write it may use the journal.
const Prefix = "muster/"

// Defragments is the key of who defragments: one server at a time, since it answers nothing meanwhile. It has a lease.
const Defragments = Prefix + "store/defragments"

// ClusterToken keeps servers of other clusters out.
const ClusterToken = "muster"

const (
	heads       = Prefix + "journal/head/"
	records     = Prefix + "journal/record/"
	checkpoint  = Prefix + "journal/checkpoint/"
	quarantines = Prefix + "journal/condemned/"
	pardoned    = Prefix + "journal/pardoned/"
	recordBegin = 1 + 8 + len(journal.Hash{}) // bytes before a payload
	version     = 1
)

func headKey(zone string) string { return heads + journal.SafeName(zone) }

// zoneOf is the zone of a head's key.
func zoneOf(key string) (zone string, ok bool) {
	name, ok := strings.CutPrefix(key, heads)
	if !ok {
		return "", false
	}
	return journal.ZoneOf(name)
}

// recordsOf is what the keys of a zone's records begin with; no other zone's do, since no name holds a slash.
func recordsOf(zone string) string { return records + journal.SafeName(zone) + "/" }

func recordKey(zone string, number uint64) string { return recordsOf(zone) + digits(number) }

func checkpointsOf(zone string) string { return checkpoint + journal.SafeName(zone) + "/" }

func quarantineKey(zone string) string { return quarantines + journal.SafeName(zone) }

func pardonedKey(zone string) string { return pardoned + journal.SafeName(zone) }

func digits(number uint64) string { return fmt.Sprintf("%012d", number) }

// numberOf is the number at the end of a key; 0 if there is none.
func numberOf(key string) uint64 {
	n, err := strconv.ParseUint(key[strings.LastIndexByte(key, '/')+1:], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// end is a chain's: its last record. The zero end is that of a chain without records.
type end struct {
	number uint64
	hash   journal.Hash
}

func (e end) value() string {
	b := binary.BigEndian.AppendUint64(nil, e.number)
	return string(append(b, e.hash[:]...))
}

// readEnd reads a head's value.
func readEnd(zone string, b []byte) (e end, err error) {
	if len(b) != 8+len(e.hash) || binary.BigEndian.Uint64(b) == 0 {
		return e, &journal.DamageError{Zone: zone, File: "key " + headKey(zone), Why: "it is no end of a chain"}
	}
	e.number = binary.BigEndian.Uint64(b)
	copy(e.hash[:], b[8:])
	return e, nil
}

// recordValue is what stands under a record's key.
func recordValue(now time.Time, r *journal.Sealed) string {
	hash := r.Hash()
	b := make([]byte, 0, recordBegin+len(r.Payload()))
	b = append(b, version)
	b = binary.BigEndian.AppendUint64(b, uint64(now.UnixMilli()))
	b = append(b, hash[:]...)
	return string(append(b, r.Payload()...))
}

// readRecord reads a record's value, and chains its payload behind the record before it.
func readRecord(zone string, behind end, b []byte) (r journal.Record, err error) {
	number := behind.number + 1
	damage := func(why string) error {
		return &journal.DamageError{Zone: zone, Number: number, File: "key " + recordKey(zone, number), Why: why}
	}
	_, hash, err := readBegin(b)
	if err != nil {
		return r, damage(err.Error())
	}
	payload := b[recordBegin:]
	if r = (journal.Record{
		Number: number, Hash: journal.Link(behind.hash, payload),
		Payload: payload,
	}); r.Hash != hash {
		return journal.Record{}, damage("the record does not follow the one before it: one of them was changed")
	}
	return r, nil
}

// readBegin reads what stands before a payload: when it was written, and what hash it is said to have.
func readBegin(b []byte) (at time.Time, hash journal.Hash, err error) {
	switch {
	case len(b) < recordBegin:
		return at, hash, fmt.Errorf("it has %d bytes and %d come before the payload", len(b), recordBegin)
	case b[0] != version:
		return at, hash, fmt.Errorf("it is of version %d and this program reads version %d", b[0], version)
	}
	copy(hash[:], b[9:])
	return time.UnixMilli(int64(binary.BigEndian.Uint64(b[1:]))), hash, nil
}
