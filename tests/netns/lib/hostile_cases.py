# SPDX-License-Identifier: GPL-2.0-only
"""What a hostile server sends, and what must hold afterwards: a table for hostile.py.

The rows count on from frames to messages, addresses, times, and what options say; the last are
those that take more than a twisted answer. Whatever it is, no sanitizer may have anything to
say, SIGTERM ends the client with 0, and its log is printable.
"""

import time

import dhcp
import lab
from dhcp import addr, options, u32
from hostile import BAD, BAD_DNS, GOOD, OTHER, SERVER, Case, good, make


def ignored(row, name, twist, **more):
    return Case(row, name, "ignored", twist, **more)


def accepted(row, name, twist, expect=None, **more):
    return Case(row, name, "accepted", twist, expect, **more)


def special(row, name, answer, **more):
    return Case(row, name, "special", answer=answer, **more)


# ---- 1 to 10: frames ----

FRAMES = [
    ignored(
        1,
        "IP total length of 20 and UDP length of 0, body behind",
        {"tot_len": 20, "udp_len": 0, "udp_sum": 0},
    ),
    *[ignored(2, f"UDP length of {n}", {"udp_len": n, "udp_sum": 0}) for n in (0, 1, 7)],
    ignored(3, "UDP length past the end of the IP packet", {"udp_len": 1000, "udp_sum": 0}),
    ignored(3, "IP total length past the end of the frame", {"tot_len": 1000}),
    ignored(4, "IP header length of 16", {"ihl": 4, "udp_sum": 0}),
    ignored(4, "IP header longer than the packet", {"ip_options": b"\1" * 40, "tot_len": 40}),
    ignored(4, "IP version 6 behind the type of 4", {"version": 6}),
    accepted(5, "4 bytes of IP options", {"ip_options": b"\1\1\1\0"}),
    accepted(5, "40 bytes of IP options", {"ip_options": b"\1" * 39 + b"\0"}),
    accepted(6, "a trailer behind the IP packet", {"trailer": b"\x36\1\6\xff" * 10}),
    ignored(7, "the first fragment", {"fragment": 0x2000}),
    ignored(7, "a later fragment", {"fragment": 0x0010}),
    ignored(8, "a wrong IP checksum", {"ip_sum": 0x1234}),
    ignored(8, "a wrong UDP checksum", {"udp_sum": 0x1234}),
    accepted(8, "a UDP checksum of 0: there is none", {"udp_sum": 0}),
    ignored(9, "a tag of VLAN 5", {"vlan": 5}),
    ignored(9, "a tag of VLAN 4095, priority 7", {"vlan": 0xEFFF}),
    accepted(9, "a priority tag: VLAN 0", {"vlan": 0xE000}),
    ignored(10, "a datagram of 8000 bytes", {"pad": 8000}, mtu=9000),
    ignored(10, "a datagram of 2100 bytes", {"pad": 2100}, mtu=9000),
    ignored(10, "a frame of 8000 bytes around one of 300", {"trailer": bytes(7700)}, mtu=9000),
    ignored(11, "another UDP port", {"dport": 69}),
    ignored(11, "TCP", {"protocol": 6}),
]

# ---- 11 to 27: messages ----

NEIGHBOUR = b"\x02\0\0\0\0\x77"

