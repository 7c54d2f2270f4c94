# Files as strings of C, a literal for each line; named for the file: report_js, report_css.
function replaced(text, mark, by,   part, count, k, result) {
	count = split(text, part, mark)
	result = part[1]
	for (k = 2; k <= count; k++) result = result by part[k]
	return result
}
BEGIN { print "/* made by embed.awk */" }
FNR == 1 {
	if (NR > 1) print "\t\"\";"
	name = FILENAME
	sub(/^.*\//, "", name)
	gsub(/[^a-z]/, "_", name)
	print "extern const char " name "[];\nconst char " name "[] ="
}
{ print "\t\"" replaced(replaced(replaced($0, "\\", "\\\\"), "\"", "\\\""), "\t", "\\t") "\\n\"" }
END { print "\t\"\";" }
