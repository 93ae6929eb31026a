package report

// Limits, each with its reason. A file that passes one is refused.
const (
	maxLine    = 1 << 20 // bytes: a plan's source with every letter escaped, or a series of maxPoints
	maxWhat    = 4 << 10 // bytes of an entry's text: more is a log, and is cut off when it is written
	maxEntries = 200_000 // lines of a timeline: two a second for a day; later ones are left out
	maxSeries  = 10_000  // of a run: 60 of more nodes than a cluster has
	maxPoints  = 3600    // of a series: an hour at a second

	maxLines  = 8  // of a graph: more cannot be told apart, and the graph says how many it leaves out
	maxGraphs = 80 // of a page
	maxMarks  = 60 // of the timeline on a graph: more hide the lines; the page says so
)