MESSAGES = [
    ignored(11, "a payload of 239 bytes", {"cut": 239}),
    ignored(11, "one of 239 bytes, the rest behind it", {"cut": 239, "behind": True}),
    ignored(11, "a payload of 240 bytes, no options", {"cut": 240}),
    ignored(11, "an empty payload", {"cut": 0}),
    ignored(12, "op is a request's", {"op": 1}),
    ignored(12, "op 0", {"op": 0}),
    ignored(12, "the magic is another", {"magic": b"\x63\x82\x53\x64"}),
    ignored(12, "hlen 5", {"hlen": 5}),
    ignored(12, "hlen 255", {"hlen": 255}),
    ignored(12, "htype 6", {"htype": 6}),
    ignored(13, "chaddr is a neighbour's", {"chaddr": NEIGHBOUR}),
    ignored(13, "xid is another", {"xid": lambda m: m.xid ^ 1}),
    ignored(
        13,
        "xid in the wrong byte order",
        {"xid": lambda m: int.from_bytes(m.xid.to_bytes(4, "little"), "big") ^ (m.xid == 0)},
    ),
    accepted(
        14, "garbage behind the six bytes of chaddr", {"chaddr": lambda m: m.mac + b"\xaa" * 10}
    ),
    ignored(15, "no option 53: BOOTP", {53: None}),
    ignored(15, "option 53 of no byte", {"type": b""}),
    ignored(15, "option 53 of two bytes", {"type": b"\2\5"}),
    *[ignored(15, f"message type {n}", {"type": bytes([n])}) for n in (0, 1, 3, 4, 7, 8, 10, 255)],
    ignored(16, "option 53 twice, OFFER and ACK", {"last": b"\x35\1\2\x35\1\5", 53: None}),
    ignored(17, "FORCERENEW", {"type": b"\x09"}),
    ignored(18, "ACK to a DISCOVER, without Rapid Commit", {"type": b"\5"}, phases=("offer",)),
    ignored(18, "OFFER to a REQUEST", {"type": b"\2"}, phases=("ack",)),
    accepted(
        19,
        "an OFFER with Rapid Commit is an OFFER",
        {80: b""},
        phases=("offer",),
        check=lambda rogue, *_: [] if rogue.requests(dhcp.REQUEST) else ["taken for an ACK"],
    ),
    ignored(20, "an option that runs past the end", {"last": b"\x0c\xff", "end": False, "pad": 0}),
    ignored(20, "one that does so by a byte", {"last": b"\x0c\x03ab", "end": False, "pad": 0}),
    ignored(20, "one in the field file", {52: b"\1", "file": b"\x0c\xff" + b"a" * 126}),
    ignored(20, "one in the field sname", {52: b"\2", "sname": b"\x0c\xff" + b"a" * 62}),
    ignored(21, "a code that is the last byte", {"last": b"\x0c", "end": False, "pad": 0}),
    accepted(
        22,
        "overload in file that points to sname is not followed",
        {52: b"\1", "file": options([(52, b"\2")]), "sname": options([(6, addr(BAD_DNS))])},
        {"DNS2": None},
    ),
    accepted(
        22,
        "overload of file and sname, each of which says it again",
        {
            52: b"\3",
            "file": options([(52, b"\3"), (15, b"lab.example")]),
            "sname": options([(52, b"\3")]),
        },
        {"SEARCH1": "lab.example"},
    ),
    accepted(
        22,
        "options in file and in sname",
        {
            52: b"\3",
            3: None,
            "file": options([(3, addr(SERVER))]),
            "sname": options([(26, b"\x05\x14")]),
        },
        {"ROUTER": SERVER, "MTU": "1300"},
    ),
    *[
        accepted(23, f"overload of {v!r}", {52: v, "file": b"\x0c\xff"})
        for v in (b"", b"\0", b"\4", b"\xff", b"\1\1")
    ],
    accepted(24, "255 times PAD and no END", {"last": bytes(255), "end": False, "pad": 0}),
    accepted(24, "PAD in front of all options", {"first": bytes(101)}),
    accepted(25, "option 43 in a hundred parts", {"last": b"\x2b\4abcd" * 100}),
    *[ignored(26, f"option 54 of {n} bytes", {54: b"\x0a" * n}) for n in (1, 3, 5, 8)],
    *[
        accepted(
            26, f"server {a} is as none: the sender is taken", {54: addr(a)}, {"SERVER": SERVER}
        )
        for a in ("0.0.0.0", "255.255.255.255", "127.0.0.1", "224.0.0.1")
    ],
    accepted(26, "no option 54: the sender is taken", {54: None}, {"SERVER": SERVER}),
    accepted(
        27, "the sender is a relay, not the server", {"source": "10.66.0.250"}, {"SERVER": SERVER}
    ),
    accepted(27, "from another port than 67", {"sport": 1067}),
    *[
        ignored(85, f"option {code} of {n} bytes", {code: b"\1" * n})
        for code in (51, 58, 59)
        for n in (1, 5)
    ],
]

