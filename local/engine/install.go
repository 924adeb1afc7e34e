package engine

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// dynoxide, pinned. Its hash is npm's dist.integrity.
const (
	dynoxideVersion   = "1.2.1"
	dynoxidePackage   = "@dynoxide/linux-x64@" + dynoxideVersion
	dynoxideIntegrity = "sha512-sBHqlxJ9ANkLluFkYRfd5r8Y0ApFew4FhOrlhgRAgD4XzEoFOukEo1nuBTQ1+jTtofqwn4NWQ2k0Tn5mNTjgUg=="
)

// dynamoDBLocalVersion is the one that pom.xml names.
const dynamoDBLocalVersion = "3.1.0"

//go:embed pom.xml
var pom []byte

// installTimeout bounds a download over a slow line.
const installTimeout = 5 * time.Minute

var errNoBinary = errors.New("dynoxide has no binary for " + runtime.GOOS + "/" + runtime.GOARCH)

// dynoxide returns the path of its binary: the one on the PATH, or the pinned one from npm.
func dynoxide(ctx context.Context, output io.Writer) (string, error) {
	if found, err := exec.LookPath("dynoxide"); err == nil {
		return found, nil
	}
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return "", errNoBinary
	}
	dir, err := installOnce("dynoxide-"+dynoxideVersion, output, func(staging string) error {
		npm, err := exec.LookPath("npm")
		if err != nil {
			return fmt.Errorf("dynoxide comes from npm: install Node.js, or put a dynoxide on the PATH: %w", err)
		}
		if err := run(ctx, output, staging, npm, "pack", "--silent", dynoxidePackage); err != nil {
			return err
		}
		return unpackDynoxide(filepath.Join(staging, "dynoxide-linux-x64-"+dynoxideVersion+".tgz"), filepath.Join(staging, "dynoxide"))
	})
	return filepath.Join(dir, "dynoxide"), err
}

// unpackDynoxide checks the package and replaces it by the binary in it.
func unpackDynoxide(archive, binary string) error {
	packed, err := os.ReadFile(archive) //nolint:gosec // a file that we just made
	if err != nil {
		return err
	}
	sum := sha512.Sum512(packed)
	if got := "sha512-" + base64.StdEncoding.EncodeToString(sum[:]); got != dynoxideIntegrity {
		return fmt.Errorf("%s has integrity %s, want %s", dynoxidePackage, got, dynoxideIntegrity)
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	files := tar.NewReader(unzipped)
	for {
		header, err := files.Next()
		if err != nil {
			return fmt.Errorf("look for the binary in %s: %w", dynoxidePackage, err)
		}
		if header.Name != "package/dynoxide" {
			continue
		}
		content, err := io.ReadAll(files)
		if err != nil {
			return err
		}
		if err := os.WriteFile(binary, content, 0o755); err != nil { //nolint:gosec // it is a program
			return err
		}
		return os.Remove(archive)
	}
}

// dynamoDBLocal returns the java to run it with and the folder of its jars and native libraries.
func dynamoDBLocal(ctx context.Context, output io.Writer) (java, lib string, err error) {
	java, err = exec.LookPath("java")
	if err != nil {
		return "", "", fmt.Errorf("DynamoDB Local needs Java 17 or newer (Debian: openjdk-17-jre-headless): %w", err)
	}
	dir, err := installOnce("dynamodb-local-"+dynamoDBLocalVersion, output, func(staging string) error {
		mvn, err := exec.LookPath("mvn")
		if err != nil {
			return fmt.Errorf("DynamoDB Local comes from Maven Central (Debian: maven): %w", err)
		}
		if err := os.WriteFile(filepath.Join(staging, "pom.xml"), pom, 0o600); err != nil {
			return err
		}
		return run(ctx, output, staging, mvn, "--batch-mode", "--quiet", "--strict-checksums", "dependency:copy-dependencies")
	})
	return java, filepath.Join(dir, "lib"), err
}

// run runs an installer in dir.
func run(ctx context.Context, output io.Writer, dir, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // npm or mvn with our own arguments
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, output, output
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %s: %w", filepath.Base(name), args[0], err)
	}
	return nil
}

// installOnce returns the folder called name in the cache; when there is none, install fills one. The
// folder is whole or absent, whatever dies, and parallel test packages wait for the first one.
func installOnce(name string, output io.Writer, install func(staging string) error) (string, error) {
	cache, err := cacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, name)
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(cache, 0o750); err != nil {
		return "", err
	}
	lock, err := os.OpenFile(dir+".lock", os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // in our own cache
	if err != nil {
		return "", err
	}
	defer func() { _ = lock.Close() }() // which releases it
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", fmt.Errorf("lock %s: %w", lock.Name(), err)
	}
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	_, _ = fmt.Fprintf(output, "installing %s into %s\n", name, cache)
	staging := dir + ".staging"
	if err := os.RemoveAll(staging); err != nil { // what an installer that died has left
		return "", err
	}
	if err := os.Mkdir(staging, 0o750); err != nil {
		return "", err
	}
	if err := install(staging); err != nil {
		return "", fmt.Errorf("install %s: %w", name, err)
	}
	return dir, os.Rename(staging, dir)
}

// cacheDir is where installed tools live, outside the tree.
func cacheDir() (string, error) {
	if dir := os.Getenv("OUTFLOW_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	if dir := os.Getenv("XDG_CACHE_HOME"); dir != "" {
		return filepath.Join(dir, "outflow"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("no place to install into; set OUTFLOW_CACHE: %w", err)
	}
	return filepath.Join(home, ".cache", "outflow"), nil
}
