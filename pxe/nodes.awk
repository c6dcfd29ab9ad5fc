# SPDX-License-Identifier: GPL-2.0-only
#
# Reads a table of nodes, and fills templates from it. pxe/stage runs it.
#
# In:  the table on standard input, and in the environment: TABLE, its name; TREE, the folder that is
#      served, and CONF, that of the servers' configurations, as they are now; SERVED and CONFIGURED, where
#      the servers will find those two; TEMPLATES; WORK, a folder for what comes out.
# Out: WORK/tree and WORK/conf, the files that are not yet so in TREE and CONF; WORK/made, a list of all;
#      WORK/lines, the command lines, each once, as "NUMBERS<tab>COMMAND LINE", and WORK/archives, likewise.
#      For each bad line of the table one line "TABLE:NUMBER: why" on standard error, and status 1.
#
# The table: `#` at the start of a word begins a comment. A line is a setting or a node.
#
#     subnet  ADDRESS/LENGTH        needed; what the boxes are in
#     server  ADDRESS               needed; of this server: DHCP, TFTP, HTTP
#     peer    ADDRESS               of the other server of a Kea pair
#     router  ADDRESS
#     dns     ADDRESS[,ADDRESS...]
#     ntp     ADDRESS[,ADDRESS...]
#     domain  NAME
#     pool    FIRST LAST            for machines without an address of their own
#     lease   SECONDS               default 86400
#     unknown refuse|allow          machines that are not in the table; default refuse
#     loader  pxelinux|ipxe         of BIOS machines; default pxelinux
#     http    yes|no                iPXE fetches by HTTP, not TFTP; default no
#     console DEVICE[,SPEED]        ttyS0,115200: loader and box speak there too
#     append  WORD...               for all command lines
#
#     MAC  ADDRESS|-  NAME  [WORD...]             a node; with - its address is from the pool
#     -    ADDRESS/LENGTH  -  [WORD...]           a range of a /20, /24 or /28, for nodes without a line
#
# NAME is in lower case, and none that dnsmasq takes for something else: 12h, ignore.
# WORDs are for the kernel command line, behind `rambox ip=dhcp panic=10 rambox.rescue=reboot`; `rambox` is
# left out where there is `shell` or `root=`, `ip=dhcp` where there is an ip=. Three are not the kernel's:
# `ip=static` stands for the ip= with all that the table knows, `ip=pxe` for `ip=dhcp` and the address that
# the loader was given, and `initrd=FILE` is a further archive, beside the table, behind the box's. Double
# quotes are the kernel's; what the loaders would take for theirs is refused.
#
# Templates: @KEY@ is replaced. A line that begins with `*` is there for each node, with `%` for each
# node with an address; with `?KEY ` where KEY has a value, with `!KEY ` where it has none.

function bad(why) {
	bad_at(NR, why)
}

function bad_at(number_, why) {
	gsub(/[^ -~]/, "?", why) # for a terminal
	printf "%s:%d: %s\n", table, number_, why >"/dev/stderr"
	failed = 1
}

# ---- addresses ----

# -1 for what is no address.
function number(text,    part, i, n) {
	if (text !~ /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/)
		return -1
	split(text, part, ".")
	for (i = 1; i <= 4; i++) {
		if (length(part[i]) > 3 || part[i] > 255 || part[i] ~ /^0./)
			return -1
		n = n * 256 + part[i]
	}
	return n
}

function quad(n) {
	return int(n / 16777216) "." int(n / 65536) % 256 "." int(n / 256) % 256 "." n % 256
}

# The first `digits` of the eight hex digits.
function hex(n, digits) {
	return substr(sprintf("%04X%04X", int(n / 65536), n % 65536), 1, digits)
}

# Sets net_first and net_last; 0 for what is no network.
function network(text,    part, size) {
	if (split(text, part, "/") != 2 || part[2] !~ /^[1-9][0-9]?$/ || part[2] > 30 || part[2] < 8)
		return 0
	net_first = number(part[1])
	net_bits = part[2] + 0
	size = 2 ^ (32 - net_bits)
	net_last = net_first + size - 1
	return net_first >= 0 && net_first % size == 0
}

