package scrape

// maxPage is how much of a page is read: ten times what a server of the journal tells, which is the longest.
const maxPage = 4 << 20
