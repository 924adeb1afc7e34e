package funds

import "strconv"

// contentDomain says what the fields of a withdrawal's content are, and in which order. Others get another name.
const contentDomain = "outflow withdrawal 1"

// Content is the hash of what people approve of a withdrawal: who gets how much, by which way, and why. It is computed
// from the withdrawal as it is, so that one whose payee was changed afterwards has another. Amounts are hashed in minor
// units, the time in milliseconds since 1970. Fees are hashed behind their number: there is one.
func (w Withdrawal) Content() string {
	return ContentHash(contentDomain,
		string(w.ID), w.UserID, whole(int64(w.Amount)), whole(1), whole(int64(w.Fee)), whole(int64(w.Net())), string(w.Method),
		w.Target.Account, w.Target.Owner, w.Target.Bank, w.Target.Remark, w.Note, whole(w.CreatedAt.UnixMilli()),
	)
}

func whole(n int64) string { return strconv.FormatInt(n, base10) }
