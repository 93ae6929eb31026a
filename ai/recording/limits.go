package recording

const (
	// maxLog is how many bytes of what commanders print in a fight are kept: a hundred a second for three hours.
	maxLog = 1 << 20
	// maxIntentions is how many bytes of intentions are kept: as many as are read again.
	maxIntentions = 16 << 20
)
