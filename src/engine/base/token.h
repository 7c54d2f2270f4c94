/*
 * token.h
 *	  Scanner of the instance formats: blank-separated words and numbers, with
 *	  line numbers and complaints that name the line and what was found there.
 *
 * By default line breaks are blanks like any other.  With by_line set, numbers
 * must stand on the line the scanner is at; qs_scan_line() goes to the next.
 *
 * Functions that read return false after setting *error; the first complaint is
 * the one to report.
 */
#ifndef QS_TOKEN_H
#define QS_TOKEN_H

#include "base/host.h"

typedef struct QsScanner
{
	QsHost	   *host;
	const char *at;
	const char *end;
	int			line;			/* of at, 1-based */
	bool		by_line;
	unsigned	reads;			/* tokens so far: an interrupt point every few thousand */
	QsError    *error;
} QsScanner;

/* A word of the content, not zero-terminated */
typedef struct QsToken
{
	const char *text;
	size_t		length;
} QsToken;

extern void qs_scanner_start(QsScanner *scanner, QsHost *host, const char *content,
							 size_t length, QsError *error);

/* Set the error to "line N: ..." and return false. */
extern bool qs_scan_fail(QsScanner *scanner, const char *format, ...)
			__attribute__((format(printf, 2, 3)));

/* The same with the next token as found: "line N: expected ... but found ..." */
extern bool qs_scan_unexpected(QsScanner *scanner, const char *expected);

/* Go to the first token of the next line that is neither blank nor a comment,
 * a line whose first character is comment ('\0': there are none).  False at the
 * end of the content, without a complaint. */
extern bool qs_scan_line(QsScanner *scanner, char comment);

/* Is there another token on this line? */
extern bool qs_scan_more_on_line(QsScanner *scanner);

/* Complain unless the line ends here, respectively the content. */
extern bool qs_scan_end_of_line(QsScanner *scanner);
extern bool qs_scan_end(QsScanner *scanner);

extern bool qs_scan_word(QsScanner *scanner, const char *expected, QsToken *token);
extern bool qs_token_is(const QsToken *token, const char *word);

/* A decimal integer between low and high */
extern bool qs_scan_integer(QsScanner *scanner, const char *expected, int64_t low,
							int64_t high, int64_t *value);
extern bool qs_scan_int(QsScanner *scanner, const char *expected, int low, int high, int *value);

/* A finite decimal number */
extern bool qs_scan_number(QsScanner *scanner, const char *expected, double *value);

/* Can the rest of the content hold that many tokens?  Asked before sizes that
 * a header claims are allocated; complains if not. */
extern bool qs_scan_room(QsScanner *scanner, int64_t tokens);

#endif
