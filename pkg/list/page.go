package list

// Page asks for one page: Number from 1, Size rows.
type Page struct {
	Number, Size int64
}

// numbers are the gapless numbers of a page's rows, newest first; lo > hi where it has none.
func (p Page) numbers(total int64) (lo, hi int64) {
	if p.Number-1 > total/p.Size {
		return 1, 0
	}
	hi = total - (p.Number-1)*p.Size
	return max(hi-p.Size+1, 1), hi
}

// onPage is what a page shows of a whole list, newest first.
func onPage[Row any](all []Row, page Page) []Row {
	total := int64(len(all))
	lo, hi := page.numbers(total)
	if lo > hi {
		return nil
	}
	return all[total-hi : total-lo+1]
}
