package config_test

import (
	"testing"

	"github.com/outflow-pay/outflow/pkg/config"
)

func TestBrowsersAreToldWhereTheBucketIs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		files        config.Files
		region, want string
	}{
		{config.Files{}, "eu-west-1", ""},
		{config.Files{Bucket: "b-1"}, "eu-west-1", "https://b-1.s3.eu-west-1.amazonaws.com"},
		{config.Files{Bucket: "b-1"}, "cn-north-1", "https://b-1.s3.cn-north-1.amazonaws.com.cn"},
		{config.Files{Bucket: "b-1", Endpoint: "http://localhost:9"}, "", "http://localhost:9"},
	} {
		if got := test.files.Origin(test.region); got != test.want {
			t.Errorf("%+v in %s: %q", test.files, test.region, got)
		}
	}
}
