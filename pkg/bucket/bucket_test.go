package bucket_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/outflow-pay/outflow/local/storage"
	"github.com/outflow-pay/outflow/pkg/bucket"
)

const name = "files"

// server is a real S3 server, which all tests share.
var server *storage.Storage

func TestMain(m *testing.M) {
	os.Exit(func() int {
		program, err := filepath.Abs("../../.build/versitygw")
		if err == nil {
			server, err = storage.Start(context.Background(), storage.Options{Program: program, Bucket: name, Output: io.Discard})
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "run `make build` first:", err)
			return 1
		}
		defer server.Close()
		return m.Run()
	}())
}

func open(secret string) *bucket.Bucket {
	base := aws.Config{Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("local", secret, "")}
	return bucket.Open(base, server.Endpoint(), name)
}

func meta(t *testing.T) bucket.Meta {
	t.Helper()
	return bucket.Meta{Key: "exports/" + t.Name(), Type: "text/csv; charset=utf-8", Disposition: `attachment; filename="x.csv"; filename*=UTF-8''%E6%8F%90%E7%8E%B0.csv`}
}

// some are random bytes, which no two places of have alike.
func some(n int) []byte {
	content := make([]byte, n)
	random := rand.NewChaCha8([32]byte{1})
	_, _ = random.Read(content) // never fails
	return content
}

func TestAFileOfAnySizeIsFetchedAsItWasWritten(t *testing.T) {
	t.Parallel()
	const mebi = 1 << 20
	for _, size := range []int{0, 1, 5 * mebi, 5*mebi + 1, 10 * mebi, 10*mebi + 1, 23*mebi + 12_345} {
		for _, step := range []int{1000, 7 * mebi, 40 * mebi} {
			t.Run(fmt.Sprintf("%d bytes, %d at once", size, step), func(t *testing.T) {
				t.Parallel()
				content := some(size)
				file := open("local").Create(t.Context(), meta(t))
				defer file.Discard()
				for rest := content; len(rest) > 0; rest = rest[min(step, len(rest)):] {
					if n, err := file.Write(rest[:min(step, len(rest))]); err != nil || n != min(step, len(rest)) {
						t.Fatalf("%d bytes written, %v", n, err)
					}
				}
				if held := file.Bytes(); (size <= 5*mebi) != (held != nil || size == 0) {
					t.Errorf("it holds %d bytes of %d itself", len(held), size)
				}
				address, err := file.Publish()
				if err != nil {
					t.Fatal(err)
				}
				file.Discard() // is too late
				response, err := http.Get(address)
				if err != nil {
					t.Fatal(err)
				}
				defer response.Body.Close()
				got, err := io.ReadAll(response.Body)
				if err != nil || response.StatusCode != http.StatusOK || !bytes.Equal(content, got) {
					t.Errorf("HTTP %d, %d bytes of %d, %v", response.StatusCode, len(got), size, err)
				}
				for header, want := range map[string]string{"Content-Type": meta(t).Type, "Content-Disposition": meta(t).Disposition, "Cache-Control": "no-store"} {
					if got := response.Header.Get(header); got != want {
						t.Errorf("%s is %q, want %q", header, got, want)
					}
				}
			})
		}
	}
}

func TestAFileThatIsGivenUpLeavesNothing(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	file := open("local").Create(ctx, meta(t))
	if _, err := file.Write(some(12 << 20)); err != nil {
		t.Fatal(err)
	}
	cancel() // as the request's time is over
	file.Discard()
	client := server.Client()
	uploads, err := client.ListMultipartUploads(t.Context(), &s3.ListMultipartUploadsInput{Bucket: aws.String(name)})
	if err != nil {
		t.Fatal(err)
	}
	for _, upload := range uploads.Uploads {
		if aws.ToString(upload.Key) == meta(t).Key {
			t.Errorf("the upload %s is left", aws.ToString(upload.UploadId))
		}
	}
	if _, err := client.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: aws.String(name), Key: aws.String(meta(t).Key)}); err == nil {
		t.Error("there is a file")
	}
}

func TestAFileThatCannotBeSentIsAnError(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 40 << 20} {
		file := open("wrong").Create(t.Context(), meta(t))
		_, err := file.Write(some(size))
		if err == nil {
			_, err = file.Publish()
		}
		file.Discard()
		if err == nil || strings.Contains(err.Error(), "wrong") {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}
