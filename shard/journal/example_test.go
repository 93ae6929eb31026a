package journal_test

import (
	"errors"
	"fmt"
	"log"

	"muster/shard/journal"
)

// Each record is sealed behind the one before it, and only one writer can be behind a record: the other is told at
// once. OpenFiles gives the same Store on a disk.
func Example() {
	store := journal.NewMemory()
	defer store.Close()
	write := func(r journal.Sealed) error {
		durable := make(chan error, 1)
		store.Append("m", r, func(err error) { durable <- err })
		return <-durable
	}
	first := journal.Seal(journal.Hash{}, []byte("begin"))
	if err := write(first); err != nil {
		log.Fatal(err)
	}
	fmt.Println("mine: ", write(journal.Seal(first.Hash(), []byte("tick 1"))))
	late := write(journal.Seal(first.Hash(), []byte("another tick 1")))
	fmt.Println("other:", late, errors.Is(late, journal.ErrConflict))

	recs, durable, err := store.Read("m", 1)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range recs {
		fmt.Printf("%d of %d: %s\n", r.Number, durable, r.Payload)
	}
	// Output:
	// mine:  <nil>
	// other: journal: the chain goes on from another record true
	// 1 of 2: begin
	// 2 of 2: tick 1
}
