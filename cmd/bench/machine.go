package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/outflow-pay/outflow/local/engine"
)

const awsSDK = "github.com/aws/aws-sdk-go-v2/service/dynamodb"

// head is the page's beginning: when, and on what.
func (b *bench) head() string {
	var r report
	r.printf("# Benchmarks\n")
	r.say("Written by `make bench`, which measures everything in this part of the page in one run.")
	r.table(
		[]string{"run", ""},
		[]string{"date", b.began.UTC().Format("2006-01-02 15:04 MST") + ", " + time.Since(b.began).Round(time.Second).String()},
		[]string{"processor", fmt.Sprintf("%s, %d cores", field("/proc/cpuinfo", "model name"), runtime.NumCPU())},
		[]string{"memory", field("/proc/meminfo", "MemTotal")},
		[]string{"load average before (1, 5, 15 min)", b.load},
		[]string{"DynamoDB engine", b.engine + ", its file in memory where `/dev/shm` has room"},
		[]string{"Go", runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH},
		[]string{"AWS SDK", moduleVersion(awsSDK)},
	)
	r.say("Clients, functions, gateway sandbox and engine share these cores, so every number includes the others' work. " +
		"Times on AWS differ, and their ratios with them; requests, capacity and sizes carry over.")
	return r.String()
}

// field is a value in one of Linux's files of name: value; unknown elsewhere.
func field(path, name string) string {
	text, err := os.ReadFile(path) //nolint:gosec // one of two fixed files
	if err == nil {
		for line := range strings.Lines(string(text)) {
			key, value, _ := strings.Cut(line, ":")
			if strings.TrimSpace(key) == name {
				return strings.TrimSpace(value)
			}
		}
	}
	return "unknown"
}

func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(text))[:3], ", ")
}

func moduleVersion(path string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Path == path {
				return path + " " + module.Version
			}
		}
	}
	return path
}

// startEngine starts a new, empty engine, and notes which one it is.
func (b *bench) startEngine(ctx context.Context) (*engine.Engine, error) {
	started, err := engine.Start(ctx, engine.Options{Output: b.log})
	if err != nil {
		return nil, err
	}
	b.engine = started.Name()
	if version, err := childVersion(ctx, started.Name()); err == nil {
		b.engine = version
	}
	return started, nil
}

// childVersion is what a running child of ours, found by its program's name, says to --version.
func childVersion(ctx context.Context, name string) (string, error) {
	links, err := filepath.Glob("/proc/[0-9]*/exe")
	if err != nil {
		return "", err
	}
	for _, link := range links {
		program, err := os.Readlink(link)
		if err != nil || filepath.Base(program) != name || !isChild(filepath.Dir(link)) {
			continue
		}
		out, err := exec.CommandContext(ctx, program, "--version").Output() //nolint:gosec // the engine that runs already
		return strings.TrimSpace(string(out)), err
	}
	return "", errors.New("no such child")
}

// isChild says that a process, by its folder below /proc, is a child of ours.
func isChild(folder string) bool {
	return field(filepath.Join(folder, "status"), "PPid") == strconv.Itoa(os.Getpid())
}
