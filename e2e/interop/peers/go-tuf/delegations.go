package main

import (
	"crypto/sha256"
	"fmt"

	"github.com/theupdateframework/go-tuf/v2/metadata"
)

const bits = 4

// A delegating role, what it delegates, and to whom it gives a target path.
type delegator struct {
	name     string
	roles    []metadata.DelegatedRole
	succinct *metadata.SuccinctRoles
	child    func(path string) string
}

// delegatorsOf says how a kind of repository cuts its roles, parents first; an unknown kind is an error.
func delegatorsOf(kind string) ([]delegator, error) {
	switch kind {
	case "flat", "rotated":
		return nil, nil
	case "delegated":
		return []delegator{
			{name: metadata.TARGETS, child: always("plugins"), roles: []metadata.DelegatedRole{
				{Name: "plugins", Paths: []string{"plugins/*/*/*/*"}},
			}},
			// A role that matches nothing, before the one that does.
			{name: "plugins", child: always("acme"), roles: []metadata.DelegatedRole{
				{Name: "empty", Paths: []string{"plugins/nobody/*/*/*"}},
				{Name: "acme", Paths: []string{"plugins/acme/*/*/*"}, Terminating: true},
			}},
		}, nil
	case "prefixes":
		return []delegator{{name: metadata.TARGETS, child: binOf, roles: prefixBins()}}, nil
	case "succinct":
		return []delegator{{name: metadata.TARGETS, child: binOf, succinct: &metadata.SuccinctRoles{
			BitLength: bits, NamePrefix: "bin",
		}}}, nil
	}
	return nil, fmt.Errorf("no such kind of repository: %s", kind)
}

func always(role string) func(string) string {
	return func(string) string { return role }
}

func prefixBins() []metadata.DelegatedRole {
	bins := make([]metadata.DelegatedRole, 1<<bits)
	for number := range bins {
		bins[number] = metadata.DelegatedRole{
			Name: fmt.Sprintf("bin-%x", number), PathHashPrefixes: []string{fmt.Sprintf("%x", number)},
		}
	}
	return bins
}

// binOf goes by the hexadecimal digest, as the specification (4.5) does. GetRolesForTarget of go-tuf 2.4.2 goes by base64
// (corrected by its pull request 783), so that it finds no target in bins of prefixes.
func binOf(path string) string {
	return fmt.Sprintf("bin-%x", sha256.Sum256([]byte(path)))[:len("bin-")+1]
}
