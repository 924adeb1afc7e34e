// Package storage runs a real S3 server, versitygw, on loopback, with one bucket in a folder of its own that goes
// when it stops.
//
// Its address has the host name localhost, where the API has 127.0.0.1: clients forward Authorization to the same host
// name on another port, and S3 refuses a request with two ways to authenticate.
//
// It may import the AWS SDK and local/process.
package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/outflow-pay/outflow/local/process"
)

const (
	startTimeout = 30 * time.Second
	stopGrace    = 3 * time.Second

	region = "us-east-1"
	// key is both halves of the credentials that functions have on loopback.
	key = "local"
)

// Options say what to run and where.
type Options struct {
	// Program is the path of versitygw.
	Program string
	// Port on 127.0.0.1; 0 takes a free one.
	Port int
	// Bucket is the one that is made.
	Bucket string
	// Output takes what the server says. It must be safe for concurrent use.
	Output io.Writer
}

// PagesMay is what pages of other origins may do with the bucket, as the template has it.
var PagesMay = types.CORSRule{AllowedMethods: []string{"POST"}, AllowedOrigins: []string{"*"}, AllowedHeaders: []string{"*"}, MaxAgeSeconds: aws.Int32(3600)}

// Storage is an S3 server that answers.
type Storage struct {
	endpoint string
	folder   string
	child    *process.Child
}

// Start starts the server and makes its bucket. The error is process.ErrPortTaken, or says what the server's end was.
// Close the storage.
func Start(ctx context.Context, o Options) (_ *Storage, err error) {
	port, err := process.Port(o.Port)
	if err != nil {
		return nil, fmt.Errorf("S3: %w", err)
	}
	s := &Storage{endpoint: "http://localhost:" + strconv.Itoa(port)}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	if s.folder, err = os.MkdirTemp("", "outflow-files-"); err != nil {
		return nil, fmt.Errorf("S3: %w", err)
	}
	buckets, sidecar := filepath.Join(s.folder, "buckets"), filepath.Join(s.folder, "sidecar")
	if err := errors.Join(os.Mkdir(buckets, 0o700), os.Mkdir(sidecar, 0o700)); err != nil {
		return nil, fmt.Errorf("S3: %w", err)
	}
	s.child, err = process.Start(process.Command{
		Name: "s3", Path: o.Program, Output: o.Output,
		// Not every file system keeps the attributes that it would write: they have a folder beside.
		Args: []string{"--port", "127.0.0.1:" + strconv.Itoa(port), "--quiet", "posix", "--sidecar", sidecar, buckets},
		Env:  []string{"PATH=" + os.Getenv("PATH"), "ROOT_ACCESS_KEY_ID=" + key, "ROOT_SECRET_ACCESS_KEY=" + key},
	})
	if err != nil {
		return nil, err
	}
	return s, s.makeBucket(ctx, o.Bucket)
}

// Endpoint is the server's base URL; empty where there is none.
func (s *Storage) Endpoint() string {
	if s == nil {
		return ""
	}
	return s.endpoint
}

// Client is a client with the credentials that the server takes.
func (s *Storage) Client() *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: aws.String(s.endpoint), UsePathStyle: true, Region: region,
		Credentials: credentials.NewStaticCredentialsProvider(key, key, ""),
	})
}

// Ended is closed when the server has ended by itself; it never is where there is none.
func (s *Storage) Ended() <-chan struct{} {
	if s == nil {
		return nil
	}
	return s.child.Done()
}

// Close stops the server, waits for its end and removes its folder.
func (s *Storage) Close() {
	if s.child != nil {
		s.child.Stop(stopGrace)
	}
	if s.folder != "" {
		_ = os.RemoveAll(s.folder) // what is left is in the system's temporary folder
	}
}

// makeBucket tries until the server answers.
func (s *Storage) makeBucket(ctx context.Context, bucket string) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	client := s.Client()
	for {
		_, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String(bucket)})
		var there *types.BucketAlreadyOwnedByYou
		if err == nil || errors.As(err, &there) {
			return s.share(ctx, client, bucket)
		}
		timer := time.NewTimer(10 * time.Millisecond)
		select {
		case <-timer.C:
		case <-s.child.Done():
			timer.Stop()
			return fmt.Errorf("the S3 server has ended: %s", s.child.Exit())
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("the S3 server does not answer: %w", err)
		}
	}
}

// share lets pages put files into the bucket.
func (s *Storage) share(ctx context.Context, client *s3.Client, bucket string) error {
	_, err := client.PutBucketCors(ctx, &s3.PutBucketCorsInput{Bucket: aws.String(bucket), CORSConfiguration: &types.CORSConfiguration{CORSRules: []types.CORSRule{PagesMay}}})
	if err != nil {
		return fmt.Errorf("let pages use the bucket: %w", err)
	}
	return nil
}
