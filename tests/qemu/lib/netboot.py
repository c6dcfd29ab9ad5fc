# SPDX-License-Identifier: GPL-2.0-only
"""Boxes that boot from the network, and the servers that pxe/stage configured, in a namespace.

In:  a table of nodes, as text; the kernel, the image and the loaders of the build folder.
Out: Network, a bridge with the server's address and a tap for each box; the servers, by their generated
     configurations; NetBox, a box whose QEMU has nothing but a network card and its firmware.
"""

import os
import shlex
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "netns", "lib"))

import box
import dhcp
import lab
import tree

SERVER = "192.168.24.202"
HEAD = """
subnet   192.168.24.0/24
server   192.168.24.202
router   192.168.24.202
domain   home.dev
console  ttyS0,115200
append   no_timer_check quiet
"""
# What the tests ask of a box: as an archive beside its image.
FACTS = {
    "hostname": "hostname",
    "address": "ip -4 addr show dev eth0 | sed -n 's/^ *inet \\([^ ]*\\).*/\\1/p'",
    "cmdline": "cat /proc/cmdline",
    "status": "netcfg status",
}
LOADERS = os.path.join(box.BUILD, "src", "loaders")


def mac(number):
    return f"52:54:00:00:00:{number:02x}"


def stage(folder, table, root, conf, archives=(), kernel="default"):
    """pxe/stage into FOLDER/pxe and FOLDER/conf, which the servers know as root and conf; `archives` are
    (name, entries) beside the table."""
    os.makedirs(f"{folder}/table", exist_ok=True)
    for name, entries in archives:
        with open(f"{folder}/table/{name}", "wb") as f:
            f.write(tree.cpio(entries))
    with open(f"{folder}/table/nodes", "w", encoding="ascii") as f:
        f.write(table)
    words = [f"{box.TOP}/pxe/stage", "-r", root, "-c", conf, "-e", box.init(), "-l", LOADERS]
    words += ["-t", f"{folder}/table/nodes", "-k", box.kernel(kernel), "-i", box.image()]
    return lab.host(*words, f"{folder}/pxe", f"{folder}/conf")


class NetBox(box.Box):
    """A box that boots by its card's firmware: `nic` are words of QEMU's; with `uefi` OVMF runs first."""

    def __init__(self, nic, uefi=False, memory="256M", **how):
        super().__init__(options=nic, memory=memory, initrd=False, **how)
        self.append, self.uefi = "(by the loader)", uefi

    def command(self):
        words = super().command()
        at = words.index("-kernel")
        words[at : at + 4] = ["-boot", "n"]
        if self.uefi:
            firmware = os.path.join(lab.PEERS, "usr", "share", "ovmf", "OVMF.fd")
            # Without a source of random numbers it has no network.
            words += ["-bios", firmware, "-device", "virtio-rng-pci"]
        return words

    def start(self):
        super().start()
        os.unlink(self.path("initrd"))


