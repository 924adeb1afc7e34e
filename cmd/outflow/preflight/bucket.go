package preflight

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// files says whether exported files are encrypted, nobody's but ours, and gone after a day.
func (s *stack) files(ctx context.Context, ids map[string]string) Result {
	client := s3.NewFromConfig(s.deployment.AWS)
	var missing []string
	for _, id := range sorted(ids) {
		for _, one := range []struct {
			what, needs string
			holds       func(context.Context, *s3.Client, string) (bool, error)
		}{
			{"encryption", "s3:GetEncryptionConfiguration", encrypted},
			{"a block of public access", "s3:GetBucketPublicAccessBlock", private},
			{"an end to files after a day", "s3:GetLifecycleConfiguration", ending},
		} {
			holds, err := one.holds(ctx, client, ids[id])
			if err != nil {
				return unasked(err, one.needs+" on the bucket")
			}
			if !holds {
				missing = append(missing, one.what)
			}
		}
	}
	if len(missing) > 0 {
		return verdict(Fail, "exported files are without "+strings.Join(missing, ", "), "find out who has changed the bucket, and put it back as in template.yaml")
	}
	return fine("exported files are encrypted, private, and gone after a day")
}

// none turns the errors by which S3 says that something was never set into false.
func none(holds bool, err error) (bool, error) {
	switch codeOf(err) {
	case "ServerSideEncryptionConfigurationNotFoundError", "NoSuchPublicAccessBlockConfiguration", "NoSuchLifecycleConfiguration":
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("ask S3: %w", err)
	}
	return holds, nil
}

func encrypted(ctx context.Context, client *s3.Client, bucket string) (bool, error) {
	found, err := client.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: &bucket})
	return none(err == nil && found.ServerSideEncryptionConfiguration != nil && len(found.ServerSideEncryptionConfiguration.Rules) > 0, err)
}

func private(ctx context.Context, client *s3.Client, bucket string) (bool, error) {
	found, err := client.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: &bucket})
	if err != nil || found.PublicAccessBlockConfiguration == nil {
		return none(false, err)
	}
	is := found.PublicAccessBlockConfiguration
	return aws.ToBool(is.BlockPublicAcls) && aws.ToBool(is.BlockPublicPolicy) && aws.ToBool(is.IgnorePublicAcls) && aws.ToBool(is.RestrictPublicBuckets), nil
}

func ending(ctx context.Context, client *s3.Client, bucket string) (bool, error) {
	found, err := client.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: &bucket})
	if err != nil {
		return none(false, err)
	}
	for _, rule := range found.Rules {
		if rule.Status == types.ExpirationStatusEnabled && rule.Expiration != nil && aws.ToInt32(rule.Expiration.Days) == 1 {
			return true, nil
		}
	}
	return false, nil
}
