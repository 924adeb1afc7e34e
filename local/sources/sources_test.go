package sources_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/outflow-pay/outflow/local/sources"
)

// repository is one with a file in each part, as its own build has left it.
func repository(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for _, file := range []string{
		"Makefile", "go.mod", "go.sum", "api/openapi.yaml", "cmd/local/main.go", "cmd/openapi/main.go", "cmd/outflow/main.go", "cmd/sandbox/main.go", "cmd/words/main.go",
		"functions/wallet/main.go", "local/stack/policy.json", "pkg/funds/money.go", "tools/npm/lock", "tools/swagger-ui", "tools/web", "web/build/embed.mjs", "web/index.html",
		"web/package.json", "web/package-lock.json", "web/src/app.ts", "web/vite.config.ts",
	} {
		write(t, root, file, file)
	}
	hash, err := sources.Hash(root)
	if err != nil {
		t.Fatal(err)
	}
	write(t, root, ".build/sources", hash+"\n")
	return root
}

func write(t *testing.T, root, file, content string) {
	t.Helper()
	path := filepath.Join(root, file)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestBinariesOfOtherSourcesAreRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(t *testing.T, root string)
		stale  bool
	}{
		"nothing was changed": {func(*testing.T, string) {}, false},
		"all files have one time, as after a checkout": {func(t *testing.T, root string) {
			t.Helper()
			at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
			for _, file := range []string{"go.mod", "pkg/funds/money.go", ".build/sources"} {
				if err := os.Chtimes(filepath.Join(root, file), at, at); err != nil {
					t.Fatal(err)
				}
			}
		}, false},
		"a test was changed": {func(t *testing.T, root string) { t.Helper(); write(t, root, "pkg/funds/money_test.go", "x") }, false},
		"a source was changed": {func(t *testing.T, root string) {
			t.Helper()
			write(t, root, "pkg/funds/money.go", "x")
			old := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
			if err := os.Chtimes(filepath.Join(root, "pkg/funds/money.go"), old, old); err != nil {
				t.Fatal(err)
			}
		}, true},
		"what is embedded was changed": {func(t *testing.T, root string) { t.Helper(); write(t, root, "local/stack/policy.json", "{}") }, true},
		"a page was changed":           {func(t *testing.T, root string) { t.Helper(); write(t, root, "web/src/app.ts", "x") }, true},
		"a source is new":              {func(t *testing.T, root string) { t.Helper(); write(t, root, "pkg/funds/fee.go", "x") }, true},
		"a source is gone": {func(t *testing.T, root string) {
			t.Helper()
			if err := os.Remove(filepath.Join(root, "pkg/funds/money.go")); err != nil {
				t.Fatal(err)
			}
		}, true},
		"nothing is built": {func(t *testing.T, root string) {
			t.Helper()
			if err := os.RemoveAll(filepath.Join(root, ".build")); err != nil {
				t.Fatal(err)
			}
		}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := repository(t)
			test.change(t, root)
			err := sources.Check(root)
			if (err != nil) != test.stale || (test.stale && !strings.Contains(err.Error(), "make build")) {
				t.Errorf("got %v, want stale: %t", err, test.stale)
			}
		})
	}
}
