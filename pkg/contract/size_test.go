package contract

import "testing"

func TestAnAnswersSizeIsWhatItTakesAsJSON(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		want int
	}{
		"a text":        {"a,b\r\n", 5 + 2 + 2},
		"quotes":        {`""`, 4 + 2},
		"what is none":  {"\xff\x00\xff", 4},
		"nothing":       {"", 2},
		"Chinese words": {"微信", 6 + 2},
	} {
		if got := AnswerBytes([]byte(test.body)); got != test.want {
			t.Errorf("%s takes %d bytes, want %d", name, got, test.want)
		}
	}
}