class Network:
    """The wire of the table: br0 with the server's address, tapN and the like for boxes."""

    def __init__(self, name="server"):
        self.ns = lab.Namespace(name)
        self.ns.ip(
            "link add br0 type bridge",
            f"address add {SERVER}/24 dev br0",
            "link set br0 up",
            "link set lo up",
        )
        self.taps = 0

    def stage(self, table, archives=(("probe.cpio", box.after_init(**FACTS)),), **how):
        return stage(self.ns.folder, HEAD + table, "/lab/pxe", "/lab/conf", archives, **how)

    def change(self, name, *pairs):
        """Edits a generated configuration: other times than those for real networks."""
        text = self.ns.read(f"conf/{name}")
        for old, new in pairs:
            if old not in text:
                raise lab.Stuck(f"no {old!r} in {name}")
            text = text.replace(old, new)
        self.ns.write(f"conf/{name}", text)

    def nic(self, number, card="virtio-net-pci", rom=True):
        """Words of QEMU's for a card at a tap of its own, with the MAC of that number."""
        tap = f"tap{self.taps}"
        self.taps += 1
        self.ns.ip(
            f"tuntap add dev {tap} mode tap",
            f"link set {tap} master br0",
            f"link set {tap} up",
        )
        nic = ["-netdev", f"tap,id=net,ifname={tap},script=no,downscript=no", "-device"]
        return [*nic, f"{card},netdev=net,mac={mac(number)}{'' if rom else ',romfile='}"]

    def box(self, number, card="virtio-net-pci", rom=True, **how):
        """A box that boots from the wire. QEMU's cards have iPXE in their ROM, for BIOS and UEFI; without
        it UEFI brings its own PXE."""
        nic = self.nic(number, card, rom)
        return NetBox(nic, within=[lab.tool("inside"), self.ns.path], **how)

    def client(self, name, number, ifname="eth0"):
        """A namespace with a card on the bridge, for a DHCP client without a box around it."""
        client = lab.Namespace(name)
        lab.wire(client, ifname, self.ns, f"port{number}")
        client.ip(f"link set dev {ifname} address {mac(number)}")
        self.ns.ip(f"link set port{number} master br0")
        return client

    # -- servers

    def dnsmasq(self, conf="dnsmasq.conf", says="DHCP, (IP range|static leases|proxy)"):
        words = ["dnsmasq", "-k", "-C", f"/lab/conf/{conf}", "-u", "root", "-x", "/run/pid"]
        words += ["-l", "/run/leases", "--log-facility=-", "--log-dhcp"]
        process = self.ns.spawn_peer(*words)
        process.says(says)
        return process

    def routers(self):
        """IPv6 router advertisements: without any the iPXE of QEMU's cards waits seconds for one."""
        self.ns.ip("address add fd00:24::1/64 dev br0 nodad")
        words = ["dnsmasq", "-k", "-C", "/dev/null", "-p", "0", "-u", "root", "-x", "/run/pid"]
        words += ["--log-facility=-", "--enable-ra", "--ra-param=br0,4,1800"]
        self.ns.spawn_peer(*words, "--dhcp-range=fd00:24::,ra-only", title="routers")

    def dhcpd(self):
        self.ns.write("dhcpd.leases", "")
        words = ["dhcpd", "-4", "-f", "-d", "-cf", "/lab/conf/dhcpd.conf"]
        process = self.ns.spawn_peer(*words, "-lf", "/lab/dhcpd.leases", "--no-pid", "br0")
        process.says("Server starting service")
        return process

    def kea(self, conf="kea-dhcp4.conf", ns=None, title="kea"):
        """Kea, in the namespace of the wire or another."""
        ns = ns or self.ns
        ns.write("kea.sh", "mkdir -p /var/lib/kea /run/kea; exec kea-dhcp4 -c $1\n")
        words = ["busybox", "env", "KEA_LOCKFILE_DIR=/run", "KEA_PIDFILE_DIR=/run"]
        words += ["busybox", "sh", "/lab/kea.sh", f"/lab/conf/{conf}"]
        process = ns.spawn_peer(*words, title=title)
        process.says("DHCP4_STARTED", 20)
        return process

    def tftpd(self, ns=None):
        """tftpd-hpa by the settings for its service, in the namespace of the wire or another."""
        ns = ns or self.ns
        with open(f"{ns.folder}/etc/passwd", "a", encoding="ascii") as f:
            f.write("tftp:x:101:65534::/:/bin/false\n")
        settings = dict(
            line.split("=", 1)
            for line in ns.read("conf/tftpd-hpa").splitlines()
            if "=" in line and not line.startswith("#")
        )
        value = {name: shlex.split(text)[0] for name, text in settings.items()}
        words = ["in.tftpd", "--foreground", "--user", value["TFTP_USERNAME"]]
        words += ["--address", value["TFTP_ADDRESS"], *shlex.split(value["TFTP_OPTIONS"])]
        return ns.spawn_peer(*words, value["TFTP_DIRECTORY"], title="tftpd")

    def nginx(self):
        self.ns.write("nginx-main.conf", nginx_main("/lab/conf/nginx.conf"))
        return self.ns.spawn_peer("nginx", "-e", "stderr", "-c", "/lab/nginx-main.conf")

    def drop(self):
        """The generated firewall."""
        words = ["nft", "-f", "/lab/conf/nftables.conf"]
        process = self.ns.spawn_peer(*words)
        if process.ends() != 0:
            raise lab.Stuck(process.said())


def own_requests(capture, number):
    """The DHCP messages of a box itself, not of its firmware (option 60), the repeated ones once."""
    wanted = bytes.fromhex(mac(number).replace(":", ""))
    found = [
        (m.xid, dhcp.NAMES[m.type])
        for m in capture.messages()
        if m.mac == wanted and not m.options.get(60, b"").startswith(b"PXEClient")
    ]
    return [kind for _, kind in dict.fromkeys(found)]


def nginx_main(include):
    """What stands around a file of conf.d."""
    temporary = "".join(
        f"{kind}_temp_path /tmp/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        "daemon off; user root root; worker_processes 1; pid /run/nginx.pid; error_log stderr;"
        f"events {{}} http {{ {temporary} include {include}; }}\n"
    )


def why_not(namespace):
    """Why no box can hang on a tap in it, "" where one can."""
    try:
        with namespace.inside():
            os.close(os.open("/dev/net/tun", os.O_RDWR))
    except OSError as error:
        return f"/dev/net/tun does not open: {error.strerror}"
    return "" if os.path.exists(LOADERS) else f"{LOADERS} is missing: run 'tools/fetch build loaders'"
