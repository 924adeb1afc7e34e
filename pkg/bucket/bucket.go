// Package bucket gives large files to those who asked for them: a file is collected in memory while it is small,
// and goes to S3 in parts, as it is written, once it is not. Whoever has its address may fetch it for a while. And it
// takes files from browsers, which put them into S3 by themselves, as an API takes no large ones.
//
// It imports funds and the AWS SDK.
package bucket

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// AddressLife is how long the address of a file works. The file itself is the template's to delete.
const AddressLife = 5 * time.Minute

// Bucket is a place for files in S3.
type Bucket struct {
	client *s3.Client
	name   string
}

// Open opens a bucket of an endpoint, or of AWS's own where that is empty. It talks to nobody yet.
func Open(base aws.Config, endpoint, name string) *Bucket {
	client := s3.NewFromConfig(base, func(o *s3.Options) {
		if endpoint != "" {
			o.BaseEndpoint, o.UsePathStyle = aws.String(endpoint), true // a local server's buckets have no host names
		}
	})
	return &Bucket{client, name}
}

// Meta is what a file is called and what it is.
type Meta struct {
	Key         string // its name in the bucket; nobody must be able to guess it
	Type        string // media type
	Disposition string // what to call it where it is saved (RFC 6266)
}

// address lets whoever has it fetch a file, for [AddressLife].
func (b *Bucket) address(ctx context.Context, meta Meta) (string, error) {
	request, err := s3.NewPresignClient(b.client).PresignGetObject(ctx, &s3.GetObjectInput{
		Bucket: aws.String(b.name), Key: aws.String(meta.Key),
		ResponseContentType: aws.String(meta.Type), ResponseContentDisposition: aws.String(meta.Disposition),
		ResponseCacheControl: aws.String("no-store"),
	}, s3.WithPresignExpires(AddressLife))
	if err != nil {
		return "", funds.Internal("sign a file's address", err)
	}
	return request.URL, nil
}

// Address lets whoever has it fetch a file that is there, for [AddressLife].
func (b *Bucket) Address(ctx context.Context, file funds.File) (string, error) {
	return b.address(ctx, Meta{file.Key, file.Type, `attachment; filename="` + file.Name + `"`})
}