# ---- 28 to 36: addresses and times ----

BAD_ADDRESSES = (
    *("0.0.0.0", "255.255.255.255", "127.0.0.1", "127.255.0.9", "224.0.0.5", "239.1.2.3"),
    *("240.0.0.1", "169.254.7.7", "0.1.2.3"),
)


def time_between(low, high):
    return lambda value: value is not None and value.isdigit() and low <= int(value) <= high


def has_routes(*wanted, none=()):
    """A check: the kernel has these routes, and none of those."""

    def check(_rogue, namespace, _log):
        have = namespace.routes()
        wrong = [f"no route {route}" for route in wanted if route not in have]
        return wrong + [f"route {route}" for route in none if route in have]

    return check


DEFAULTS = {"T1": time_between(1400, 1800), "T2": time_between(2400, 3150)}

VALUES = [
    # Of 32 bits, so that none is refused as its network's first or last.
    *[
        ignored(28, f"address {a}", {"yiaddr": a, 1: addr("255.255.255.255")})
        for a in BAD_ADDRESSES
    ],
    ignored(29, "the network's own address", {"yiaddr": "10.66.0.0"}),
    ignored(29, "the network's broadcast address", {"yiaddr": "10.66.0.255"}),
    ignored(
        29, "the broadcast address of a /30", {"yiaddr": "10.66.0.7", 1: addr("255.255.255.252")}
    ),
    ignored(30, "the server's address", {"yiaddr": SERVER, 3: addr(OTHER)}),
    ignored(30, "the router's address", {"yiaddr": OTHER, 3: addr(OTHER)}),
    ignored(31, "a mask with a hole", {1: addr("255.0.255.0")}),
    ignored(31, "a mask upside down", {1: addr("0.0.0.255")}),
    *[ignored(31, f"a mask of {n} bytes", {1: b"\xff" * n}) for n in (1, 3, 5)],
    accepted(31, "a mask of 0 is as none", {1: addr("0.0.0.0")}, {"PREFIX": "8"}),
    accepted(31, "no mask: that of the class", {1: None}, {"PREFIX": "8"}),
    accepted(
        32,
        "a mask of 31 bits",
        {1: addr("255.255.255.254"), 3: addr("10.66.0.101")},
        {"PREFIX": "31"},
    ),
    accepted(
        32,
        "a mask of 32 bits, the router off the subnet",
        {1: addr("255.255.255.255")},
        {"PREFIX": "32", "ROUTER": SERVER},
        check=has_routes("default"),
    ),
    ignored(33, "a lease of 0 s", {51: u32(0)}),
    *[ignored(33, f"an offer of {n} s", {51: u32(n)}, phases=("offer",)) for n in (1, 9)],
    accepted(
        33,
        "a lease without an end",
        {51: u32(0xFFFFFFFF), 58: u32(5), 59: u32(9)},
        {"LEASE": "infinite", "T1": "infinite"},
    ),
    accepted(33, "a lease of 2^31 s", {51: u32(0x80000000)}, {"LEASE": "2147483648"}),
    accepted(33, "a lease of 2^32 - 2 s", {51: u32(0xFFFFFFFE)}, {"LEASE": "4294967294"}),
    accepted(33, "no lease time: an hour", {51: None}, {"LEASE": "3600"}),
    accepted(34, "T1 over T2 over the lease", {58: u32(9000), 59: u32(8000)}, DEFAULTS),
    accepted(34, "T1 and T2 of 0", {58: u32(0), 59: u32(0)}, DEFAULTS),
    accepted(34, "T1 and T2 without an end", {58: u32(0xFFFFFFFF), 59: u32(0xFFFFFFFF)}, DEFAULTS),
    accepted(34, "T1 and T2 the same", {58: u32(1800), 59: u32(1800)}, DEFAULTS),
    accepted(
        35,
        "T1 of 1 s in a lease of a day",
        {51: u32(86400), 58: u32(1)},
        {"T1": time_between(7000, 43200)},
    ),
]

