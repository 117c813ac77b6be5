package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tingjian/tingjian/configs"
)

// asCommand makes the test binary behave as the command, so that tests can start and kill it as a process of its own.
const asCommand = "TINGJIAN_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		os.Unsetenv(asCommand)
		main()
	}
	testscript.Main(m, map[string]func(){"tingjian": main})
}

// TestScripts runs testdata/script/*.txtar against the real command. The shipped rules lie in the folder shipped, to be copied
// and changed.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_DATA_HOME", env.WorkDir+"/data")
			return os.CopyFS(env.WorkDir+"/shipped", configs.FS)
		},
	})
}
