package bucket

import (
	"bytes"
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/errgroup"

	"github.com/outflow-pay/outflow/pkg/funds"
)

const (
	// partBytes is the least that S3 takes for a part that is not the last.
	partBytes = 5 << 20
	// uploads is how many parts are on their way at once; more wait, and the writer with them.
	uploads = 2
	// discardTime bounds the clearing away of a file that was given up, whose own time may be over.
	discardTime = 3 * time.Second
)

// File is one file that is being written, by one goroutine. It ends with [File.Publish] or [File.Keep], where it is not to
// be answered whole, and always with [File.Discard].
type File struct {
	ctx    context.Context //nolint:containedctx // an io.Writer's Write takes none; the file lives within one request
	bucket *Bucket
	meta   Meta

	buffer []byte
	upload *string // S3's name of the parts; nil while all is in the buffer
	parts  []*types.CompletedPart
	ended  bool

	sending    *errgroup.Group
	sendingCtx context.Context //nolint:containedctx // ends with the first part that cannot be sent
}

// Create begins a file. ctx is that of all its uploads.
func (b *Bucket) Create(ctx context.Context, meta Meta) *File {
	sending, sendingCtx := errgroup.WithContext(ctx)
	sending.SetLimit(uploads)
	return &File{ctx: ctx, bucket: b, meta: meta, sending: sending, sendingCtx: sendingCtx}
}

// Write takes the next bytes, and sends a part where there are enough.
func (f *File) Write(p []byte) (int, error) {
	f.buffer = append(f.buffer, p...)
	for len(f.buffer) > partBytes {
		if f.sendingCtx.Err() != nil {
			return 0, unsent(context.Cause(f.sendingCtx))
		}
		if err := f.send(partBytes); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// Bytes are the file's, where none of them are in S3 yet; nil otherwise.
func (f *File) Bytes() []byte {
	if f.upload != nil {
		return nil
	}
	return f.buffer
}

// Publish ends a file that is whole, and gives the address to fetch it from.
func (f *File) Publish() (address string, err error) {
	if err := f.Keep(); err != nil {
		return "", err
	}
	return f.bucket.address(f.ctx, f.meta)
}

// Keep ends a file that is whole, which is in its place then.
func (f *File) Keep() (err error) {
	if f.upload == nil {
		err = f.put()
	} else {
		err = f.complete()
	}
	f.ended = err == nil
	return err
}

// Discard clears away what was sent of a file that was not published; nothing of a published one.
func (f *File) Discard() {
	_ = f.sending.Wait() // its error is of no use any more
	if f.ended || f.upload == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(f.ctx), discardTime)
	defer cancel()
	// Where this fails, the bucket's rule for unfinished uploads clears away the parts.
	_, _ = f.bucket.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{
		Bucket: aws.String(f.bucket.name), Key: aws.String(f.meta.Key), UploadId: f.upload,
	})
	f.ended = true
}

// send gives the first n bytes of the buffer away as the next part.
func (f *File) send(n int) error {
	if f.upload == nil {
		begun, err := f.bucket.client.CreateMultipartUpload(f.ctx, &s3.CreateMultipartUploadInput{
			Bucket: aws.String(f.bucket.name), Key: aws.String(f.meta.Key), ContentType: aws.String(f.meta.Type),
			ChecksumAlgorithm: types.ChecksumAlgorithmCrc32,
		})
		if err != nil {
			return unsent(err)
		}
		f.upload = begun.UploadId
	}
	content := f.buffer[:n:n]
	f.buffer = append(make([]byte, 0, partBytes+partBytes/4), f.buffer[n:]...)
	part := &types.CompletedPart{PartNumber: aws.Int32(int32(len(f.parts) + 1))} //nolint:gosec // no function writes 10,000 parts, which S3 allows
	f.parts = append(f.parts, part)
	f.sending.Go(func() error {
		out, err := f.bucket.client.UploadPart(f.sendingCtx, &s3.UploadPartInput{
			Bucket: aws.String(f.bucket.name), Key: aws.String(f.meta.Key), UploadId: f.upload, PartNumber: part.PartNumber,
			Body: bytes.NewReader(content), ChecksumAlgorithm: types.ChecksumAlgorithmCrc32,
		})
		if err != nil {
			return unsent(err)
		}
		part.ETag, part.ChecksumCRC32 = out.ETag, out.ChecksumCRC32
		return nil
	})
	return nil
}

// put stores a file whose bytes are all here.
func (f *File) put() error {
	return f.bucket.Keep(f.ctx, funds.File{Key: f.meta.Key, Type: f.meta.Type}, f.buffer)
}

// Keep puts a file that is whole in its place. The same again is the same file.
func (b *Bucket) Keep(ctx context.Context, file funds.File, content []byte) error {
	_, err := b.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: aws.String(b.name), Key: aws.String(file.Key), ContentType: aws.String(file.Type),
		Body: bytes.NewReader(content), ChecksumAlgorithm: types.ChecksumAlgorithmCrc32,
	})
	if err != nil {
		return unsent(err)
	}
	return nil
}

func (f *File) complete() error {
	if err := f.send(len(f.buffer)); err != nil {
		return err
	}
	if err := f.sending.Wait(); err != nil {
		return err
	}
	parts := make([]types.CompletedPart, 0, len(f.parts))
	for _, part := range f.parts {
		parts = append(parts, *part)
	}
	_, err := f.bucket.client.CompleteMultipartUpload(f.ctx, &s3.CompleteMultipartUploadInput{
		Bucket: aws.String(f.bucket.name), Key: aws.String(f.meta.Key), UploadId: f.upload,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: parts},
	})
	if err != nil {
		return unsent(err)
	}
	return nil
}

func unsent(err error) error { return funds.Internal("send a file to S3", err) }
