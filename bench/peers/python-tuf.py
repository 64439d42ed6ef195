"""python-tuf as a program that prints what its work cost, start-up left out, a line of JSON for each run.

`python-tuf.py verify REPOSITORY ROUNDS`, `download ROOT URL DIR TARGET ROUNDS`, `refuse ROOT URL DIR`,
`add-one FOLDER SIZE ROUNDS`, `add-many FOLDER COUNT BYTES`.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Callable

from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import UnsignedMetadataError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.ngclient import Updater, UpdaterConfig

LARGE = UpdaterConfig(targets_max_length=100_000_000)


def main() -> None:
    commands: dict[str, Callable[..., None]] = {
        "verify": verify,
        "download": download,
        "refuse": refuse,
        "add-one": add_one,
        "add-many": add_many,
    }
    commands[sys.argv[1]](*sys.argv[2:])


def measure(work: Callable[[], object]) -> None:
    started, cpu = time.perf_counter(), time.process_time()
    work()
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu
    print(json.dumps({"seconds": seconds, "cpuSeconds": cpu_seconds, "peakBytes": peak_bytes()}))


def peak_bytes() -> int:
    """Not ru_maxrss: on Linux it begins with the memory of the process that started this one."""
    try:
        status = Path("/proc/self/status").read_text()
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:"))


def verify(repository: str, rounds: str) -> None:
    metadata = Path(repository, "metadata")
    root = Metadata[Root].from_file(str(metadata / "1.root.json")).signed
    content = (metadata / "1.targets.json").read_bytes()

    def work() -> None:
        targets = Metadata[Targets].from_bytes(content)
        root.verify_delegate("targets", targets.signed_bytes, targets.signatures)

    for _ in range(int(rounds)):
        measure(work)


def download(root: str, url: str, parent: str, target: str, rounds: str = "1") -> None:
    for _ in range(int(rounds)):
        folder = tempfile.mkdtemp(dir=parent)

        def work() -> None:
            updater = open_updater(root, url, folder, LARGE)
            updater.refresh()
            info = updater.get_targetinfo(target)
            assert info is not None
            updater.download_target(info)

        measure(work)


def refuse(root: str, url: str, folder: str) -> None:
    """With the limits that python-tuf has by default."""
    updater = open_updater(root, url, folder, UpdaterConfig())

    def work() -> None:
        try:
            updater.refresh()
        except UnsignedMetadataError:
            return
        raise AssertionError("was not refused")

    measure(work)


def open_updater(root: str, url: str, folder: str, config: UpdaterConfig) -> Updater:
    metadata_dir, target_dir = Path(folder, "metadata"), Path(folder, "targets")
    for path in (metadata_dir, target_dir):
        path.mkdir(parents=True, exist_ok=True)
    return Updater(
        metadata_dir=str(metadata_dir),
        metadata_base_url=f"{url}/metadata/",
        target_dir=str(target_dir),
        target_base_url=f"{url}/targets/",
        config=config,
        bootstrap=Path(root).read_bytes(),
    )


def add_one(folder: str, size: str, rounds: str) -> None:
    """Adds one target to a repository of one and to a repository of SIZE, in turn; prints the medians of seconds."""
    small, large = Publisher(Path(folder, "small"), 1), Publisher(Path(folder, "large"), int(size))
    seconds: dict[str, list[float]] = {"small": [], "large": []}
    for number in range(int(rounds)):
        for name, publisher in (("small", small), ("large", large)):
            files = {f"plugins/acme/added/1.{number}.0/added.tgz": b"added" * 400}
            started = time.perf_counter()
            publisher.add(files)
            seconds[name].append(time.perf_counter() - started)
    print(json.dumps({name: statistics.median(values) for name, values in seconds.items()}))


def add_many(folder: str, count: str, size: str) -> None:
    """COUNT archives of SIZE bytes, and an index beside each of them."""
    publisher = Publisher(Path(folder), 1)
    files: dict[str, bytes] = {}
    for number in range(int(count)):
        plugin = f"plugins/acme/p{number}"
        files[f"{plugin}/1.0.0/p{number}-1.0.0.tgz"] = f"archive {number}".encode().ljust(int(size))
        files[f"{plugin}/index.json"] = f"index {number}".encode().ljust(400)
    measure(lambda: publisher.add(files))


class Publisher:
    """A flat repository in a folder. As with ours, what is on disk is read again for every release."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        (folder / "metadata").mkdir(parents=True)
        self.signers = {role: CryptoSigner.generate_rsa(size=3072) for role in ("targets", "snapshot", "timestamp")}
        self.write("timestamp.json", Metadata(Timestamp(version=1, expires=expiry())).to_bytes())
        targets = Targets(version=1, expires=expiry())
        for number in range(size):
            path = f"plugins/acme/p{number}/1.0.0/p{number}-1.0.0.tgz"
            targets.targets[path] = TargetFile(2000, {"sha256": sha256(path.encode()).hexdigest()}, path)
        snapshot = Snapshot(version=1, expires=expiry(), meta={"targets.json": MetaFile(1)})
        for role, signed in (("targets", targets), ("snapshot", snapshot)):
            self.write(f"1.{role}.json", self.sign(role, signed))

    def add(self, files: dict[str, bytes]) -> None:
        timestamp = Metadata[Timestamp].from_bytes(self.read("timestamp.json")).signed
        version = timestamp.version
        targets = Metadata[Targets].from_bytes(self.read(f"{version}.targets.json")).signed
        snapshot = Metadata[Snapshot].from_bytes(self.read(f"{version}.snapshot.json")).signed
        for path, content in files.items():
            target = TargetFile.from_data(path, content, ["sha256"])
            targets.targets[path] = target
            parent, _, name = path.rpartition("/")
            file = self.folder / "targets" / parent / f"{target.hashes['sha256']}.{name}"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        for signed in (targets, snapshot, timestamp):
            signed.version = version + 1
            signed.expires = expiry()
        snapshot.meta["targets.json"] = MetaFile(targets.version)
        self.write(f"{targets.version}.targets.json", self.sign("targets", targets))
        content = self.sign("snapshot", snapshot)
        self.write(f"{snapshot.version}.snapshot.json", content)
        timestamp.snapshot_meta = MetaFile.from_data(snapshot.version, content, ["sha256"])
        self.write("timestamp.json", self.sign("timestamp", timestamp))

    def sign(self, role: str, signed: Targets | Snapshot | Timestamp) -> bytes:
        metadata = Metadata(signed)
        metadata.sign(self.signers[role])
        return metadata.to_bytes()

    def read(self, name: str) -> bytes:
        return (self.folder / "metadata" / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        (self.folder / "metadata" / name).write_bytes(content)


def expiry() -> datetime:
    return (datetime.now(timezone.utc) + timedelta(days=30)).replace(microsecond=0)


if __name__ == "__main__":
    main()
