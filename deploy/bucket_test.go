package deploy_test

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/storage"
	"github.com/outflow-pay/outflow/pkg/job"
)

// bucket is what the template says of the bucket for files.
type bucket struct {
	LifecycleConfiguration struct {
		Rules []struct {
			Prefix           string `yaml:"Prefix"`
			Status           string `yaml:"Status"`
			ExpirationInDays int    `yaml:"ExpirationInDays"`
		} `yaml:"Rules"`
	} `yaml:"LifecycleConfiguration"`
	CorsConfiguration struct {
		CorsRules []struct {
			AllowedMethods []string `yaml:"AllowedMethods"`
			AllowedOrigins []string `yaml:"AllowedOrigins"`
			AllowedHeaders []string `yaml:"AllowedHeaders"`
			MaxAge         int32    `yaml:"MaxAge"`
		} `yaml:"CorsRules"`
	} `yaml:"CorsConfiguration"`
}

func loadBucket(t *testing.T) (files bucket) {
	t.Helper()
	node := loadTemplate(t).Resources["Files"].Properties
	if err := node.Decode(&files); err != nil {
		t.Fatal(err)
	}
	return files
}

// TestEveryPlaceForFilesHasItsEnd: what no rule names is kept for ever.
func TestEveryPlaceForFilesHasItsEnd(t *testing.T) {
	t.Parallel()
	days := map[job.Place]int{}
	for _, rule := range loadBucket(t).LifecycleConfiguration.Rules {
		if rule.Status == "Enabled" && rule.ExpirationInDays > 0 {
			days[job.Place(rule.Prefix)] = rule.ExpirationInDays
		}
	}
	for _, place := range job.Places() {
		if days[place] == 0 {
			t.Errorf("%s has no end", place)
		}
	}
	if days[job.Exports] != 1 {
		t.Errorf("%s ends after %d days", job.Exports, days[job.Exports])
	}
	const batches = "batches/" // of package handover
	if days[batches] == 0 {
		t.Errorf("%s has no end", batches)
	}
	if len(days) != len(job.Places())+1 {
		t.Errorf("rules are for %v, places are %v, and %s", days, job.Places(), batches)
	}
}

// TestPagesMayDoToTheBucketWhatTheyMayHere: a browser that is refused says so in its console alone.
func TestPagesMayDoToTheBucketWhatTheyMayHere(t *testing.T) {
	t.Parallel()
	rules := loadBucket(t).CorsConfiguration.CorsRules
	if len(rules) != 1 {
		t.Fatalf("%d rules", len(rules))
	}
	here := storage.PagesMay
	got := slices.Concat(rules[0].AllowedMethods, rules[0].AllowedOrigins, rules[0].AllowedHeaders)
	if diff := cmp.Diff(slices.Concat(here.AllowedMethods, here.AllowedOrigins, here.AllowedHeaders), got); diff != "" || rules[0].MaxAge != aws.ToInt32(here.MaxAgeSeconds) {
		t.Errorf("here (-) and in the template (+):\n%s", diff)
	}
}
