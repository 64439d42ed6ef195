"""A client made of python-tuf alone: `client.py refresh|download --root FILE --url URL --dir DIR [TARGET...]`.

It trusts FILE, keeps its state in DIR, prints the file of each target that it downloaded, and ends with 3 where
python-tuf refuses, so that no crash passes for a refusal.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tuf.api.exceptions import DownloadError, RepositoryError
from tuf.ngclient import Updater


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["refresh", "download"])
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("targets", nargs="*")
    args = parser.parse_intermixed_args()
    if args.command == "refresh" and args.targets:
        parser.error("refresh takes no targets")
    try:
        updater = open_updater(args.root, args.url, args.dir)
        updater.refresh()
        for path in args.targets:
            print(download(updater, path))
    except (DownloadError, RepositoryError, LookupError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(3)


def open_updater(root: Path, url: str, folder: Path) -> Updater:
    metadata_dir, target_dir = folder / "metadata", folder / "targets"
    for path in (metadata_dir, target_dir):
        path.mkdir(parents=True, exist_ok=True)
    return Updater(
        metadata_dir=str(metadata_dir),
        metadata_base_url=f"{url}/metadata/",
        target_dir=str(target_dir),
        target_base_url=f"{url}/targets/",
        bootstrap=root.read_bytes(),
    )


def download(updater: Updater, path: str) -> str:
    info = updater.get_targetinfo(path)
    if info is None:
        raise LookupError(f"target {path} not found")
    return updater.find_cached_target(info) or updater.download_target(info)


if __name__ == "__main__":
    main()
