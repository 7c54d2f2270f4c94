/*
 * count_keys.c
 *	  Keys of measurement results: bit strings and numbers as qubits.
 */
#include "sampling/count_keys.h"

#include <stdio.h>
#include <string.h>

/* Decimal digits of a key: more than enough for a circuit that runs */
#define MOST_DIGITS		1000

/* Registers of one key */
#define MOST_REGISTERS	256

#define OTHER_CIRCUIT	"Were the counts measured on this circuit?"

static const QsName names[] = {
	{"auto", QS_COUNT_KEYS_AUTO, "bit strings, hexadecimal after 0x, decimal if one has a digit above 1"},
	{"bits", QS_COUNT_KEYS_BITS, "bit strings"},
	{"decimal", QS_COUNT_KEYS_DECIMAL, "decimal numbers, bit i of which is qubit i"},
	{"hexadecimal", QS_COUNT_KEYS_HEXADECIMAL, "hexadecimal numbers, bit i of which is qubit i"},
};

const QsNames qs_count_keys_names = QS_NAMES("keys", names);

static QsStatus
invalid(QsError *error, const char *message, const char *hint)
{
	snprintf(error->message, sizeof(error->message), "%s", message);
	snprintf(error->hint, sizeof(error->hint), "%s", hint);
	return QS_INVALID;
}

static bool
has_hexadecimal_mark(const QsCount *entry)
{
	return entry->length >= 2 && entry->bits[0] == '0' && (entry->bits[1] == 'x' || entry->bits[1] == 'X');
}