function inside(n) {
	return n > first && n < last
}

# A host's name: dnsmasq reads `12h` as a lease time, and knows two words.
function is_host(text) {
	return is_name(text) && text !~ /^([0-9]+[smhdw]?|ignore|infinite)$/
}

function is_name(text) {
	return length(text) <= 63 && text ~ /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/
}

# ---- lines of the table ----

# An address that must be in the subnet, and nobody else's.
# Keys of maps are texts: an awk may write a number of ten digits as 3.23224e+09.
function own(text, whose,    n) {
	n = number(text)
	if (n < 0)
		bad("'" text "' is no IPv4 address")
	else if (!("SUBNET" in key))
		bad("'subnet' must come before addresses")
	else if (!inside(n))
		bad("'" text "' is no address of a machine in " key["SUBNET"])
	else if (text in taken)
		bad("'" text "' is taken by " taken[text])
	else
		taken[text] = whose
	return n
}

function set(name, value) {
	if (NF != 2)
		return bad("'" $1 "' takes one value")
	key[name] = value
}

function choose(name, one, other) {
	if ($2 != one && $2 != other)
		return bad("'" $1 "' is '" one "' or '" other "'")
	set(name, $2)
}

function addresses(name,    i, n, part) {
	n = split($2, part, ",")
	for (i = 1; i <= n; i++)
		if (number(part[i]) < 0)
			return bad("'" part[i] "' is no IPv4 address")
	set(name, $2)
	gsub(/,/, ", ", key[name])
	key[name "1"] = part[1]
	key[name "2"] = part[2]
}

function console(    n, part) {
	if ($2 !~ /^tty[A-Z]*[0-9]+(,[0-9]+)?$/)
		return bad("'console' takes a terminal and a speed, as ttyS0,115200")
	set("CONSOLE", $2)
	if (match($2, /^ttyS[0-9]+/)) {
		n = split($2, part, ",")
		key["SERIAL"] = substr(part[1], 5) " " (n > 1 ? part[2] : 9600)
	}
}

function setting(    i, n, part) {
	if ($1 != "append" && $1 in seen)
		return bad("'" $1 "' stands in line " seen[$1] " too")
	seen[$1] = NR
	if ($1 == "append") {
		append_line[++appends] = NR
		append_words[appends] = words(2)
		all_words = all_words append_words[appends]
	} else if ($1 == "subnet") {
		if (!network($2))
			return bad("'" $2 "' is no network as 192.168.24.0/24")
		first = net_first
		last = net_last
		set("SUBNET", $2)
		key["NET"] = quad(first)
		key["MASK"] = quad(4294967296 - 2 ^ (32 - net_bits))
		key["BROADCAST"] = quad(last)
	} else if ($1 == "server" || $1 == "peer") {
		own($2, "the " $1)
		set(toupper($1), $2)
	} else if ($1 == "router") {
		if ($2 != key["SERVER"] && $2 != key["PEER"])
			own($2, "the router")
		set("ROUTER", $2)
	} else if ($1 == "dns" || $1 == "ntp")
		addresses(toupper($1))
	else if ($1 == "domain") {
		n = split($2, part, ".")
		for (i = 1; i <= n; i++)
			if (!is_name(part[i]) || length($2) > 253)
				return bad("'" $2 "' is no domain name")
		set("DOMAIN", $2)
	} else if ($1 == "pool") {
		pool_first = number($2)
		pool_last = number($3)
		if (NF != 3 || !inside(pool_first) || !inside(pool_last) || pool_first > pool_last)
			return bad("'pool' takes the first and the last address, both in 'subnet', which stands before")
		key["FIRST"] = $2
		key["LAST"] = $3
	} else if ($1 == "lease") {
		if ($2 !~ /^[1-9][0-9]*$/ || length($2) > 9 || $2 < 120)
			return bad("'lease' takes seconds, at least 120")
		set("LEASE", $2)
		key["MIDDLE"] = int($2 / 2)
		key["LATE"] = int($2 * 7 / 8)
	} else if ($1 == "unknown")
		choose("UNKNOWN", "refuse", "allow")
	else if ($1 == "loader")
		choose("LOADER", "pxelinux", "ipxe")
	else if ($1 == "http")
		choose("HTTP", "yes", "no")
	else if ($1 == "console")
		console()
	else
		bad("'" $1 "' is neither a MAC, nor '-', nor a setting")
}

