# SPDX-License-Identifier: GPL-2.0-only
"""Files for a box, and the three things a test makes of them.

In:  a list of entries made by text(), script(), program(), link(), folder() and node().
Out: a cpio archive (newc, Documentation/driver-api/early-userspace/buffer-format.rst),
     every entry 0:0, or an ext4 or squashfs image. None of it needs root.
"""

import atexit
import functools
import hashlib
import itertools
import os
import shutil
import stat
import struct
import subprocess
import tempfile
import uuid
import zlib
from collections import namedtuple

Entry = namedtuple("Entry", "path mode data major minor", defaults=(b"", 0, 0))


def text(path, content, mode=0o644):
    return Entry(path.strip("/"), stat.S_IFREG | mode, content.encode())


def script(path, content):
    """A shell script of the box."""
    return text(path, "#!/bin/sh\n" + content, 0o755)


def program(path, host_path):
    """A copy of an executable file of the host."""
    with open(host_path, "rb") as f:
        return Entry(path.strip("/"), stat.S_IFREG | 0o755, f.read())


def link(path, target):
    return Entry(path.strip("/"), stat.S_IFLNK | 0o777, target.encode())


def folder(path, mode=0o755):
    return Entry(path.strip("/"), stat.S_IFDIR | mode)


def node(path, kind, major, minor, mode=0o600):
    """A device node, kind "c" or "b"; for cpio only."""
    kinds = {"c": stat.S_IFCHR, "b": stat.S_IFBLK}
    return Entry(path.strip("/"), kinds[kind] | mode, b"", major, minor)


def with_parents(entries):
    """The entries, and before each the folders that it lies in."""
    known, out = {e.path for e in entries}, []
    for entry in entries:
        parts = entry.path.split("/")[:-1]
        for depth in range(1, len(parts) + 1):
            parent = "/".join(parts[:depth])
            if parent not in known:
                known.add(parent)
                out.append(folder(parent))
        out.append(entry)
    return out


def cpio(entries):
    """The bytes of a newc archive. Parents are the caller's business."""
    out = bytearray()
    trailer = Entry("TRAILER!!!", 0)
    for inode, e in enumerate(list(entries) + [trailer], 1):
        name = e.path.encode() + b"\0"
        links = 2 if stat.S_ISDIR(e.mode) else 1
        fields = (inode, e.mode, 0, 0, links, 0, len(e.data), 0, 0, e.major, e.minor, len(name), 0)
        out += b"070701" + b"".join(b"%08X" % f for f in fields) + name
        out += bytes(-len(out) % 4)
        out += e.data
        out += bytes(-len(out) % 4)
    return bytes(out)


def unpack(entries, where):
    """Writes the entries below a folder of the host (no device nodes)."""
    for e in with_parents(entries):
        path = os.path.join(where, e.path)
        if stat.S_ISDIR(e.mode):
            os.mkdir(path)
        elif stat.S_ISLNK(e.mode):
            os.symlink(e.data.decode(), path)
            continue
        else:
            with open(path, "wb") as f:
                f.write(e.data)
        os.chmod(path, stat.S_IMODE(e.mode))


def host(*command, status=0):
    """Runs a command of the host; its output. Any other exit status is an error."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if status is not None and done.returncode != status:
        raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}: {done.stdout}")
    return done.stdout


number = itertools.count(1)


@functools.cache
def workshop():
    """A folder of the host that goes when the test ends."""
    path = tempfile.mkdtemp(prefix="rambox-")
    atexit.register(shutil.rmtree, path)
    return path


def scratch(name):
    """A new path in it."""
    return os.path.join(workshop(), f"{name}-{next(number)}")


def unpacked(entries):
    source = scratch("tree")
    os.mkdir(source)
    unpack(entries, source)
    return source


def ext4(*entries, size="8M", options=()):
    """An ext4 image with a journal; its path."""
    image = scratch("ext4")
    host(
        "mke2fs",
        "-q",
        "-F",
        "-t",
        "ext4",
        "-b",
        "1024",
        "-J",
        "size=1",
        "-E",
        "root_owner=0:0,lazy_itable_init=0",
        *options,
        "-d",
        unpacked(entries),
        image,
        size,
    )
    return image


def squashfs(*entries):
    image = scratch("squashfs")
    host("mksquashfs", unpacked(entries), image, "-quiet", "-no-progress", "-all-root")
    return image


Partition = namedtuple("Partition", "uuid name image")


def gpt(*partitions):
    """A disk with a GPT (UEFI specification, 5.3) whose partitions hold the images."""
    sector, align, count = 512, 2048, 128
    entries, content, at = b"", [], align
    for part in partitions:
        size = -(-os.path.getsize(part.image) // (sector * align)) * align
        entries += uuid.UUID("0fc63daf-8483-4772-8e79-3d69d8477de4").bytes_le
        entries += uuid.UUID(part.uuid).bytes_le + struct.pack("<QQQ", at, at + size - 1, 0)
        entries += part.name.encode("utf-16-le").ljust(72, b"\0")
        content.append((at * sector, part.image))
        at += size
    entries = entries.ljust(count * 128, b"\0")
    last = at + align - 1

    def header(here, there, array):
        def fields(crc):
            return struct.pack(
                "<8sIIIIQQQQ16sQIII",
                *(b"EFI PART", 0x10000, 92, crc, 0, here, there, 34, last - 33),
                *(bytes(range(16)), array, count, 128, zlib.crc32(entries)),
            )

        return fields(zlib.crc32(fields(0)))

    protective = bytes(4) + b"\xee" + bytes(3) + struct.pack("<II", 1, last)
    disk = scratch("gpt")
    with open(disk, "wb") as f:
        f.write(bytes(446) + protective + bytes(48) + b"\x55\xaa")
        f.write(header(1, last, 2).ljust(sector, b"\0") + entries)
        for offset, image in content:
            f.seek(offset)
            with open(image, "rb") as data:
                shutil.copyfileobj(data, f)
        f.seek((last - 32) * sector)
        f.write(entries + header(last, 1, last - 32).ljust(sector, b"\0"))
    return disk


def leave_in_journal(image, path, content):
    """Makes the file's new content a transaction that stands only in the journal, as after a
    power cut: the superblock says needs_recovery, and any mount that replays it writes."""
    block = host("debugfs", "-R", f"blocks {path}", image).split("\n")[-2].split()[0]
    data, commands = scratch("block"), scratch("debugfs")
    with open(data, "wb") as f:
        f.write(content.encode().ljust(1024, b"\0"))
    with open(commands, "w", encoding="ascii") as f:
        f.write(f'jo\njw -b {block} "{data}"\njc\n')
    host("debugfs", "-w", "-f", commands, image)
    if "needs_recovery" not in host("dumpe2fs", "-h", image):
        raise RuntimeError(f"{image} does not need recovery")


def cat(image, path):
    """The content of a file in an ext4 image, as it stands without the journal."""
    return host("debugfs", "-R", f"cat {path}", image).partition("\n")[2]


def digest(image):
    with open(image, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()
