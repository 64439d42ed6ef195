// A client and a writer of repositories, made of go-tuf alone; see client.go and repo.go. Its speed is what bench.go is for.
package main

import (
	"errors"
	"fmt"
	"os"
)

const usage = `usage:
  tufpeer client refresh|download --root FILE --url URL --dir DIR [TARGET...]
  tufpeer repo write KIND KEY_TYPE OUT SOURCE...
  tufpeer bench download ROOT URL DIR TARGET ROUNDS`

// refused is an answer of go-tuf; all else that goes wrong is a mistake of this program or of its caller.
type refused struct{ error }

func main() {
	err := run(os.Args[1:])
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, err)
	if errors.As(err, &refused{}) {
		os.Exit(3)
	}
	os.Exit(1)
}

func run(args []string) error {
	if len(args) < 2 {
		return errors.New(usage)
	}
	switch args[0] {
	case "client":
		return runClient(args[1:])
	case "repo":
		return runRepo(args[1:])
	case "bench":
		return runBench(args[1:])
	}
	return errors.New(usage)
}
