# SPDX-License-Identifier: GPL-2.0-only
"""The clients: our netcfg, and for comparison udhcpc, dhcpcd, dhclient and klibc's ipconfig.

Netcfg("run", ...) is what the tests are about. Each peer is a function that starts it on eth0 of
a namespace with the link up, and leaves the address, routes and servers to a script or to itself.
"""

import contextlib
import os
import re

import lab

# The keeper has no heap; to look for leaks at its end, its sandbox has no system calls.
os.environ["ASAN_OPTIONS"] = "detect_leaks=0"
# What ends a program that a sanitizer is in.
SANITIZER = r"ERROR: (Address|Leak)Sanitizer|runtime error:"


def built(sanitized=False):
    """netcfg as it is in the box; or compiled for this machine, with ASan and UBSan. With
    $RAMBOX_NETCFG, that program in place of both."""
    if os.environ.get("RAMBOX_NETCFG"):
        return os.environ["RAMBOX_NETCFG"]
    if sanitized:
        program = lab.tool("netcfg")
        if not os.path.exists(program):
            raise lab.Stuck(f"{program} is missing: run 'make check'")
        return program
    return called("netcfg")


def called(name):
    """The program of the box, /init, by another name."""
    program, link = os.path.join(lab.BUILD, "init"), os.path.join(lab.scratch(), name)
    if not os.path.exists(program):
        raise lab.Stuck(f"{program} is missing: run 'make init'")
    with contextlib.suppress(FileExistsError):
        os.symlink(program, link)
    return link


class Netcfg:
    """`netcfg run PARAM…` in a namespace, in the foreground."""

    def __init__(self, namespace, *params, sanitized=False, **how):
        self.namespace = namespace
        words = [built(sanitized), "run", *(params or ("ip=eth0:dhcp",)), "rambox.debug"]
        self.process = namespace.spawn(*words, title="netcfg", **how)
        self.pid = self.process.pid

    def said(self):
        return self.process.said()

    def says(self, pattern, seconds=10):
        return self.process.says(pattern, seconds)

    def stop(self):
        """SIGTERM; its exit status."""
        return self.process.stop()

    def complaints(self):
        """What a sanitizer said."""
        return re.findall(f".*(?:{SANITIZER}).*", self.said())


def keeper(namespace, ifname="eth0"):
    """The process that keeps the interface, 0 for none: IF.pid."""
    text = namespace.read(f"run/netcfg/{ifname}.pid").strip()
    return int(text) if text.isdigit() else 0


def lease(namespace, ifname="eth0"):
    """IF.lease as a map; empty where there is none."""
    lines = namespace.read(f"run/netcfg/{ifname}.lease").splitlines()
    return dict(line.partition("=")[::2] for line in lines)


def numbered(values, key):
    """The values of KEY1, KEY2 and so on."""
    found = [(int(k[len(key) :]), v) for k, v in values.items() if re.fullmatch(key + r"\d+", k)]
    return [value for _, value in sorted(found)]


def leased(namespace, ifname="eth0", seconds=10):
    """Waits for IF.lease and returns it."""
    return lab.wait(lambda: lease(namespace, ifname), f"{ifname}.lease", seconds)


def resolv(namespace):
    return namespace.read("run/netcfg/resolv.conf")


# ---- peers ----

# For udhcpc and dhclient: the least that sets the address, a default route and the servers.
UDHCPC = """#!/bin/sh
case $1 in
deconfig) ip addr flush dev $interface; ip link set $interface up ;;
bound | renew)
    ip addr replace $ip/$mask dev $interface
    for r in $router; do ip route replace default via $r dev $interface onlink; break; done
    : >/lab/resolv.conf
    for s in $dns; do echo "nameserver $s" >>/lab/resolv.conf; done ;;
esac
"""
DHCLIENT = """#!/bin/sh
case $reason in
PREINIT) ip link set $interface up ;;
BOUND | RENEW | REBIND | REBOOT)
    ip addr replace $new_ip_address/${new_subnet_mask:-255.255.255.0} dev $interface
    for r in $new_routers; do ip route replace default via $r dev $interface onlink; break; done
    : >/lab/resolv.conf
    for s in $new_domain_name_servers; do echo "nameserver $s" >>/lab/resolv.conf; done ;;
EXPIRE | FAIL | RELEASE | STOP) ip addr flush dev $interface ;;
esac
exit 0
"""


def script(namespace, name, content):
    os.chmod(namespace.write(name, content), 0o755)
    return f"/lab/{name}"


def udhcpc(namespace, ifname="eth0", **how):
    path = script(namespace, "udhcpc.script", UDHCPC)
    words = ["busybox", "udhcpc", "-f", "-i", ifname, "-s", path]
    return namespace.spawn_peer(*words, title="udhcpc", **how)


def dhclient(namespace, ifname="eth0", **how):
    path = script(namespace, "dhclient.script", DHCLIENT)
    namespace.write("dhclient.conf", "timeout 60;\n")
    words = ["dhclient", "-4", "-d", "-cf", "/lab/dhclient.conf", "-lf", "/lab/dhclient.leases"]
    words += ["-pf", "/run/pid", "-sf", path, ifname]
    return namespace.spawn_peer(*words, title="dhclient", **how)


def dhcpcd(namespace, ifname="eth0", **how):
    words = ["dhcpcd", "-4", "-B", "--nodelay", "--noarp", "-f", "/dev/null", ifname]
    return namespace.spawn_peer(*words, title="dhcpcd", **how)


def ipconfig(namespace, ifname="eth0", **how):
    words = ["/usr/lib/klibc/bin/ipconfig", "-t", "60", "-c", "dhcp", "-d", ifname]
    return namespace.spawn_peer(*words, title="ipconfig", **how)


PEERS = {"udhcpc": udhcpc, "dhcpcd": dhcpcd, "dhclient": dhclient, "ipconfig": ipconfig}
