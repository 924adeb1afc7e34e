package engine

import (
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"github.com/outflow-pay/outflow/local/process"
	"github.com/outflow-pay/outflow/local/template"
)

func TestEachEngineMakesTheTemplatesTableAndEnds(t *testing.T) {
	t.Parallel()
	definition, err := template.Load("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for kind, name := range map[string]string{Dynoxide: "dynoxide", DynamoDBLocal: "dynamodb-local"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			e, err := Start(t.Context(), Options{Kind: kind, Output: t.Output()})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(e.Close)
			if e.Name() != name {
				t.Fatalf("%s runs", e.Name())
			}
			for range 2 { // the second time it is there already
				if err := definition.Table.Create(t.Context(), e.Client(), "outflow-test"); err != nil {
					t.Fatal(err)
				}
			}
			elsewhere, err := Start(t.Context(), Options{Kind: e.Endpoint()})
			if err != nil {
				t.Fatal(err)
			}
			elsewhere.Close()
			compareTable(t, e.Client(), definition.Table)
			e.Close()
			if err := e.child.Signal(0); !errors.Is(err, os.ErrProcessDone) {
				t.Errorf("after Close the process's state is %v", err)
			}
		})
	}
}

// compareTable checks that an engine has understood the definition.
func compareTable(t *testing.T, client *dynamodb.Client, want template.Table) {
	t.Helper()
	described, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String("outflow-test")})
	if err != nil {
		t.Fatal(err)
	}
	table, input := described.Table, want.CreateInput()
	got, wanted := make(map[string]bool), make(map[string]bool)
	for _, i := range table.GlobalSecondaryIndexes {
		got[*i.IndexName] = true
	}
	for _, i := range table.LocalSecondaryIndexes {
		got[*i.IndexName] = true
	}
	for _, i := range input.GlobalSecondaryIndexes {
		wanted[*i.IndexName] = true
	}
	for _, i := range input.LocalSecondaryIndexes {
		wanted[*i.IndexName] = true
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("indexes (-want +got):\n%s", diff)
	}
	if table.StreamSpecification == nil || !aws.ToBool(table.StreamSpecification.StreamEnabled) {
		t.Error("the table has no stream")
	}
	ttl, err := client.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: aws.String("outflow-test")})
	if err != nil {
		t.Fatal(err)
	}
	if status := ttl.TimeToLiveDescription.TimeToLiveStatus; status != types.TimeToLiveStatusEnabled && status != types.TimeToLiveStatusEnabling {
		t.Errorf("time to live is %s", status)
	}
}

func TestDynoxideKeepsItsDataInAFolder(t *testing.T) {
	t.Parallel()
	definition, err := template.Load("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	options := Options{DataDir: filepath.Join(t.TempDir(), "data"), Output: t.Output()}
	for _, want := range []int{0, 1} {
		e, err := Start(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(e.Close)
		tables, err := e.Client().ListTables(t.Context(), &dynamodb.ListTablesInput{})
		if err != nil {
			t.Fatal(err)
		}
		if len(tables.TableNames) != want {
			t.Errorf("tables %v, want %d", tables.TableNames, want)
		}
		if err := definition.Table.Create(t.Context(), e.Client(), "outflow-test"); err != nil {
			t.Fatal(err)
		}
		e.Close()
	}
}

func TestAnEngineThatCannotStartSaysWhy(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name    string
		options Options
		is      error
		text    string
	}{
		{"its port is taken", Options{Port: taken.Addr().(*net.TCPAddr).Port}, process.ErrPortTaken, "address already in use"},
		{"its kind is unknown", Options{Kind: "sqlite"}, nil, `unknown kind "sqlite"`},
		{"its data folder is a file", Options{DataDir: file}, syscall.ENOTDIR, "data folder"},
		{"DynamoDB Local keeps nothing", Options{Kind: DynamoDBLocal, DataDir: t.TempDir()}, nil, "only dynoxide"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.options.Output = io.Discard
			_, err := Start(t.Context(), test.options)
			if err == nil || !strings.Contains(err.Error(), test.text) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line with %q", err, test.text)
			}
			if test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("got %v, want %v", err, test.is)
			}
		})
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("OUTFLOW_CACHE", t.TempDir())
	for kind, want := range map[string]string{Dynoxide: "install Node.js", DynamoDBLocal: "openjdk-17-jre-headless"} {
		if _, err := Start(t.Context(), Options{Kind: kind, Output: io.Discard}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want an error with %q", kind, err, want)
		}
	}
}

func TestAnInstallationIsMadeOnceWhoeverAsks(t *testing.T) {
	t.Setenv("OUTFLOW_CACHE", t.TempDir())
	var installs int // guarded by the lock under test; the race detector watches
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			dir, err := installOnce("tool-1.0", io.Discard, func(staging string) error {
				installs++
				return os.WriteFile(filepath.Join(staging, "tool"), []byte("content"), 0o600)
			})
			if err != nil {
				t.Error(err)
			}
			if content, err := os.ReadFile(filepath.Join(dir, "tool")); err != nil || string(content) != "content" {
				t.Errorf("%q, %v", content, err)
			}
		})
	}
	callers.Wait()
	if installs != 1 {
		t.Errorf("%d installs, want 1", installs)
	}
}

func TestAFailedInstallationLeavesNothingBehind(t *testing.T) {
	t.Setenv("OUTFLOW_CACHE", t.TempDir())
	broken := errors.New("broken")
	if _, err := installOnce("tool-1.0", io.Discard, func(string) error { return broken }); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
	dir, err := installOnce("tool-1.0", io.Discard, func(staging string) error {
		return os.WriteFile(filepath.Join(staging, "tool"), nil, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "tool")); err != nil {
		t.Error(err)
	}
}

func TestAPackageWithAnotherHashIsRefused(t *testing.T) {
	t.Parallel()
	archive := filepath.Join(t.TempDir(), "dynoxide.tgz")
	if err := os.WriteFile(archive, []byte("something else"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := unpackDynoxide(archive, archive+".out"); err == nil || !strings.Contains(err.Error(), "integrity") {
		t.Errorf("got %v, want an integrity error", err)
	}
}