QsCountKeys
qs_count_keys_of(const QsCount *counts, int count)
{
	for (int k = 0; k < count; k++)
	{
		bool		digits = counts[k].length > 0 && !has_hexadecimal_mark(&counts[k]);
		bool		above_one = false;

		for (size_t c = 0; c < counts[k].length && digits; c++)
		{
			digits = counts[k].bits[c] >= '0' && counts[k].bits[c] <= '9';
			above_one |= digits && counts[k].bits[c] > '1';
		}
		if (digits && above_one)
			return QS_COUNT_KEYS_DECIMAL;
	}
	return QS_COUNT_KEYS_AUTO;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Digits, lowest last */
static QsStatus
parse_hexadecimal(const char *text, size_t digits, int n, uint8_t *row, QsError *error)
{
	if (digits == 0)
		return invalid(error, "hexadecimal count without digits", "");
	memset(row, 0, (size_t) n);
	for (size_t d = 0; d < digits; d++)
	{
		int			digit = hex_digit(text[digits - 1 - d]);

		if (digit < 0)
			return invalid(error, "invalid hexadecimal digit in a count", "");
		for (size_t b = 0; b < 4; b++)
		{
			if (!(digit >> b & 1))
				continue;
			if (4 * d + b >= (size_t) n)
				return invalid(error, "hexadecimal count has more bits than there are qubits", OTHER_CIRCUIT);
			row[4 * d + b] = 1;
		}
	}
	return QS_OK;
}

/* Halve the number again and again: remainders are its bits. */
static QsStatus
parse_decimal(const char *text, size_t digits, int n, uint8_t *row, QsError *error)
{
	uint8_t		number[MOST_DIGITS];
	size_t		first = 0;

	if (digits == 0 || digits > MOST_DIGITS)
		return invalid(error, digits == 0 ? "decimal count without digits" :
					   "decimal count has more bits than there are qubits", digits == 0 ? "" : OTHER_CIRCUIT);
	for (size_t d = 0; d < digits; d++)
	{
		if (text[d] < '0' || text[d] > '9')
			return invalid(error, "invalid decimal digit in a count",
						   "If one key is a decimal number, all are.");
		number[d] = (uint8_t) (text[d] - '0');
	}
	memset(row, 0, (size_t) n);
	for (int bit = 0;; bit++)
	{
		int			rest = 0;

		while (first < digits && number[first] == 0)
			first++;
		if (first == digits)
			return QS_OK;
		if (bit == n)
			return invalid(error, "decimal count has more bits than there are qubits", OTHER_CIRCUIT);
		for (size_t d = first; d < digits; d++)
		{
			int			value = 10 * rest + number[d];

			number[d] = (uint8_t) (value / 2);
			rest = value % 2;
		}
		row[bit] = (uint8_t) rest;
	}
}

/* The register that is meant, counted from the end of qubit 0; false if there is none */
static bool
choose_register(const QsCount *entry, const QsCountsReading *reading, QsCount *chosen)
{
	size_t		start[MOST_REGISTERS],
				end[MOST_REGISTERS];
	int			count = 0,
				k;

	for (size_t c = 0; c < entry->length && count < MOST_REGISTERS;)
	{
		if (entry->bits[c] == ' ')
		{
			c++;
			continue;
		}
		start[count] = c;
		while (c < entry->length && entry->bits[c] != ' ')
			c++;
		end[count++] = c;
	}
	k = reading->order == QS_BIT_ORDER_FIRST_LEFT ? reading->chosen : count - 1 - reading->chosen;
	if (k < 0 || k >= count)
		return false;
	*chosen = (QsCount) {entry->bits + start[k], end[k] - start[k], entry->count};
	return true;
}

/* Digits of a bit string; -1 after a complaint */
static int64_t
count_bits(const QsCount *entry, char *first, bool *registers, QsError *error)
{
	int64_t		found = 0;

	*registers = false;
	for (size_t c = 0; c < entry->length; c++)
	{
		char		bit = entry->bits[c];

		*registers |= bit == ' ';
		if (bit == ' ' || bit == '_')
			continue;
		if (bit != '0' && bit != '1')
		{
			invalid(error, "bit string holds a character that is neither 0 nor 1", "");
			return -1;
		}
		if (found++ == 0)
			*first = bit;
	}
	return found;
}

static QsStatus
parse_bits(const QsCount *entry, int n, QsBitOrder order, uint8_t *row, QsError *error)
{
	char		first = '\0';
	bool		registers;
	int64_t		found = count_bits(entry, &first, &registers, error);
	int64_t		place;

	if (found < 0)
		return QS_INVALID;
	if (found > n)
		return invalid(error, "bit string has more bits than there are qubits", registers ?
					   "Choose one of its registers." : OTHER_CIRCUIT);
	/* without its leading zeros it begins with 1, or is 0 */
	if (found < n && (found == 0 || registers || (first == '0' && found > 1)))
		return invalid(error, "bit string has fewer bits than there are qubits", OTHER_CIRCUIT);
	place = n - found;
	memset(row, 0, (size_t) n);
	for (size_t c = 0; c < entry->length; c++)
	{
		char		bit = entry->bits[c];

		if (bit == ' ' || bit == '_')
			continue;
		row[order == QS_BIT_ORDER_FIRST_LEFT ? place : n - 1 - place] = (uint8_t) (bit - '0');
		place++;
	}
	return QS_OK;
}

QsStatus
qs_count_key(const QsCount *entry, int n, const QsCountsReading *reading, uint8_t *row, QsError *error)
{
	QsCount		meant = *entry;
	bool		marked;

	if (reading->chosen >= 0 && !choose_register(entry, reading, &meant))
		return invalid(error, "count has no such register", "Registers count from 0.");
	marked = has_hexadecimal_mark(&meant);
	if (reading->keys == QS_COUNT_KEYS_HEXADECIMAL || (marked && reading->keys != QS_COUNT_KEYS_BITS))
		return parse_hexadecimal(meant.bits + (marked ? 2 : 0), meant.length - (marked ? 2 : 0), n, row, error);
	if (reading->keys == QS_COUNT_KEYS_DECIMAL)
		return parse_decimal(meant.bits, meant.length, n, row, error);
	return parse_bits(&meant, n, reading->order, row, error);
}
