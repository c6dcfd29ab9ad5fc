# SPDX-License-Identifier: GPL-2.0-only
#
# Reads the Kconfig tree of a kernel source and a .config, and says about options what
# the kernel's own tools keep to their menus.
#
#   awk -v src=DIR -v config=FILE -v mode=MODE -v list="SYM=WANTED ..." -f depends.awk
#
#   mode=why      one line "SYM<TAB>reason" for each of the list: why it has not got the
#                 value WANTED (unmet dependencies, who selects it, no such option)
#   mode=needs    one line "OPTION<TAB>SYM" for each option that must be y before SYM can be;
#                 nothing about a SYM that cannot be helped
#   mode=prompts  the names of all options that a person can set
#
# Grammar: Documentation/kbuild/kconfig-language.rst of the kernel. Followed are source, if,
# menu, choice, depends on, visible if, select and the condition of a prompt. Macros, $(...),
# are taken for true and `m` for y, since this project builds no modules.

BEGIN {
	split(list, wants, " ")
	read_config()
	cond[0] = ""
	read_kconfig("Kconfig")
	if (mode == "prompts") {
		for (s in prompts)
			print s
		exit
	}
	for (i = 1; i in wants; i++) {
		sym = wants[i]
		wanted = sym
		sub(/=.*/, "", sym)
		sub(/^[^=]*=/, "", wanted)
		if (mode == "why")
			print sym "\t" (wanted == "n" ? why_on(sym) : why_off(sym))
		else
			print_needs(sym)
	}
}

function read_config(	line, at)
{
	while ((getline line < config) > 0)
		if (line ~ /^CONFIG_/) {
			at = index(line, "=")
			value[substr(line, 8, at - 8)] = substr(line, at + 1)
		}
	close(config)
}

# Column of the first character that is no blank; tabs end at multiples of 8.
function indent(line,	i, c, col)
{
	col = 0
	for (i = 1; (c = substr(line, i, 1)) == " " || c == "\t"; i++)
		col += c == "\t" ? 8 - col % 8 : 1
	return col
}

