package report

// maxGames is how many games a page lists: more make a browser slow, and nobody reads them. The CSV has all.
const maxGames = 2000
