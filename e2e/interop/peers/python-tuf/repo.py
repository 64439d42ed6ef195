"""Writes repositories with python-tuf alone: `repo.py write KIND KEY_TYPE OUT SOURCE...`.

Each SOURCE is a folder of target files; they are published one after the other, and `OUT/1`, `OUT/2` ... are the whole
repository after each: `metadata/` and `targets/`. KIND says how the roles are cut, see `delegations_of`; with `rotated`,
each SOURCE after the first replaces every key first.
"""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta, timezone
from pathlib import Path

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Signed,
    Snapshot,
    SuccinctRoles,
    TargetFile,
    Targets,
    Timestamp,
)

KINDS = ["flat", "delegated", "prefixes", "succinct", "rotated"]
NEW_SIGNER = {
    "rsa": lambda: CryptoSigner.generate_rsa(size=2048),
    "ed25519": CryptoSigner.generate_ed25519,
    "ecdsa": CryptoSigner.generate_ecdsa,
    "ecdsa-p384": lambda: CryptoSigner.generate_ecdsa(scheme="ecdsa-sha2-nistp384"),
}
TOP_LEVEL = ["root", "timestamp", "snapshot", "targets"]
BITS = 4


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["write"])
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("key_type", choices=list(NEW_SIGNER))
    parser.add_argument("out", type=Path)
    parser.add_argument("sources", type=Path, nargs="+")
    args = parser.parse_args()
    repository = Repository(args.kind, args.key_type)
    for number, source in enumerate(args.sources, start=1):
        if args.kind == "rotated" and number > 1:
            repository.rotate("root")
            repository.rotate("timestamp", "snapshot", "targets")
        repository.publish(source, number)
        repository.save(args.out / str(number))


class Repository:
    """All metadata and targets, in memory; `files` is what a mirror holds, by path."""

    def __init__(self, kind: str, key_type: str) -> None:
        self.new_signer = NEW_SIGNER[key_type]
        self.signers: dict[str, list[CryptoSigner]] = {}
        self.files: dict[str, bytes] = {}
        self.root = Root(expires=expiry(), consistent_snapshot=True)
        self.timestamp = Timestamp(expires=expiry())
        self.snapshot = Snapshot(expires=expiry())
        self.targets = {"targets": Targets(expires=expiry())}
        for role in TOP_LEVEL:
            self.new_keys(role)
        self.sign("root", self.root)
        self.delegate(kind)

    def new_keys(self, role: str) -> None:
        """Root needs both of two keys, so that thresholds are seen at work."""
        self.signers[role] = [self.new_signer() for _ in range(2 if role == "root" else 1)]
        for signer in self.signers[role]:
            self.root.add_key(signer.public_key, role)
        self.root.roles[role].threshold = len(self.signers[role])

    def delegate(self, kind: str) -> None:
        for parent, make in delegations_of(kind).items():
            signer = self.new_signer()
            key = signer.public_key
            delegations = make(key.keyid)
            delegations.keys[key.keyid] = key
            self.targets[parent].delegations = delegations
            for role in delegations.roles or delegations.succinct_roles.get_roles():
                self.signers[role] = [signer]
                self.targets[role] = Targets(expires=expiry())

    def publish(self, source: Path, version: int) -> None:
        """One release: all metadata but root gets its version, whether it changed or not."""
        for path in sorted(source.rglob("*")):
            if path.is_file():
                self.add_target(path.relative_to(source).as_posix(), path.read_bytes())
        for role, targets in self.targets.items():
            targets.version = version
            self.sign(role, targets)
            self.snapshot.meta[f"{role}.json"] = MetaFile(version)
        self.snapshot.version = self.timestamp.version = version
        snapshot = self.sign("snapshot", self.snapshot)
        self.timestamp.snapshot_meta = MetaFile.from_data(version, snapshot, ["sha256"])
        self.sign("timestamp", self.timestamp)

    def add_target(self, path: str, content: bytes) -> None:
        target = TargetFile.from_data(path, content, ["sha256"])
        self.targets[self.holder_of(path)].targets[path] = target
        folder, slash, name = path.rpartition("/")
        self.files[f"targets/{folder}{slash}{target.hashes['sha256']}.{name}"] = content

    def holder_of(self, path: str) -> str:
        """The last role that is asked for a path."""
        role = "targets"
        while (delegations := self.targets[role].delegations) is not None:
            role = next(name for name, _ in delegations.get_roles_for_target(path))
        return role

    def rotate(self, *roles: str) -> None:
        """A new root, with new keys for these roles, signed by the old and the new root keys."""
        old = self.signers["root"]
        for role in roles:
            for signer in self.signers[role]:
                self.root.revoke_key(signer.public_key.keyid, role)
            self.new_keys(role)
        self.root.version += 1
        self.sign("root", self.root, [*old, *self.signers["root"]])

    def sign(self, role: str, signed: Signed, signers: list[CryptoSigner] | None = None) -> bytes:
        metadata = Metadata(signed)
        for signer in signers or self.signers[role]:
            metadata.sign(signer, append=True)
        content = metadata.to_bytes()
        name = role if role == "timestamp" else f"{signed.version}.{role}"
        self.files[f"metadata/{name}.json"] = content
        return content

    def save(self, folder: Path) -> None:
        for path, content in self.files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


def delegations_of(kind: str) -> dict:
    """Which role delegates, parents first, and how, given the id of the one key for all that it delegates to."""
    if kind == "delegated":
        return {
            "targets": lambda key: roles(DelegatedRole("plugins", [key], 1, False, ["plugins/*/*/*/*"])),
            "plugins": lambda key: roles(
                # A role that matches nothing, before the one that does.
                DelegatedRole("empty", [key], 1, False, ["plugins/nobody/*/*/*"]),
                DelegatedRole("acme", [key], 1, True, ["plugins/acme/*/*/*"]),
            ),
        }
    if kind == "prefixes":
        return {"targets": lambda key: roles(*(prefix_bin(number, key) for number in range(2**BITS)))}
    if kind == "succinct":
        return {"targets": lambda key: Delegations({}, succinct_roles=SuccinctRoles([key], 1, BITS, "bin"))}
    return {}


def prefix_bin(number: int, key: str) -> DelegatedRole:
    return DelegatedRole(f"bin-{number:x}", [key], 1, False, path_hash_prefixes=[f"{number:x}"])


def roles(*delegated: DelegatedRole) -> Delegations:
    return Delegations({}, roles={role.name: role for role in delegated})


def expiry() -> datetime:
    return (datetime.now(timezone.utc) + timedelta(days=30)).replace(microsecond=0)


if __name__ == "__main__":
    main()