# Reads one file; `cond[depth]` is what the blocks around the present line ask for, a list of
# conditions with \n between.
function read_kconfig(file,	path, line, more, help, col)
{
	path = src "/" file
	help = -1
	while ((getline line < path) > 0) {
		while (line ~ /\\$/ && (getline more < path) > 0)
			line = substr(line, 1, length(line) - 1) " " more
		# A help text ends at the first line that stands further left than its first one.
		if (help >= 0) {
			if (line ~ /^[ \t]*$/)
				continue
			col = indent(line)
			if (help == 0 && col > 0)
				help = col
			if (help > 0 && col >= help)
				continue
			help = -1
		}
		sub(/^[ \t]+/, "", line)
		sub(/[ \t]*(#[^"]*)?$/, "", line)
		if (line ~ /^(help|---help---)$/)
			help = 0
		else if (line ~ /^[or]*source[ \t]/)
			read_kconfig(source_path(line, file))
		else
			read_line(line)
	}
	close(path)
}

function source_path(line, file,	name)
{
	name = line
	sub(/^[^"]*"/, "", name)
	sub(/".*/, "", name)
	gsub(/\$\(?SRCARCH\)?/, "x86", name)
	if (line ~ /^o?rsource/) {
		sub(/[^\/]*$/, "", file)
		name = file name
	}
	return name
}

function read_line(line,	word, rest)
{
	word = line
	sub(/[ \t].*/, "", word)
	rest = substr(line, length(word) + 1)
	sub(/^[ \t]+/, "", rest)
	if (word == "config" || word == "menuconfig") {
		entry = rest
		defs[rest]++
		def = rest SUBSEP defs[rest]
		defcond[def] = cond[depth]
	} else if (word == "if" || word == "menu" || word == "choice") {
		entry = ""
		depth++
		cond[depth] = cond[depth - 1]
		if (word == "if")
			cond[depth] = add_cond(cond[depth], rest)
	} else if (word == "endif" || word == "endmenu" || word == "endchoice") {
		entry = ""
		depth--
	} else if (word == "comment") {
		entry = "#"
	} else {
		read_attribute(word, rest)
	}
}

function read_attribute(word, rest,	at)
{
	if (word == "depends" || word == "visible") {
		sub(/^(on|if)[ \t]+/, "", rest)
		if (entry == "")
			cond[depth] = add_cond(cond[depth], rest)
		else if (entry != "#")
			defcond[def] = add_cond(defcond[def], rest)
	} else if (word == "select" && entry != "" && entry != "#") {
		at = match(rest, /[ \t]/)
		selectors[at ? substr(rest, 1, at - 1) : rest] = \
			selectors[at ? substr(rest, 1, at - 1) : rest] entry "\t" condition(rest) "\n"
	} else if (word ~ /^(bool|tristate|string|int|hex|prompt)$/ && rest ~ /^["']/) {
		if (entry == "") {
			cond[depth] = add_cond(cond[depth], condition(rest))
		} else if (entry != "#") {
			prompts[entry] = 1
			prompted[def] = 1
			promptcond[def] = condition(rest)
		}
	}
}

# What stands behind ` if `, outside the quoted text of a prompt.
function condition(text)
{
	sub(/^"([^"\\]|\\.)*"/, "", text)
	sub(/^'[^']*'/, "", text)
	return match(text, /(^|[ \t])if[ \t]+/) ? substr(text, RSTART + RLENGTH) : ""
}

# Adds the parts of `expr` that && joins outside of parentheses.
function add_cond(conds, expr,	i, c, level, from)
{
	level = 0
	from = 1
	for (i = 1; i <= length(expr); i++) {
		c = substr(expr, i, 1)
		if (c == "(")
			level++
		else if (c == ")")
			level--
		else if (c == "&" && level == 0) {
			conds = add_one(conds, substr(expr, from, i - from))
			i++
			from = i + 1
		}
	}
	return add_one(conds, substr(expr, from))
}

function add_one(conds, expr)
{
	gsub(/^[ \t]+|[ \t]+$/, "", expr)
	if (expr == "" || index("\n" conds, "\n" expr "\n"))
		return conds
	return conds expr "\n"
}

# Expressions: a recursive descent over the global `text`; the value is 1 or 0.
function truth(expr,	saved, v)
{
	if (expr == "")
		return 1
	saved = text
	text = expr
	gsub(/\$\([^()]*(\([^()]*\)[^()]*)*\)/, "y", text)
	v = truth_or()
	text = saved
	return v
}

function truth_or(	v)
{
	v = truth_and()
	while (eat("||"))
		v = truth_and() || v
	return v
}

function truth_and(	v)
{
	v = truth_not()
	while (eat("&&"))
		v = truth_not() && v
	return v
}

function truth_not(	v, left)
{
	if (eat("!"))
		return !truth_not()
	if (eat("(")) {
		v = truth_or()
		eat(")")
		return v
	}
	left = operand()
	if (eat("!="))
		return left != operand()
	if (eat("<="))
		return left + 0 <= operand() + 0
	if (eat(">="))
		return left + 0 >= operand() + 0
	if (eat("="))
		return left == operand()
	if (eat("<"))
		return left + 0 < operand() + 0
	if (eat(">"))
		return left + 0 > operand() + 0
	return left == "y"
}

function eat(token)
{
	sub(/^[ \t]+/, "", text)
	if (substr(text, 1, length(token)) != token)
		return 0
	if (token == "!" && substr(text, 2, 1) == "=")
		return 0
	text = substr(text, length(token) + 1)
	return 1
}

# The value of a symbol, or a literal.
function operand(	word)
{
	sub(/^[ \t]+/, "", text)
	if (match(text, /^"[^"]*"/)) {
		word = substr(text, 2, RLENGTH - 2)
		text = substr(text, RLENGTH + 1)
		return word
	}
	if (!match(text, /^[A-Za-z0-9_]+/)) {
		text = ""
		return "n"
	}
	word = substr(text, 1, RLENGTH)
	text = substr(text, RLENGTH + 1)
	if (word == "y" || word == "m")
		return "y"
	if (word in value) {
		word = value[word]
		gsub(/^"|"$/, "", word)
		return word
	}
	return word in defs || word !~ /^[0-9]/ ? "n" : word
}

# The unmet conditions of that definition of `sym` that is nearest to being possible.
function unmet(sym,	n, i, parts, count, best, found, list_)
{
	best = -1
	for (n = 1; n <= defs[sym]; n++) {
		count = 0
		list_ = ""
		split(defcond[sym, n], parts, "\n")
		for (i = 1; parts[i] != ""; i++)
			if (!truth(parts[i])) {
				count++
				list_ = list_ parts[i] "\n"
			}
		if (best < 0 || count < best) {
			best = count
			found = list_
			best_def = sym SUBSEP n
		}
	}
	return found
}

function why_off(sym,	list_)
{
	if (!(sym in defs))
		return "this kernel has no such option"
	list_ = unmet(sym)
	if (list_ != "") {
		gsub(/\n$/, "", list_)
		gsub(/\n/, ", ", list_)
		return "needs " list_
	}
	if (!(best_def in prompted))
		return "it cannot be set, other options select it"
	if (!truth(promptcond[best_def]))
		return "can be set only with " promptcond[best_def]
	return "not a value that it can take, or another of its group is chosen"
}

function why_on(sym,	n, i, parts, fields, by)
{
	n = split(selectors[sym], parts, "\n")
	for (i = 1; i < n; i++) {
		split(parts[i], fields, "\t")
		if (value[fields[1]] == "y" && truth(fields[2]))
			by = by (by == "" ? "" : ", ") fields[1]
	}
	if (by != "")
		return "selected by " by
	unmet(sym)
	if (!(best_def in prompted))
		return "it cannot be set"
	if (!truth(promptcond[best_def]))
		return "can be set only with " promptcond[best_def]
	return "one of its group must be chosen"
}

function print_needs(sym,	parts, i, wishes, all)
{
	split(unmet(sym), parts, "\n")
	for (i = 1; parts[i] != ""; i++) {
		wishes = fix(parts[i])
		if (wishes == "")
			return
		all = all wishes
	}
	if (best_def in prompted && !truth(promptcond[best_def])) {
		wishes = fix(promptcond[best_def])
		if (wishes == "")
			return
		all = all wishes
	}
	split(all, parts, " ")
	for (i = 1; parts[i] != ""; i++)
		print parts[i] "\t" sym
}

# Options that make the false `expr` true, each with a blank behind; "" where that is not
# to be had by switching something on. Of alternatives the first that can be set.
function fix(expr,	saved, wishes)
{
	saved = text
	text = expr
	wishes = fix_or()
	text = saved
	return wishes == "!" ? "" : wishes
}

# As truth_or and so on, with the value "" for true, "!" for hopeless, else the wishes.
function fix_or(	a, b)
{
	a = fix_and()
	while (eat("||")) {
		b = fix_and()
		if (a == "!")
			a = b
	}
	return a
}

function fix_and(	a, b)
{
	a = fix_not()
	while (eat("&&")) {
		b = fix_not()
		a = a == "!" || b == "!" ? "!" : a b
	}
	return a
}

function fix_not(	a, word, start, v)
{
	if (eat("(")) {
		a = fix_or()
		eat(")")
		return a
	}
	start = text
	sub(/^[ \t]+/, "", start)
	v = truth_not()
	if (v)
		return ""
	if (!match(start, /^[A-Za-z0-9_]+/))
		return "!"
	word = substr(start, 1, RLENGTH)
	start = substr(start, RLENGTH + 1)
	if (start ~ /^[ \t]*(!=[ \t]*y|=[ \t]*n|[<>])/ || value[word] == "y")
		return "!"
	return word in prompts ? word " " : fix_hidden(word)
}

# An option without a question of its own can come by itself once its conditions are met.
function fix_hidden(sym,	parts, i, wishes, all, outer)
{
	if (hidden_depth > 3)
		return "!"
	outer = best_def
	split(unmet(sym), parts, "\n")
	best_def = outer
	hidden_depth++
	for (i = 1; parts[i] != ""; i++) {
		wishes = fix(parts[i])
		all = all == "!" || wishes == "" ? "!" : all wishes
	}
	hidden_depth--
	return all == "" ? "!" : all
}
