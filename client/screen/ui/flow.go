package ui

// Flow places things side by side that need so much width each, in as few rows as it takes and with about as much in
// each. What is left of a row's width is shared out.
func Flow(in Rect, tall, gap float64, needs []float64) (places []Rect) {
	most := in.W
	for low, n := 0.0, len(rowsOf(in.W, gap, needs)); most-low > 1; { // the narrowest that takes no more rows
		if mid := (low + most) / 2; len(rowsOf(mid, gap, needs)) > n {
			low = mid
		} else {
			most = mid
		}
	}
	at := 0
	for i, n := range rowsOf(most, gap, needs) {
		row, sum := needs[at:at+n], gap*float64(n-1)
		for _, w := range row {
			sum += w
		}
		x := in.X
		for _, w := range row {
			if sum > in.W {
				w = max(0, w*(in.W-gap*float64(n-1))/(sum-gap*float64(n-1))) // alone, and too wide
			} else {
				w += (in.W - sum) / float64(n)
			}
			places = append(places, Rect{x, in.Y + float64(i)*(tall+gap), w, tall})
			x += w + gap
		}
		at += n
	}
	return places
}

// rounding is what a sum of widths may differ by, depending on who added them up: a row that fits stays one.
const rounding = 0.01

// rowsOf is how many things stand in each row of a width; what is too wide stands alone.
func rowsOf(width, gap float64, needs []float64) (rows []int) {
	left := 0.0
	for _, w := range needs {
		if len(rows) == 0 || w+gap > left+rounding {
			rows, left = append(rows, 0), width+gap
		}
		rows[len(rows)-1]++
		left -= w + gap
	}
	return rows
}
