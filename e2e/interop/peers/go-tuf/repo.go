package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"time"

	"github.com/theupdateframework/go-tuf/v2/metadata"
)

var topLevel = []string{metadata.ROOT, metadata.TIMESTAMP, metadata.SNAPSHOT, metadata.TARGETS}

// repository is all metadata and targets, in memory; files is what a mirror holds, by path.
type repository struct {
	keyType    string
	delegators []delegator
	signers    map[string][]signer
	files      map[string][]byte
	root       *metadata.Metadata[metadata.RootType]
	timestamp  *metadata.Metadata[metadata.TimestampType]
	snapshot   *metadata.Metadata[metadata.SnapshotType]
	targets    map[string]*metadata.Metadata[metadata.TargetsType]
}

// runRepo publishes the folders SOURCE one after the other; OUT/1, OUT/2 ... are the whole repository after each. With
// the kind `rotated`, each SOURCE after the first replaces every key first.
func runRepo(args []string) error {
	if len(args) < 5 || args[0] != "write" {
		return errors.New(usage)
	}
	kind, keyType, out := args[1], args[2], args[3]
	r, err := newRepository(kind, keyType)
	if err != nil {
		return err
	}
	for at, source := range args[4:] {
		if kind == "rotated" && at > 0 {
			err = errors.Join(r.rotate(metadata.ROOT), r.rotate(topLevel[1:]...))
		}
		if err := errors.Join(err, r.publish(source, int64(at+1))); err != nil {
			return err
		}
		if err := r.save(filepath.Join(out, strconv.Itoa(at+1))); err != nil {
			return err
		}
	}
	return nil
}

func newRepository(kind, keyType string) (*repository, error) {
	delegators, err := delegatorsOf(kind)
	if err != nil {
		return nil, err
	}
	r := &repository{
		keyType:    keyType,
		delegators: delegators,
		signers:    map[string][]signer{},
		files:      map[string][]byte{},
		root:       metadata.Root(expiry()),
		timestamp:  metadata.Timestamp(expiry()),
		snapshot:   metadata.Snapshot(expiry()),
		targets:    map[string]*metadata.Metadata[metadata.TargetsType]{metadata.TARGETS: metadata.Targets(expiry())},
	}
	for _, role := range topLevel {
		if err := r.newKeys(role); err != nil {
			return nil, err
		}
	}
	for _, parent := range delegators {
		if err := r.delegate(parent); err != nil {
			return nil, err
		}
	}
	return r, r.signRoot(r.signers[metadata.ROOT])
}

// newKeys gives root two keys and asks for both, so that thresholds are seen at work.
func (r *repository) newKeys(role string) error {
	count := 1
	if role == metadata.ROOT {
		count = 2
	}
	r.signers[role] = nil
	for range count {
		one, err := newSigner(r.keyType)
		if err != nil {
			return err
		}
		r.signers[role] = append(r.signers[role], one)
		if err := r.root.Signed.AddKey(one.key, role); err != nil {
			return err
		}
	}
	r.root.Signed.Roles[role].Threshold = count
	return nil
}

// delegate gives one key to all that a role delegates to.
func (r *repository) delegate(parent delegator) error {
	one, err := newSigner(r.keyType)
	if err != nil {
		return err
	}
	delegations := &metadata.Delegations{Keys: map[string]*metadata.Key{one.id: one.key}}
	var names []string
	for _, role := range parent.roles {
		role.KeyIDs, role.Threshold = []string{one.id}, 1
		delegations.Roles = append(delegations.Roles, role)
		names = append(names, role.Name)
	}
	if parent.succinct != nil {
		parent.succinct.KeyIDs, parent.succinct.Threshold = []string{one.id}, 1
		delegations.SuccinctRoles = parent.succinct
		names = parent.succinct.GetRoles()
	}
	r.targets[parent.name].Signed.Delegations = delegations
	for _, name := range names {
		r.targets[name] = metadata.Targets(expiry())
		r.signers[name] = []signer{one}
	}
	return nil
}

// rotate makes a new root, with new keys for these roles, signed by the old and the new root keys.
func (r *repository) rotate(roles ...string) error {
	old := r.signers[metadata.ROOT]
	for _, role := range roles {
		for _, one := range r.signers[role] {
			if err := r.root.Signed.RevokeKey(one.id, role); err != nil {
				return err
			}
		}
		if err := r.newKeys(role); err != nil {
			return err
		}
	}
	r.root.Signed.Version++
	return r.signRoot(union(old, r.signers[metadata.ROOT]))
}

func (r *repository) signRoot(signers []signer) error {
	return sign(r, fmt.Sprintf("%d.root", r.root.Signed.Version), r.root, signers)
}

// publish is one release: all metadata but root gets its version, whether it changed or not.
func (r *repository) publish(source string, version int64) error {
	if err := r.addTargets(source); err != nil {
		return err
	}
	for role, targets := range r.targets {
		targets.Signed.Version = version
		if err := sign(r, fmt.Sprintf("%d.%s", version, role), targets, r.signers[role]); err != nil {
			return err
		}
		r.snapshot.Signed.Meta[role+".json"] = metadata.MetaFile(version)
	}
	r.snapshot.Signed.Version, r.timestamp.Signed.Version = version, version
	r.timestamp.Signed.Meta["snapshot.json"] = metadata.MetaFile(version)
	return errors.Join(
		sign(r, fmt.Sprintf("%d.snapshot", version), r.snapshot, r.signers[metadata.SNAPSHOT]),
		sign(r, metadata.TIMESTAMP, r.timestamp, r.signers[metadata.TIMESTAMP]),
	)
}

func (r *repository) addTargets(source string) error {
	files := os.DirFS(source)
	return fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		target, err := metadata.TargetFile().FromBytes(name, content, "sha256")
		if err != nil {
			return err
		}
		r.targets[r.holderOf(name)].Signed.Targets[name] = target
		stored := fmt.Sprintf("%s.%s", target.Hashes["sha256"], path.Base(name))
		r.files[path.Join("targets", path.Dir(name), stored)] = content
		return nil
	})
}

// holderOf is the last role that is asked for a path.
func (r *repository) holderOf(name string) string {
	role := metadata.TARGETS
	for _, parent := range r.delegators {
		role = parent.child(name)
	}
	return role
}

func (r *repository) save(folder string) error {
	for name, content := range r.files {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func sign[T metadata.Roles](r *repository, name string, document *metadata.Metadata[T], signers []signer) error {
	document.ClearSignatures()
	for _, one := range signers {
		if _, err := document.Sign(one.Signer); err != nil {
			return err
		}
	}
	content, err := document.ToBytes(true)
	r.files["metadata/"+name+".json"] = content
	return err
}

// union keeps one of each key: a root whose keys stay the same must not bear a signature twice.
func union(a, b []signer) []signer {
	var all []signer
	seen := map[string]bool{}
	for _, one := range append(append([]signer{}, a...), b...) {
		if !seen[one.id] {
			all = append(all, one)
			seen[one.id] = true
		}
	}
	return all
}

func expiry() time.Time {
	return time.Now().UTC().Add(30 * 24 * time.Hour).Truncate(time.Second)
}
