# SPDX-License-Identifier: GPL-2.0-only
"""What is measured side by side: ways from the kernel to the final init.

In:  the box's image; programs of busybox, of Debian's packages (BUILD/src/peers) and of
     tests/qemu/guest; the guide's script in tests/bench/guide.
Out: for each contender an image, packed as the box's is, and a box that boots it: in RAM (kernel
     default, 128 MB), or to a disk in memory (kernel test, 256 MB).
"""

import functools
import glob
import os
import struct
import subprocess
from collections import namedtuple

import box
import icount
import tree
from box import Box
from tree import folder, link, node, program, text

HERE = os.path.dirname(os.path.abspath(__file__))
GUIDE = os.path.join(HERE, "..", "guide")
PEERS = os.path.join(box.BUILD, "src", "peers")
MAKERS = os.path.join(box.BUILD, "src", "makers")

# where: "ram" or "root"; image: a function that gives its path; words: for the kernel's command line.
Contender = namedtuple("Contender", "name where image words", defaults=("",))


def pack(*entries):
    """An image of these entries, as `make image` packs it; its path."""
    plain, packed = tree.scratch("image"), tree.scratch("packed")
    with open(plain, "wb") as f:
        f.write(tree.cpio(tree.with_parents(list(entries))))
    with open(packed, "wb") as f:
        subprocess.run([os.path.join(box.TOP, "tools/pack"), plain], stdout=f, check=True)
    return packed


def folders(*names):
    return [folder(name) for name in names]


@functools.cache
def bare():
    # pmem0 is the first block device with a number of the extended major: 259:0.
    return pack(
        program("init", box.compiled("bare-init")),
        *folders("proc", "sys", "run", "newroot"),
        node("dev/console", "c", 5, 1),
        node("dev/pmem0", "b", 259, 0),
    )


@functools.cache
def only_init():
    return pack(program("init", box.init()))


def of_guide(name):
    with open(os.path.join(GUIDE, name), encoding="utf-8") as f:
        return f.read()


@functools.cache
def script():
    return pack(
        text("init", of_guide("init"), 0o755),
        program("bin/busybox", box.busybox()),
        link("bin/sh", "busybox"),
        node("dev/console", "c", 5, 1),
        text("etc/fstab", of_guide("fstab")),
        text("etc/hostname", "rambox\n"),
        text("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"),
        text("etc/group", "root:x:0:\n"),
        text("etc/profile", 'export PATH="/bin:/sbin:/usr/bin:/usr/sbin:/usr/local/sbin"\n'),
        *folders("mnt", "proc", "root", "run", "sbin", "sys", "tmp", "usr/bin", "usr/sbin", "var"),
    )


@functools.cache
def kinit():
    (library,) = glob.glob(f"{PEERS}/usr/lib/klibc-*.so")
    return pack(
        program("init", f"{PEERS}/usr/lib/klibc/bin/kinit"),
        program(f"usr/lib/{os.path.basename(library)}", library),
        node("dev/console", "c", 5, 1),
        *folders("proc", "sys", "root"),
    )


@functools.cache
def disk():
    return icount.root_disk()


def boot(contender, *more, append="", kernel=None):
    """A box that boots it to its first act; `more` are files laid over its image."""
    where = contender.where
    words = f"quiet {contender.words} {append}"
    # Those that pass no arguments on would pass these.
    words, behind = (words.split(" -- ") + [""])[:2]
    if where == "ram":
        words += " rambox init=/arrived"
        more = [icount.arrived(), *more]
        options, memory = icount.OPTIONS, "128M"
    else:
        words += f" root=/dev/pmem0 init=/sbin/init null_blk.nr_devices=0 {icount.PMEM}"
        options, memory = icount.OPTIONS + icount.pmem(disk()), "256M"
    return Box(
        f"{words} -- {behind}".removesuffix(" -- "),
        packed=contender.image(),
        files=list(more),
        options=options,
        memory=memory,
        kernel_file=kernel or box.kernel("default" if where == "ram" else "test"),
    )


FLOOR, MOUNTS, OURS, ALONE = "exec floor", "bare mounts", "rambox", "rambox, /init alone"


def own():
    """Those that need nothing fetched."""
    return [
        Contender(FLOOR, "ram", bare),
        Contender(MOUNTS, "ram", bare, " -- mounts"),
        Contender(OURS, "ram", box.image),
        Contender(ALONE, "ram", only_init),
        Contender("shell script", "ram", script),
        Contender(FLOOR, "root", bare, " -- root"),
        Contender(MOUNTS, "root", bare, " -- root mounts"),
        Contender(OURS, "root", box.image),
        Contender("rambox, no keepers", "root", box.image, "rambox.keep=none"),
        Contender(ALONE, "root", only_init),
        Contender("shell script", "root", script),
    ]


@functools.cache
def tiny():
    return pack(
        program("init", f"{PEERS}/usr/libexec/tiny-initramfs/init-static"),
        node("dev/console", "c", 5, 1),
        *folders("proc", "target"),
    )


def release(kernel):
    """What `uname -r` will say, of a bzImage (the kernel's Documentation/arch/x86/boot.rst)."""
    with open(kernel, "rb") as f:
        head = f.read(1 << 16)
    at = 0x200 + struct.unpack_from("<H", head, 0x20E)[0]
    return head[at : head.index(b" ", at)].decode("ascii")


@functools.cache
def made():
    """A folder with the images that initramfs-tools and dracut make for the kernel test."""
    folder_of_both = tree.scratch("made")
    os.mkdir(folder_of_both)
    kernel = box.kernel("test")
    config = os.path.join(os.path.dirname(kernel), "config")
    tree.host(os.path.join(HERE, "makers"), MAKERS, config, release(kernel), folder_of_both)
    return folder_of_both


def makers():
    """Those that make an image on a Debian; and why not, as in peers()."""
    names = ("initramfs-tools", "dracut")
    why = "" if os.path.exists(f"{MAKERS}/.unpacked") else "run 'tools/fetch build makers'"
    if os.geteuid() != 0:
        why = "only root can change into the folder that makes its image"
    if why:
        return [], [f"{name} is left out: {why}" for name in names]
    return [Contender(name, "root", lambda name=name: f"{made()}/{name}") for name in names], []


def peers():
    """Those of Debian's packages, and why others are left out."""
    found, without = makers()
    for name, image, file in (
        ("klibc kinit", kinit, "usr/lib/klibc/bin/kinit"),
        ("tiny-initramfs", tiny, "usr/libexec/tiny-initramfs/init-static"),
    ):
        if os.path.exists(f"{PEERS}/{file}"):
            found.append(Contender(name, "root", image))
        else:
            without.append(f"{name} is left out: run 'tools/fetch build peers'")
    return found, without
