package scrape

import "time"

// MissedFor is how long a process is to be scraped that is gone without having left in good order: an alert says that
// it is down, and an hour later somebody knows.
const MissedFor = time.Hour
