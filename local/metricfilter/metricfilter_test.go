package metricfilter_test

import (
	"testing"

	"github.com/outflow-pay/outflow/local/metricfilter"
)

func TestALineIsCountedWhereItsFieldsAreAsThePatternSays(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		pattern, line string
		want          bool
	}{
		"a text":                      {`{ $.msg = "needs attention" }`, `{"msg":"needs attention"}`, true},
		"another text":                {`{ $.msg = "needs attention" }`, `{"msg":"needs  attention"}`, false},
		"a number":                    {`{ $.status = 401 }`, `{"status":401}`, true},
		"a number as a text":          {`{ $.status = 401 }`, `{"status":"401"}`, false},
		"one of two":                  {`{ ($.status = 401) || ($.status = 403) }`, `{"status":403}`, true},
		"neither of two":              {`{ ($.status = 401) || ($.status = 403) }`, `{"status":404}`, false},
		"both":                        {`{ ($.a = 1) && ($.b != 2) }`, `{"a":1,"b":3}`, true},
		"one of both":                 {`{ ($.a = 1) && ($.b != 2) }`, `{"a":1,"b":2}`, false},
		"and binds before or":         {`{ $.a = 1 && $.b = 1 || $.c = 1 }`, `{"a":1,"b":2,"c":1}`, true},
		"a greater number":            {`{ $.ms > 1000 }`, `{"ms":1001}`, true},
		"no greater one":              {`{ $.ms > 1000 }`, `{"ms":1000}`, false},
		"as great a one":              {`{ $.ms >= 1000 }`, `{"ms":1000}`, true},
		"a smaller one":               {`{ $.ms < 1000 }`, `{"ms":999}`, true},
		"as small a one":              {`{ $.ms <= 1000 }`, `{"ms":1000}`, true},
		"a text is no greater number": {`{ $.ms > 1000 }`, `{"ms":"2000"}`, false},
		"a field within another":      {`{ $.a.b = "c" }`, `{"a":{"b":"c"}}`, true},
		"a field that is not there":   {`{ $.a != "c" }`, `{"b":"c"}`, false},
		"a field of what is no field": {`{ $.a.b = "c" }`, `{"a":"b"}`, false},
		"a line that is no JSON":      {`{ $.a != "c" }`, `START RequestId: 1`, false},
		"a line that is no object":    {`{ $.a != "c" }`, `null`, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			filter, err := metricfilter.Parse(test.pattern)
			if err != nil {
				t.Fatal(err)
			}
			if got := filter.Matches(test.line); got != test.want {
				t.Errorf("%s counts %s: %t, want %t", test.pattern, test.line, got, test.want)
			}
		})
	}
}

func TestAPatternThatIsNotKnownIsRefused(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{
		"", "ERROR", `{ }`, `{ $.a = }`, `{ $.a = 1`, `{ $.a = 1 } }`, `{ ($.a = 1 }`, `{ $.a = 1 $.b = 2 }`, `{ $.a IS NULL }`, `{ $.a > "1" }`, `{ $.a =< 1 }`, `{ a = 1 }`,
	} {
		if _, err := metricfilter.Parse(pattern); err == nil {
			t.Errorf("%q is understood", pattern)
		}
	}
}
