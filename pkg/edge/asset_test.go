package edge

import "testing"

func TestAnAssetIsGzippedForWhoeverTakesThat(t *testing.T) {
	t.Parallel()
	for accepted, want := range map[string]bool{
		"gzip, deflate, br":          true,
		"GZIP":                       true,
		"x-gzip":                     true,
		"deflate, gzip;q=1.0, *;q=0": true,
		"br, gzip ; q=0.5":           true,
		"*":                          true,
		"":                           false,
		"identity":                   false,
		"gzip;q=0":                   false,
		"gzip; q=0.000, br":          false,
		"gzip;q=0, *":                false,
		"*;q=0":                      false,
		"gzipped":                    false,
		"br;q=1, gzip;q=nonsense":    false,
	} {
		if got := takesGzip(accepted); got != want {
			t.Errorf("%q takes gzip: %t, want %t", accepted, got, want)
		}
	}
}
