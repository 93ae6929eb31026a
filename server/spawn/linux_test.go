package spawn

const killsForUs = true
