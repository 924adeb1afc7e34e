package bucket

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"github.com/outflow-pay/outflow/pkg/funds"
)

// FormLife is how long a browser may begin to send a file by its form.
const FormLife = 15 * time.Minute

// ReasonFileChanged says that a file is not there any more as it was.
const ReasonFileChanged funds.Reason = "file_changed"

// Form lets whoever has it put one file of 1 to mostBytes bytes where key says, for [FormLife]: S3 itself refuses any other
// size, place or type.
func (b *Bucket) Form(ctx context.Context, file funds.File, mostBytes int64) (funds.UploadForm, error) {
	ends := time.Now().Add(FormLife)
	signed, err := s3.NewPresignClient(b.client).PresignPostObject(ctx, &s3.PutObjectInput{Bucket: aws.String(b.name), Key: aws.String(file.Key)}, func(o *s3.PresignPostOptions) {
		o.Expires = FormLife
		o.Conditions = []any{[]any{"content-length-range", 1, mostBytes}, []any{"eq", "$Content-Type", file.Type}}
	})
	if err != nil {
		return funds.UploadForm{}, funds.Internal("sign a form", err)
	}
	signed.Values["Content-Type"] = file.Type
	return funds.UploadForm{URL: signed.URL, Fields: signed.Values, Ends: ends}, nil
}

// Look says how large a file is, and its tag. there is false where it has not come.
func (b *Bucket) Look(ctx context.Context, file funds.File) (_ funds.File, there bool, err error) {
	out, err := b.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: aws.String(b.name), Key: aws.String(file.Key)})
	var none *types.NotFound
	switch {
	case errors.As(err, &none):
		return file, false, nil
	case err != nil:
		return file, false, funds.Internal("look for a file in S3", err)
	}
	file.Bytes, file.Tag = aws.ToInt64(out.ContentLength), aws.ToString(out.ETag)
	return file, true, nil
}

// Open reads a file from its beginning. Where it has a tag, the file is refused for [ReasonFileChanged] once another has
// taken its place, or none. The caller closes it.
func (b *Bucket) Open(ctx context.Context, file funds.File) (io.ReadCloser, error) {
	input := &s3.GetObjectInput{Bucket: aws.String(b.name), Key: aws.String(file.Key)}
	if file.Tag != "" {
		input.IfMatch = aws.String(file.Tag)
	}
	out, err := b.client.GetObject(ctx, input)
	var refused smithy.APIError
	if errors.As(err, &refused) && (refused.ErrorCode() == "PreconditionFailed" || refused.ErrorCode() == "NoSuchKey") {
		return nil, funds.Refuse(funds.CodeIllegal, ReasonFileChanged)
	}
	if err != nil {
		return nil, funds.Internal("read a file in S3", err)
	}
	return out.Body, nil
}
