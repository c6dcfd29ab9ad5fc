# SPDX-License-Identifier: GPL-2.0-only
"""The DHCP servers of the tests: dnsmasq, ISC dhcpd, Kea and udhcpd, in the foreground, with what
they know in their namespace's folder. Each returns its process once it serves.

They all take the same: the network's first three bytes (a /24, whose .1 is the server and the
router), the pool's first and last byte, the time of a lease in seconds, `routes` for option 121,
a list of ("10.9.0.0/16", "10.0.0.254"), and fixed, a map of MAC to the last byte of an address.
"""

import json

DNS = "192.0.2.53"
DOMAIN = "lab.example"


def classless(routes):
    """Option 121, RFC 3442: the bytes."""
    out = []
    for destination, gateway in routes:
        address, _, length = destination.partition("/")
        octets = [int(n) for n in address.split(".")]
        out += [int(length), *octets[: (int(length) + 7) // 8]]
        out += [int(n) for n in gateway.split(".")]
    return out


def dnsmasq(
    ns,
    net="10.0.0",
    first=100,
    last=199,
    lease=3600,
    routes=(),
    fixed=(),
    ifname="srv0",
    options=("--dhcp-authoritative",),
):
    words = ["dnsmasq", "-k", "-C", "/dev/null", "-p", "0", "-u", "root", "-x", "/run/pid"]
    words += ["-l", "/run/leases", "--log-facility=-", "--log-dhcp", "--no-ping"]
    words += ["-i", ifname, "--bind-interfaces"]
    words += [f"--dhcp-range={net}.{first},{net}.{last},255.255.255.0,{lease}"]
    words += [f"--dhcp-option=6,{DNS}", f"--dhcp-option=15,{DOMAIN}"]
    words += [f"--dhcp-host={mac},{net}.{byte}" for mac, byte in dict(fixed).items()]
    if routes:
        words.append("--dhcp-option=121," + ",".join(f"{to},{by}" for to, by in routes))
    process = ns.spawn_peer(*words, *options)
    process.says("DHCP, sockets bound exclusively|DHCP, IP range")
    return process


def isc(ns, net="10.0.0", first=100, last=199, lease=3600, routes=(), fixed=(), ifname="srv0"):
    lines = [
        "ddns-update-style none;",
        "authoritative;",
        "ping-check false;",
        f"min-lease-time 1; default-lease-time {lease}; max-lease-time {lease};",
        "option rfc3442-classless-static-routes code 121 = array of integer 8;",
        f"subnet {net}.0 netmask 255.255.255.0 {{",
        f"range {net}.{first} {net}.{last};",
        f"option routers {net}.1;",
        f"option domain-name-servers {DNS};",
        f'option domain-name "{DOMAIN}";',
    ]
    if routes:
        text = ", ".join(str(n) for n in classless(routes))
        lines.append(f"option rfc3442-classless-static-routes {text};")
    lines.append("}")
    for mac, byte in dict(fixed).items():
        lines.append(f"host h{byte} {{ hardware ethernet {mac}; fixed-address {net}.{byte}; }}")
    ns.write("dhcpd.conf", "\n".join(lines) + "\n")
    ns.write("dhcpd.leases", "")
    words = ["dhcpd", "-4", "-f", "-d", "-cf", "/lab/dhcpd.conf", "-lf", "/lab/dhcpd.leases"]
    process = ns.spawn_peer(*words, "--no-pid", ifname)
    process.says("Server starting service")
    return process


def kea(ns, net="10.0.0", first=100, last=199, lease=3600, routes=(), fixed=(), ifname="srv0"):
    options = [
        {"name": "routers", "data": f"{net}.1"},
        {"name": "domain-name-servers", "data": DNS},
        {"name": "domain-name", "data": DOMAIN},
    ]
    if routes:
        data = "".join(f"{n:02x}" for n in classless(routes))
        options.append({"code": 121, "csv-format": False, "data": data})
    hosts = [
        {"hw-address": mac, "ip-address": f"{net}.{byte}"} for mac, byte in dict(fixed).items()
    ]
    config = {
        # It opens no socket on an interface without carrier, and so looks again.
        "interfaces-config": {
            "interfaces": [ifname],
            "service-sockets-max-retries": 200,
            "service-sockets-retry-wait-time": 50,
        },
        "lease-database": {"type": "memfile", "persist": False},
        "authoritative": True,
        "valid-lifetime": lease,
        "loggers": [
            {"name": "kea-dhcp4", "severity": "INFO", "output_options": [{"output": "stdout"}]}
        ],
        "subnet4": [
            {
                "id": 1,
                "subnet": f"{net}.0/24",
                "pools": [{"pool": f"{net}.{first}-{net}.{last}"}],
                "option-data": options,
                "reservations": hosts,
            }
        ],
    }
    ns.write("kea.json", json.dumps({"Dhcp4": config}))
    words = ["busybox", "env", "KEA_LOCKFILE_DIR=/run", "KEA_PIDFILE_DIR=/run"]
    process = ns.spawn_peer(*words, "kea-dhcp4", "-c", "/lab/kea.json", title="kea")
    process.says("DHCP4_STARTED")
    return process


def udhcpd(ns, net="10.0.0", first=100, last=199, lease=3600, routes=(), fixed=(), ifname="srv0"):
    lines = [
        f"start {net}.{first}",
        f"end {net}.{last}",
        f"interface {ifname}",
        "lease_file /run/leases",
        "pidfile /run/pid",
        "min_lease 1",
        "offer_time 1",
        f"option lease {lease}",
        "option subnet 255.255.255.0",
        f"option router {net}.1",
        f"option dns {DNS}",
        f"option domain {DOMAIN}",
    ]
    if routes:
        lines.append("option staticroutes " + ", ".join(f"{to} {by}" for to, by in routes))
    lines += [f"static_lease {mac} {net}.{byte}" for mac, byte in dict(fixed).items()]
    ns.write("udhcpd.conf", "\n".join(lines) + "\n")
    words = ["busybox", "udhcpd", "-f", "-a", "1", "-I", f"{net}.1", "/lab/udhcpd.conf"]
    process = ns.spawn_peer(*words, title="udhcpd")
    process.says("started")
    return process


ALL = {"dnsmasq": dnsmasq, "isc": isc, "kea": kea, "udhcpd": udhcpd}
