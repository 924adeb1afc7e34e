package bucket

import (
	"bytes"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// Keep puts a file that is whole in its place. The same again is the same file.
func (b *Bucket) Keep(ctx context.Context, meta Meta, content []byte) error {
	_, err := b.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: aws.String(b.name), Key: aws.String(meta.Key), ContentType: aws.String(meta.Type), Body: bytes.NewReader(content),
	})
	if err != nil {
		return funds.Internal("keep a file", err)
	}
	return nil
}

// Link lets whoever has it fetch a file that is kept, for [AddressLife].
func (b *Bucket) Link(ctx context.Context, meta Meta) (string, error) { return b.address(ctx, meta) }