# The words from the field `from` on, each behind a blank, as the loaders will hand them on.
function words(from,    i, text, quotes) {
	for (i = from; i <= NF; i++) {
		if ($i ~ /[^!-~]/)
			bad("'" $i "' has bytes that are no printable ASCII")
		else if ($i ~ /\$\{/ || $i == "&&" || $i == "||" || $i == ";")
			bad("'" $i "' means something to iPXE")
		quotes += gsub(/"/, "\"", $i)
		text = text " " $i
	}
	if (quotes % 2)
		bad("a quote does not end")
	return text
}

function range(    n) {
	if (!network($2) || (net_bits != 20 && net_bits != 24 && net_bits != 28))
		return bad("'" $2 "' is no network of a length of 20, 24 or 28")
	if (!("SUBNET" in key) || net_first < first || net_last > last)
		return bad("'" $2 "' is not inside of 'subnet'")
	if ($3 != "-")
		return bad("a range has no name: '-' stands in its place")
	if ($2 in seen)
		return bad("'" $2 "' stands in line " seen[$2] " too")
	seen[$2] = NR
	ranges++
	range_first[ranges] = net_first
	range_last[ranges] = net_last
	range_bits[ranges] = net_bits
	range_words[ranges] = words(4)
	range_line[ranges] = NR
}

function node(    mac) {
	mac = tolower($1)
	gsub(/-/, ":", mac)
	if (NF < 3)
		return bad("a node has a MAC, an address and a name")
	if (mac !~ /^[0-9a-f][02468ace]:/)
		return bad("'" $1 "' is the address of a group")
	if (mac in seen)
		return bad("'" $1 "' stands in line " seen[mac] " too")
	if (!is_host($3))
		return bad("'" $3 "' is no host name: letters in lower case, digits, '-', at most 63, not only a number")
	if ($3 in name_seen)
		return bad("'" $3 "' is the name of " name_seen[$3])
	name_seen[$3] = "line " NR
	seen[mac] = NR
	nodes++
	node_mac[nodes] = mac
	node_name[nodes] = $3
	node_words[nodes] = words(4)
	node_line[nodes] = NR
	if ($2 != "-") {
		own($2, $3)
		node_address[nodes] = $2
	}
}

BEGIN {
	table = ENVIRON["TABLE"]
	work = ENVIRON["WORK"]
	name_seen["localhost"] = "every machine"
	name_seen["pxe"] = "the server"
	name_seen["pxe2"] = "its peer"
	key["LEASE"] = 86400
	key["MIDDLE"] = 43200
	key["LATE"] = 75600
	key["UNKNOWN"] = "refuse"
	key["LOADER"] = "pxelinux"
	key["HTTP"] = "no"
}

{
	sub(/\r$/, "")
	sub(/(^|[ \t])#.*/, "")
	hex2 = "[0-9A-Fa-f][0-9A-Fa-f]"
}
NF == 0 { next }
$1 == "-" { range(); next }
$1 ~ "^" hex2 "[:-]" hex2 "[:-]" hex2 "[:-]" hex2 "[:-]" hex2 "[:-]" hex2 "$" { node(); next }
{ setting() }

# ---- command lines ----

# Splits at blanks outside of double quotes.
function split_line(text, part,    word, n, i, k, open) {
	n = split(text, word, " ")
	for (i = 1; i <= n; i++) {
		part[open ? k : ++k] = open ? part[k] " " word[i] : word[i]
		if (gsub(/"/, "\"", word[i]) % 2)
			open = !open
	}
	return k + 0
}

# Sets line_append, line_shell (the same line for a shell), line_ipxe (what iPXE adds), line_sysappend,
# line_initrds, line_named (the same as the kernel is told by iPXE) and line_error.
function line(extra, address, mac, name,    part, n, i, mode, ip) {
	line_append = line_ipxe = line_initrds = line_named = line_error = ""
	line_sysappend = 2
	mode = "rambox "
	line_shell = "shell "
	ip = "ip=dhcp "
	n = split_line(all_words extra, part)
	for (i = 1; i <= n; i++) {
		if (part[i] == "shell")
			line_shell = ""
		if (part[i] == "shell" || part[i] == "rambox" || part[i] ~ /^root=/)
			mode = ""
		if (part[i] ~ /^ip=/)
			ip = ""
		if (part[i] == "ip=static") {
			line_sysappend = 0
			part[i] = static(address, name) " BOOTIF=01-" dashes(mac)
			if (address == "")
				line_error = "'ip=static' needs an address in the line"
		} else if (part[i] == "ip=pxe") {
			part[i] = "ip=dhcp"
			line_sysappend = 3
		} else if (part[i] ~ /^initrd=/) {
			archive(substr(part[i], 8))
			continue
		} else if (part[i] ~ /initrd=/)
			line_error = "'" part[i] "' has an initrd= for the kernel that UEFI starts, wherever it stands"
		line_append = line_append " " part[i]
	}
	if (key["CONSOLE"] != "")
		line_append = " console=tty0 console=" key["CONSOLE"] line_append
	line_append = ip "panic=10 rambox.rescue=reboot" line_append
	line_shell = line_shell line_append
	line_append = mode line_append
	if (line_sysappend == 3)
		line_ipxe = " ip=${netX/ip}:${netX/next-server}:${netX/gateway}:${netX/netmask}"
	if (line_sysappend)
		line_ipxe = line_ipxe " BOOTIF=01-${netX/mac:hexhyp}"
}

# The kernel's ip= of an address.
function static(address, name,    text) {
	text = "ip=" address ":" key["SERVER"] ":" key["ROUTER"] ":" key["MASK"] ":" name "::off"
	text = text ":" key["DNS1"] ":" key["DNS2"] ":" key["NTP1"]
	sub(/:+$/, "", text)
	return text
}

function archive(name) {
	if (name !~ /^[A-Za-z0-9_-][A-Za-z0-9._-]*\.cpio(\.[a-z0-9]+)?$/ || name == "initramfs.cpio.gz")
		line_error = "'initrd=" name "' must name a file beside the table, as keys.cpio or keys.cpio.gz"
	line_initrds = line_initrds (line_initrds == "" ? "" : " ") name
	line_named = line_named " initrd=" name
}

function dashes(mac) {
	gsub(/:/, "-", mac)
	return mac
}

# The keys of a node's files.
function node_keys(i) {
	line(node_words[i], node_address[i], node_mac[i], node_name[i])
	line_keys()
	key["MAC"] = node_mac[i]
	key["ADDRESS"] = node_address[i]
	key["NAME"] = node_name[i]
}

function line_keys(    part, n, i) {
	key["APPEND"] = line_append
	key["SHELL"] = line_shell
	key["IPXE"] = line_append line_ipxe
	key["IPXE_SHELL"] = line_shell line_ipxe
	key["SYSAPPEND"] = line_sysappend ? line_sysappend : ""
	key["INITRDS"] = key["MORE"] = ""
	key["NAMED"] = line_named
	n = split(line_initrds, part, " ")
	for (i = 1; i <= n; i++) {
		key["INITRDS"] = key["INITRDS"] "," part[i]
		key["MORE"] = key["MORE"] (i > 1 ? "\n" : "") "initrd ../" part[i] " || goto failed"
	}
}

# ---- templates ----

function read_template(name,    text) {
	if (name in template)
		return template[name]
	text = content(ENVIRON["TEMPLATES"] "/" name)
	if (text == "") {
		printf "pxe: no template '%s'\n", name >"/dev/stderr"
		exit 1
	}
	return template[name] = text
}

function replace(text,    out, name) {
	while (match(text, /@[A-Z0-9_]+@/)) {
		name = substr(text, RSTART + 1, RLENGTH - 2)
		out = out substr(text, 1, RSTART - 1) key[name]
		text = substr(text, RSTART + RLENGTH)
	}
	return out text
}

function fill(name,    part, n, i, k, out, block, comma, text, test) {
	n = split(read_template(name), part, "\n")
	for (i = 1; i < n; i++) {
		text = part[i]
		test = substr(text, 1, 1)
		if (test == "?" || test == "!") {
			k = substr(text, 2, index(text, " ") - 2)
			if ((key[k] != "") != (test == "?"))
				continue
			text = substr(text, length(k) + 3)
		}
		test = substr(text, 1, 1)
		if (test != "*" && test != "%") {
			out = out replace(text) "\n"
			continue
		}
		comma = ""
		for (k = 1; k <= nodes; k++) {
			if (test == "%" && node_address[k] == "")
				continue
			key["MAC"] = node_mac[k]
			key["ADDRESS"] = node_address[k]
			key["NAME"] = node_name[k]
			key["COMMA"] = comma
			key["DNSMASQ_AT"] = key["ADDRESS"] == "" ? "" : key["ADDRESS"] ","
			key["DHCPD_AT"] = key["ADDRESS"] == "" ? "" : " fixed-address " key["ADDRESS"] ";"
			key["KEA_AT"] = key["ADDRESS"] == "" ? "" : ", \"ip-address\": \"" key["ADDRESS"] "\""
			# In blocks, since each addition copies all that was there.
			block = block replace(substr(text, 2)) "\n"
			if (length(block) > 10000) {
				out = out block
				block = ""
			}
			comma = ","
		}
		out = out block
		block = ""
	}
	return out
}

# ---- files ----

function content(path,    text, separator) {
	separator = RS
	RS = "\001" # which no file has: the whole
	if ((getline text <path) < 0)
		text = ""
	RS = separator
	close(path)
	return text
}

# put("tree" or "conf", NAME, TEXT)
function put(where, name, text) {
	print ENVIRON[toupper(where)] "/" name >(work "/made")
	if (content(ENVIRON[toupper(where)] "/" name) == text)
		return
	changed++
	name = work "/" where "/" name
	printf "%s", text >name
	close(name)
}

# The loaders' files of one line, by the names NAME for pxelinux and IPXE for iPXE, "" for none.
function boot_files(name, ipxe) {
	if (name != "")
		put("tree", "pxelinux.cfg/" name, fill("pxelinux"))
	if (ipxe != "")
		put("tree", "ipxe/" ipxe, fill("node.ipxe"))
}

# Notes the command line that was made of `words_`, of line `number_`, without those of `appended`. What is made
# of the same words is as good or bad, whoever's address is in it.
function check_line(number_, words_) {
	if (line_error == "" && length(line_append line_named appended) > 1900) # 2,047 less the loader's own
		line_error = "the command line has more than 1900 bytes"
	if (line_error != "")
		bad_at(number_, line_error)
	if (!(words_ in of_words))
		of_words[words_] = line_append
	at_words[words_] = at_words[words_] " " number_
	if (line_initrds != "")
		at_archives[line_initrds] = at_archives[line_initrds] " " number_
}

function check_all(    i) {
	if (!("SUBNET" in key) || !("SERVER" in key))
		bad_at(NR, "'subnet' and 'server' are needed")
	if (key["UNKNOWN"] == "allow" && key["FIRST"] == "")
		bad_at(seen["unknown"], "'unknown allow' needs a 'pool'")
	for (i in taken)
		if (key["FIRST"] != "" && number(i) >= pool_first && number(i) <= pool_last)
			bad_at(seen["pool"], "'" i "' of " taken[i] " is in the pool")
	check_lines()
}

# Each line's own words, so that a bad one of `append` is named there and not with each node.
function check_lines(    i, kept) {
	kept = all_words
	all_words = ""
	line("", "", "", "") # the default entry
	check_line(seen["subnet"], "")
	for (i = 1; i <= appends; i++) {
		line(append_words[i], "", "", "")
		check_line(append_line[i], append_words[i])
		appended = appended append_words[i]
	}
	for (i = 1; i <= nodes; i++) {
		if (node_address[i] == "" && key["FIRST"] == "")
			bad_at(node_line[i], "a node without an address needs a 'pool'")
		line(node_words[i], node_address[i], node_mac[i], node_name[i])
		check_line(node_line[i], node_words[i])
	}
	for (i = 1; i <= ranges; i++) {
		line(range_words[i], "", "", "")
		check_line(range_line[i], range_words[i])
	}
	all_words = kept
	for (i in of_words)
		print at_words[i] "\t" of_words[i] >(work "/lines")
	for (i in at_archives)
		print at_archives[i] "\t" i >(work "/archives")
}

function write_servers(    list, n, i) {
	key["ROOT"] = ENVIRON["SERVED"]
	key["CONF"] = ENVIRON["CONFIGURED"]
	key["REFUSE"] = key["UNKNOWN"] == "refuse" ? 1 : ""
	key["BY_IPXE"] = key["LOADER"] == "ipxe" ? 1 : ""
	key["BY_HTTP"] = key["HTTP"] == "yes" ? 1 : ""
	itself("SERVER")
	key["DENY"] = key["REFUSE"] ? "deny" : "allow"
	key["KNOWN"] = key["REFUSE"] ? ", \"client-class\": \"KNOWN\"" : ""
	key["AND_EFI"] = key["BY_IPXE"] ? "" : " and member('efi')"
	key["BIOS"] = key["BY_IPXE"] ? "undionly.kpxe" : "pxelinux.0"
	n = split("hosts dnsmasq.conf dnsmasq-proxy.conf dnsmasq.hosts/nodes dhcpd.conf dhcpd.hosts " \
		"kea-hosts.json tftpd-hpa nginx.conf nftables.conf sysctl.conf", list, " ")
	for (i = 1; i <= n; i++)
		put("conf", list[i], fill(file_name(list[i])))
	key["THIS"] = "first"
	put("conf", "kea-dhcp4.conf", fill("kea-dhcp4.conf"))
	if (key["PEER"] != "") {
		key["THIS"] = "second"
		itself("PEER")
		put("conf", "kea-dhcp4-peer.conf", fill("kea-dhcp4.conf"))
	}
}

# Which of the two servers a configuration is for: where the loaders come from.
function itself(whose) {
	key["SELF"] = key[whose]
	key["URL"] = (key["BY_HTTP"] ? "http" : "tftp") "://" key[whose] "/boot.ipxe"
}

function file_name(path) {
	return path == "dnsmasq.hosts/nodes" ? "dnsmasq.hosts" : path
}

function count(n, what) {
	return n + 0 " " what (n == 1 ? "" : "s")
}

END {
	check_all()
	if (failed)
		exit 1
	line("", "", "", "")
	line_keys()
	boot_files("default", "default")
	for (i = 1; i <= ranges; i++) {
		line(range_words[i], "", "", "")
		line_keys()
		boot_files(hex(range_first[i], range_bits[i] / 4), "")
		# iPXE has no way to shorten an address.
		for (n = range_first[i]; n <= range_last[i]; n++)
			if (inside(n) && (!(quad(n) in range_of) || range_bits[i] > range_bits[range_of[quad(n)]]))
				range_of[quad(n)] = i
	}
	for (n in range_of) {
		line(range_words[range_of[n]], "", "", "")
		line_keys()
		boot_files("", n)
	}
	for (i = 1; i <= nodes; i++) {
		node_keys(i)
		boot_files("01-" dashes(node_mac[i]), "01-" dashes(node_mac[i]))
		if (node_address[i] != "")
			boot_files(hex(number(node_address[i]), 8), "")
	}
	put("tree", "boot.ipxe", fill("boot.ipxe"))
	write_servers()
	printf "  %-7s %s, %s, %s written\n", "NODES", count(nodes, "node"), count(ranges, "range"), count(changed, "file")
}
