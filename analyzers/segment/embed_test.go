package segment

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWithoutModuleCache runs a -trimpath build where the dictionaries can come from nowhere but the binary.
func TestWithoutModuleCache(t *testing.T) {
	bin := filepath.Join(t.TempDir(), "cut")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", bin, "./testdata/cut").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	home, tmp := t.TempDir(), t.TempDir()
	cmd := exec.Command(bin, "这个订单处理不了")
	cmd.Dir = home
	cmd.Env = []string{"HOME=" + home, "GOPATH=" + home, "GOMODCACHE=" + filepath.Join(home, "none"), "TMPDIR=" + tmp}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("run: %v\n%s", err, out)
	}
	if got := strings.Fields(string(out)); len(got) < 3 || got[1] != "订单" {
		t.Errorf("words %q", got)
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("the temporary folder still holds %v, %v", left, err)
	}
}

func TestUnwritableTemporaryFolder(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "none"))
	if _, err := New(); err == nil || !strings.Contains(err.Error(), "dictionaries") {
		t.Errorf("error %v, want one about the folder for the dictionaries", err)
	}
}

// TestDictionariesAreTheModules compares what is embedded with what the module that go.mod names holds.
func TestDictionariesAreTheModules(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yanyiwu/gojieba").Output()
	if err != nil {
		t.Fatalf("find the gojieba module: %v", err)
	}
	tmp := t.TempDir()
	for _, name := range []string{"jieba.dict.utf8", "hmm_model.utf8", "user.dict.utf8"} {
		if err := unpack(name, tmp); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(tmp, name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "deps", "cppjieba", "dict", name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s differs from the module's: run go generate in this folder", name)
		}
	}
}
