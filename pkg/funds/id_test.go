package funds_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/pkg/funds"
)

func TestAnIDIsSpelledAsEveryContractWantsIt(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 8, 5, 9, 999, time.UTC)
	tests := map[string]struct {
		random         [funds.CodeBytes]byte
		at             time.Time
		id, wallet, tx string
	}{
		"the least code":           {[5]byte{}, at, "0000000020260301080509", "WD202603010805090000000000000", "TX202603010805090000000000000"},
		"one":                      {[5]byte{0, 0, 0, 0, 1}, at, "0000000120260301080509", "WD202603010805090000000000001", "TX202603010805090000000000001"},
		"the greatest code":        {[5]byte{255, 255, 255, 255, 255}, at, "ZZZZZZZZ20260301080509", "WD202603010805091099511627775", "TX202603010805091099511627775"},
		"every digit in its place": {[5]byte{0x00, 0x44, 0x32, 0x14, 0xc7}, at, "0123456720260301080509", "WD202603010805090001144132807", "TX202603010805090001144132807"},
		"no I, L, O or U":          {[5]byte{0x94, 0xa5, 0x6d, 0x77, 0x5b}, at, "JJJPTXTV20260301080509", "WD202603010805090638430574427", "TX202603010805090638430574427"},
		"the time is UTC":          {[5]byte{}, time.Date(2026, 1, 1, 7, 0, 0, 0, time.FixedZone("", 8*3600)), "0000000020251231230000", "WD202512312300000000000000000", "TX202512312300000000000000000"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			id := funds.NewID(test.random, test.at)
			if string(id) != test.id || id.WalletNo() != test.wallet || id.FlowNo() != test.tx || id.Code() != test.id[:funds.CodeChars] {
				t.Errorf("%s, %s, %s, code %s; want %s, %s, %s", id, id.WalletNo(), id.FlowNo(), id.Code(), test.id, test.wallet, test.tx)
			}
			if got, err := funds.ParseID(test.wallet); got != id || err != nil {
				t.Errorf("%s is read as %s, %v", test.wallet, got, err)
			}
		})
	}
}

func TestEverySpellingDecodesToItsID(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var code [funds.CodeBytes]byte
		for i := range code {
			code[i] = byte(random.Uint32())
		}
		id := funds.NewID(code, time.Unix(random.Int64N(1<<33), 0))
		for _, spelling := range []string{string(id), id.WalletNo(), id.FlowNo(), strings.ToLower(string(id)), strings.ToLower(id.WalletNo()), strings.ToLower(id.FlowNo())} {
			if got, err := funds.ParseID(spelling); err != nil || got != id {
				t.Fatalf("ParseID(%q) = %q, %v; want %q", spelling, got, err, id)
			}
		}
	}
}

func TestAnIDThatCannotExistIsUnknown(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"nothing":                              "",
		"a code alone":                         "01234567",
		"a character too few":                  "0123456720260301080",
		"a character too many":                 "01234567202603010805091",
		"a letter that Crockford leaves out":   "I123456720260301080509",
		"another one":                          "012345U720260301080509",
		"a sign in the code":                   "0123456-20260301080509",
		"a 13th month":                         "0123456720261301080509",
		"a 30th of February":                   "0123456720260230080509",
		"a 25th hour":                          "0123456720260301250509",
		"a 60th second":                        "0123456720260301080560",
		"a time with a point":                  "01234567202603010805.9",
		"a time with a sign":                   "01234567-0260301080509",
		"another prefix":                       "RC202603010805090000000000001",
		"a code over 40 bits":                  "WD202603010805091099511627776",
		"a code far over 40 bits":              "WD202603010805099999999999999",
		"a sign in the decimal code":           "WD20260301080509+000000000001",
		"white space in the decimal code":      "WD20260301080509 000000000001",
		"a spelled time that does not exist":   "TX202613010805090000000000001",
		"a decimal code that is too short":     "TX20260301080509000000000001",
		"white space around":                   " 0123456720260301080509",
		"a letter that upper-cases into the S": "ſ123456720260301080509",
		"invalid UTF-8":                        "\xff123456720260301080509",
		"a very long text":                     strings.Repeat("0", 1_000_000),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := funds.ParseID(text); !errors.Is(err, funds.ErrNotFound) || got != "" {
				t.Errorf("ParseID(%.40q) = %q, %v", text, got, err)
			}
		})
	}
}

func FuzzAnIDThatIsReadKeepsItsSpellings(f *testing.F) {
	for _, seed := range []string{"0123456720260301080509", "WD202603010805091099511627775", "tx202603010805090000000000001", "", "WD"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := funds.ParseID(text)
		if err != nil {
			return
		}
		for _, spelling := range []string{string(id), id.WalletNo(), id.FlowNo()} {
			if got, err := funds.ParseID(spelling); err != nil || got != id {
				t.Errorf("%q is %q, spelled %q, and read as %q, %v", text, id, spelling, got, err)
			}
		}
	})
}

func TestTheCodeIsWhatThereIsOfIt(t *testing.T) {
	t.Parallel()
	for id, want := range map[funds.ID]string{"0123456720260301080509": "01234567", "01234567": "01234567", "0123": "0123", "": ""} {
		if got := id.Code(); got != want {
			t.Errorf("%q has the code %q", id, got)
		}
	}
}

func TestTheWalletIDIsDerived(t *testing.T) {
	t.Parallel()
	if got := funds.WalletID("u1"); got != "W-u1" {
		t.Errorf("got %q", got)
	}
	if got := (funds.Entry{UserID: "u1", Seq: 12}).ID(); got != "u1-12" {
		t.Errorf("an entry's id is %q", got)
	}
}