# ---- 42 to 58: what options say ----


def search(*names):
    return b"".join(b"".join(bytes([len(p)]) + p for p in n.split(b".")) + b"\0" for n in names)


def routes(pairs):
    out = b""
    for destination, gateway in pairs:
        address, _, length = destination.partition("/")
        out += bytes([int(length)]) + addr(address)[: (int(length) + 7) // 8] + addr(gateway)
    return out


def takes(key, values, wanted):
    """A predicate over the whole file is not to be had; the first value of a numbered key."""
    return {f"{key}{n}": wanted[n - 1] if n <= len(wanted) else None for n in range(1, values + 1)}


MANY_ROUTES = [(f"{n}.0.0.0/8", SERVER) for n in range(11, 127)]
NO_SEARCH = {"SEARCH1": None}
NO_NAME = {"HOSTNAME": None}

OPTIONS = [
    *[accepted(42, f"MTU {n}", {26: n.to_bytes(2, "big")}, {"MTU": None}) for n in (68, 575, 0)],
    accepted(
        42, "MTU 65535", {26: b"\xff\xff"}, {"MTU": lambda v: v is None or 576 <= int(v) <= 1500}
    ),
    *[accepted(42, f"an MTU of {n} bytes", {26: b"\5" * n}, {"MTU": None}) for n in (1, 3)],
    accepted(42, "MTU 1400", {26: b"\x05\x78"}, {"MTU": "1400"}),
    *[
        accepted(
            43, f"router {a}", {3: addr(a)}, {"ROUTER": None}, check=has_routes(none=["default"])
        )
        for a in ("0.0.0.0", "224.0.0.1", "127.0.0.1", "255.255.255.255")
    ],
    accepted(
        43,
        "a router off the subnet",
        {3: addr("10.77.0.1")},
        {"ROUTER": "10.77.0.1"},
        check=has_routes("default"),
    ),
    accepted(44, "a router of 5 bytes", {3: addr(SERVER) + b"\1"}, {"ROUTER": None}),
    accepted(44, "a router of 3 bytes", {3: b"\x0a\0\0"}, {"ROUTER": None}),
    accepted(
        44,
        "64 routers",
        {3: b"".join(addr(f"10.66.0.{n}") for n in range(1, 65))},
        {"ROUTER": SERVER},
    ),
    ignored(45, "an offer with routes of no byte", {121: b""}, phases=("offer",)),
    ignored(
        45,
        "an offer with a route of width 33",
        {121: b"\x21\1\2\3\4\5" + addr(SERVER)},
        phases=("offer",),
    ),
    ignored(45, "an offer with half a route", {121: b"\x18\1\2"}, phases=("offer",)),
    accepted(
        45,
        "an ACK with a route of width 33: the router is taken",
        {121: b"\x21\1\2\3\4\5" + addr(SERVER)},
        {"ROUTER": SERVER},
        phases=("ack",),
    ),
    accepted(
        45,
        "an ACK with half a route: the router is taken",
        {121: b"\x18\1\2"},
        {"ROUTER": SERVER},
        phases=("ack",),
    ),
    accepted(
        45,
        "116 routes: 64 are taken",
        {121: routes(MANY_ROUTES)},
        {"ROUTE64": lambda v: v, "ROUTE65": None},
        check=has_routes("11.0.0.0/8", none=["126.0.0.0/8"]),
    ),
    accepted(
        46,
        "routes over the default route, and to the metadata service",
        {
            121: routes(
                [("0.0.0.0/1", SERVER), ("128.0.0.0/1", SERVER), ("169.254.169.254/32", SERVER)]
            )
        },
        check=has_routes("0.0.0.0/1", "128.0.0.0/1", "169.254.169.254", none=["default"]),
    ),
    accepted(
        46,
        "routes to the loopback and to multicast are skipped",
        {121: routes([("127.0.0.0/8", SERVER), ("224.0.0.0/4", SERVER), ("10.9.0.0/16", SERVER)])},
        check=has_routes("10.9.0.0/16", none=["127.0.0.0/8", "224.0.0.0/4"]),
    ),
    accepted(
        46,
        "a route to the own address",
        {121: routes([(f"{GOOD}/32", "0.0.0.0"), ("10.9.0.0/16", SERVER)])},
        check=has_routes("10.9.0.0/16", none=[GOOD]),
    ),
    accepted(
        46,
        "a cloud's /32 with its router by route",
        {
            1: addr("255.255.255.255"),
            121: routes([("0.0.0.0/0", SERVER), (f"{SERVER}/32", "0.0.0.0")]),
        },
        check=has_routes("default", SERVER),
    ),
    accepted(
        47,
        "bad servers among good ones",
        {
            6: addr("0.0.0.0")
            + addr("255.255.255.255")
            + addr("192.0.2.1")
            + addr("224.0.0.1")
            + addr("192.0.2.2")
        },
        takes("DNS", 4, ["192.0.2.1", "192.0.2.2"]),
    ),
    accepted(47, "the loopback is no server", {6: addr("127.0.0.1")}, {"DNS1": None}),
    accepted(
        47,
        "60 servers: 3 are taken",
        {6: b"".join(addr(f"192.0.2.{n}") for n in range(1, 61))},
        takes("DNS", 4, ["192.0.2.1", "192.0.2.2", "192.0.2.3"]),
    ),
    accepted(47, "servers of 5 bytes", {6: addr("192.0.2.1") + b"\1"}, {"DNS1": None}),
    accepted(48, "119 with a pointer to itself", {119: b"\xc0\0"}, NO_SEARCH),
    accepted(48, "119 with a pointer forward", {119: b"\1a\xc0\4\1b\0"}, NO_SEARCH),
    accepted(48, "119 with a pointer past the end", {119: b"\1a\xff\xff"}, NO_SEARCH),
    accepted(48, "119 with two pointers in a ring", {119: b"\1a\xc0\4\1b\xc0\0"}, NO_SEARCH),
    accepted(48, "119 with a label of 64", {119: b"\x40" + b"a" * 64 + b"\0"}, NO_SEARCH),
    accepted(48, "119 that does not end", {119: b"\3lab"}, NO_SEARCH),
    accepted(
        48, "119 with a name of more than 255", {119: (b"\x3f" + b"a" * 63) * 5 + b"\0"}, NO_SEARCH
    ),
    accepted(48, "119 that is empty", {119: b""}, NO_SEARCH),
    accepted(
        48,
        "119 with names by a pointer back",
        {119: b"\3lab\7example\0\1a\xc0\4"},
        {"SEARCH1": "lab.example", "SEARCH2": "a.example"},
    ),
    *[
        accepted(
            49,
            f"119 with {byte!r} in a label",
            {119: search(b"good.example", b"a" + byte + b"b.example")},
            NO_SEARCH,
        )
        for byte in (b"\n", b" ", b";", b"%", b"\0", b"\xc3\xa4", b"\x1b")
    ],
    accepted(
        50,
        "15 with a line of its own for resolv.conf",
        {15: b"a.example\nnameserver 6.6.6.6"},
        NO_SEARCH,
    ),
    accepted(
        51,
        "15 with two names",
        {15: b"a.example b.example"},
        {"SEARCH1": "a.example", "SEARCH2": "b.example"},
    ),
    *[
        accepted(52, f"host name {name!r}"[:60], {12: name}, NO_NAME)
        for name in (
            b"() { :;}; id",
            b"$(reboot)",
            b"-rf",
            b"../x",
            b"a'b",
            b"a" * 255,
            b"a\0b",
            b"a\nb",
            b"`id`",
        )
    ],
    *[
        accepted(53, f"host name {name!r}", {12: name}, NO_NAME)
        for name in (b"localhost", b"localhost.localdomain", b"10.0.0.1", b"", b".")
    ],
    accepted(53, "host name with a dot at its end", {12: b"box."}, {"HOSTNAME": "box"}),
    accepted(53, "host name with a domain", {12: b"box.lab.example"}, {"HOSTNAME": "box"}),
    accepted(54, "host name of 64 characters", {12: b"a" * 64}, NO_NAME),
    accepted(54, "host name of 63 characters", {12: b"a" * 63}, {"HOSTNAME": "a" * 63}),
    accepted(54, "host name with an underscore", {12: b"a_b"}, NO_NAME),
    accepted(
        54, "host name that begins with digits", {12: b"18-105-23"}, {"HOSTNAME": "18-105-23"}
    ),
    accepted(
        55, "root path with a newline", {17: b"/a\nSTATE=x"}, {"ROOT_PATH": None, "STATE": "bound"}
    ),
    accepted(
        55,
        "file and sname full, without a NUL",
        {"file": b"f" * 128, "sname": b"s" * 64},
        {"BOOT_FILE": None, "TFTP_SERVER": None},
    ),
    accepted(
        55,
        "file and sname of bytes over 127",
        {"file": b"\xff" * 127, "sname": b"\x80" * 63},
        {"BOOT_FILE": None, "TFTP_SERVER": None},
    ),
    accepted(
        55,
        "boot file with a quote and a blank",
        {67: b"a' b"},
        {"BOOT_FILE": lambda v: v in (None, "a%27%20b")},
    ),
    ignored(57, "option 61 is another client's", {61: b"\1" + NEIGHBOUR}),
    accepted(57, "option 61 is ours", {61: lambda m: m.options.get(61)}),
    accepted(
        58,
        "nested options that are garbage",
        {43: b"\1\xff\2", 125: b"\xff\xff\xff\xff\xff\1\2\3", 124: b"\0", 82: b"\1\xff"},
    ),
    accepted(
        58,
        "every option there is, of one byte",
        {"first": b"".join(bytes([c, 1, 0x41]) for c in range(62, 255) if c not in (80, 119, 121))},
    ),
    accepted(
        58,
        "every option there is, of no byte",
        {
            "first": b"".join(
                bytes([c, 0]) for c in range(2, 255) if c not in (3, 6, 51, 53, 54, 61, 80, 121)
            )
        },
    ),
]

# ---- those that take more ----


def nak_flood(rogue, request):
    """A thousand NAKs to the first REQUEST; then all goes well."""
    if request.type == dhcp.REQUEST and "flood" not in rogue.state:
        rogue.state["flood"] = True
        nak = make(dhcp.NAK, request)
        for _ in range(1000):
            rogue.put(nak)
    else:
        good(rogue, request)


def few(kind, most):
    """A check: so many transactions. A busy machine makes more packets of each."""

    def check(rogue, _namespace, _log):
        count = len({m.xid for m in rogue.requests(kind)})
        return [] if count <= most else [f"{count} {dhcp.NAMES[kind]}s, not up to {most}"]

    return check


def one_offer_only(rogue, namespace, log):
    wrong = few(dhcp.DISCOVER, 2)(rogue, namespace, log)
    return wrong + [f"it said {m}" for m in rogue.heard if m.requested == BAD]


def nak_with_escape(rogue, request):
    """A NAK whose message would paint a terminal."""
    if request.type == dhcp.REQUEST and "nak" not in rogue.state:
        rogue.state["nak"] = True
        rogue.send(dhcp.NAK, request, {56: b"\x1b[2J\x1b]0;x\7 refused \xc3\xa4" + b"x" * 200})
    else:
        good(rogue, request)


def foreign_nak(rogue, request):
    """NAKs of a server that was not asked, before the right one's ACK."""
    if request.type == dhcp.REQUEST:
        for _ in range(3):
            rogue.send(dhcp.NAK, request, server=OTHER)
    good(rogue, request)


def offer_flood(rogue, request):
    """The first offer is good; ten thousand others come behind it, also behind the REQUEST."""
    good(rogue, request)
    if rogue.state.setdefault("floods", 0) < 2:
        rogue.state["floods"] += 1
        fake = make(dhcp.OFFER, request, yiaddr=BAD, server=OTHER, dns=BAD_DNS)
        for _ in range(10000):
            rogue.put(fake)


def black_hole(rogue, request):
    """A server that offers first and never acknowledges; the good one comes second."""
    if request.type == dhcp.DISCOVER:
        rogue.send(dhcp.OFFER, request, yiaddr=BAD, server=OTHER, dns=BAD_DNS)
        rogue.send(dhcp.OFFER, request)
    elif request.server_id == SERVER:
        good(rogue, request)


def force_renew(rogue, _namespace):
    """FORCERENEW to a bound client, by broadcast and by unicast."""
    last = rogue.requests(dhcp.REQUEST)[-1]
    before = len(rogue.heard)
    for target in ("255.255.255.255", GOOD):
        for kind in (dhcp.FORCERENEW, dhcp.NAK, dhcp.ACK, dhcp.OFFER):
            rogue.send(
                kind, last, {"target": target}, **({"yiaddr": BAD} if kind != dhcp.NAK else {})
            )
    time.sleep(1)
    rogue.state["after"] = rogue.heard[before:]


def silent_after(rogue, namespace, _log):
    wrong = [f"it said {m}" for m in rogue.state["after"]]
    return wrong + ([] if namespace.addresses() == [f"{GOOD}/24"] else ["the address is gone"])


def shrinking(rogue, request):
    """A lease of 12 s, which every renewal makes one of 10 s."""
    first = request.type == dhcp.DISCOVER or request.ciaddr == "0.0.0.0"
    kind = dhcp.OFFER if request.type == dhcp.DISCOVER else dhcp.ACK
    rogue.send(kind, request, lease=12 if first else 10)


def sixteen_seconds(_rogue, _namespace):
    time.sleep(16)


def poisoned(rogue, data):
    """Whatever address is asked for, somebody has it: RFC 826."""
    if data[20:22] != b"\0\1" or data[38:42] != addr(GOOD) or data[28:32] == addr(GOOD):
        return
    answer = data[6:12] + NEIGHBOUR + data[12:20] + b"\0\2" + NEIGHBOUR + data[38:42]
    rogue.put((answer + data[22:28] + data[28:32]).ljust(60, b"\0"))


def poison(rogue, request):
    rogue.state["arp"] = poisoned
    good(rogue, request)


def declined(least, most):
    def check(rogue, _namespace, _log):
        count = len(rogue.requests(dhcp.DECLINE))
        return [] if least <= count <= most else [f"{count} DECLINEs, not {least} to {most}"]

    return check


def settled(rogue, namespace):
    """The address came and went with each conflict; it is there for good after the last."""
    lab.wait(lambda: len(rogue.requests(dhcp.DECLINE)) >= 3, "three DECLINEs", 90)
    namespace.has(GOOD, seconds=90)
    time.sleep(1)
    namespace.has(GOOD, seconds=1)


SPECIALS = [
    special(37, "a flood of NAKs is one", nak_flood, check=few(dhcp.DISCOVER, 3)),
    special(
        38, "a NAK of another server, before the ACK", foreign_nak, check=few(dhcp.DISCOVER, 1)
    ),
    special(39, "a flood of offers: the first is taken", offer_flood, check=one_offer_only),
    special(40, "a server that offers and never acknowledges", black_hole, seconds=40),
    special(56, "a NAK with a message for terminals", nak_with_escape),
    special(
        17, "replies that nobody asked for while bound", good, after=force_renew, check=silent_after
    ),
    special(
        36,
        "a lease that shrinks to 10 s",
        shrinking,
        after=sixteen_seconds,
        check=few(dhcp.REQUEST, 5),
    ),
    special(
        41,
        "every address is somebody's, says ARP",
        poison,
        seconds=120,
        after=settled,
        check=declined(3, 3),
    ),
]

CASES = SPECIALS[::-1] + FRAMES + MESSAGES + VALUES + OPTIONS
