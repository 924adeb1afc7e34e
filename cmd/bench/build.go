package main

import (
	"archive/zip"
	"cmp"
	"compress/flate"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// The Makefile's go_build and lambda_arch: what is measured is what is deployed.
var goBuild = []string{"build", "-buildvcs=false", "-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w"}

const lambdaArch = "arm64"

const zipAimMB = 8

// builtFunction is one function of functions/.
type builtFunction struct {
	name      string
	bootstrap string // the binary for this machine, as `make build` leaves it
	zipBytes  int64  // of the binary for AWS
}

// build builds every function for AWS, to weigh its zip, and those to compare with for this machine.
func (b *bench) build(ctx context.Context) error {
	if err := b.readGoSettings(); err != nil {
		return err
	}
	deployed := filepath.Join(b.work, "deployed")
	if err := goTool(ctx, []string{"GOOS=linux", "GOARCH=" + lambdaArch}, deployed+"/", "./functions/..."); err != nil {
		return err
	}
	b.empty, b.bare = filepath.Join(b.work, "empty"), filepath.Join(b.work, "bare")
	for _, binary := range []string{b.empty, b.bare} {
		if err := goTool(ctx, nil, binary, "./cmd/bench/testdata/"+filepath.Base(binary)); err != nil {
			return err
		}
	}
	binaries, err := os.ReadDir(deployed)
	if err != nil {
		return err
	}
	for _, binary := range binaries {
		bytes, err := zippedBytes(filepath.Join(deployed, binary.Name()))
		if err != nil {
			return fmt.Errorf("zip %s: %w", binary.Name(), err)
		}
		bootstrap, err := filepath.Abs(filepath.Join(".build/functions", binary.Name(), "bootstrap"))
		if err != nil {
			return err
		}
		b.functions = append(b.functions, builtFunction{binary.Name(), bootstrap, bytes})
	}
	return nil
}

func goTool(ctx context.Context, env []string, into, packages string) error {
	arguments := append(slices.Clone(goBuild), "-o", into, packages)
	command := exec.CommandContext(ctx, "go", arguments...) //nolint:gosec // our own packages
	command.Env = append(append(os.Environ(), "CGO_ENABLED=0"), env...)
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("go %s: %w\n%s", strings.Join(arguments, " "), err, out)
	}
	return nil
}

// zippedBytes is the size of the zip that Lambda would get: the binary, compressed as well as can be.
func zippedBytes(binary string) (int64, error) {
	source, err := os.Open(binary) //nolint:gosec // a file that we just made
	if err != nil {
		return 0, err
	}
	defer source.Close() //nolint:errcheck // it was only read
	var size counter
	archive := zip.NewWriter(&size)
	archive.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestCompression)
	})
	entry, err := archive.Create("bootstrap")
	if err != nil {
		return 0, err
	}
	if _, err := io.Copy(entry, source); err != nil {
		return 0, err
	}
	err = archive.Close()
	return int64(size), err
}

// counter counts what is written.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// largest is the function with the largest zip.
func (b *bench) largest() builtFunction {
	return slices.MaxFunc(b.functions, func(x, y builtFunction) int { return cmp.Compare(x.zipBytes, y.zipBytes) })
}

func megabytes(bytes int64) float64 { return float64(bytes) / 1e6 }
