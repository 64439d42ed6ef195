"""Prints, for each archive that is named, its files as `name size sha256` in JSON."""
import hashlib
import json
import sys
import tarfile


def listing(path):
    files = []
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                if member.isdir():
                    continue
                name = member.name if member.isreg() else f"{member.type!r} {member.name}"
                while name.startswith("./"):
                    name = name[2:]
                content = archive.extractfile(member).read() if member.isreg() else b""
                files.append(f"{name} {len(content)} {hashlib.sha256(content).hexdigest()}")
    except Exception as error:
        return [f"failed: {error}"]
    return files


json.dump([listing(path.rstrip("\n")) for path in sys.stdin], sys.stdout)
