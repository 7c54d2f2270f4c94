/*
 * counts.c
 *	  Measurement results of real hardware as samples.
 */
#include "sampling/counts.h"

#include <stdio.h>
#include <string.h>

static const QsName bit_orders[] = {
	{"right", QS_BIT_ORDER_FIRST_RIGHT, "qubit 0 is the rightmost character, as Qiskit writes it"},
	{"left", QS_BIT_ORDER_FIRST_LEFT, "qubit 0 is the leftmost character, as in bit varying"},
};

const QsNames qs_bit_order_names = QS_NAMES("bit order", bit_orders);

static QsStatus
invalid(QsError *error, int entry, const char *message, const char *hint)
{
	snprintf(error->message, sizeof(error->message), "%s", message);
	snprintf(error->hint, sizeof(error->hint), "%s", hint);
	error->line = entry + 1;
	return QS_INVALID;
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

/* Digits after 0x, lowest last */
static QsStatus
parse_hex(const QsCount *entry, int index, int n, uint8_t *row, QsError *error)
{
	size_t		digits = entry->length - 2;

	if (digits == 0)
		return invalid(error, index, "hexadecimal count without digits", "");
	memset(row, 0, (size_t) n);
	for (size_t d = 0; d < digits; d++)
	{
		int			digit = hex_digit(entry->bits[entry->length - 1 - d]);

		if (digit < 0)
			return invalid(error, index, "invalid hexadecimal digit in a count", "");
		for (size_t b = 0; b < 4; b++)
		{
			if (!(digit >> b & 1))
				continue;
			if (4 * d + b >= (size_t) n)
				return invalid(error, index, "hexadecimal count has more bits than there are qubits",
							   "Were the counts measured on this circuit?");
			row[4 * d + b] = 1;
		}
	}
	return QS_OK;
}

static QsStatus
parse_bits(const QsCount *entry, int index, int n, QsBitOrder order, uint8_t *row,
		   QsError *error)
{
	int			found = 0;

	for (size_t k = 0; k < entry->length; k++)
	{
		char		c = entry->bits[k];

		if (c == ' ' || c == '_')
			continue;
		if (c != '0' && c != '1')
			return invalid(error, index, "bit string holds a character that is neither 0 nor 1", "");
		if (found < n)
			row[order == QS_BIT_ORDER_FIRST_LEFT ? found : n - 1 - found] = (uint8_t) (c - '0');
		found++;
		if (found > n)
			break;
	}
	if (found != n)
		return invalid(error, index, found < n ? "bit string has fewer bits than there are qubits"
					   : "bit string has more bits than there are qubits",
					   "Were the counts measured on this circuit?");
	return QS_OK;
}

QsStatus
qs_counts_to_samples(QsHost *host, const QsQubo *qubo, const QsCount *counts, int count,
					 QsBitOrder order, QsSamples **samples, QsError *error)
{
	size_t		n = (size_t) qubo->n;
	uint8_t    *rows = QS_ARRAY(host, uint8_t, (size_t) count * n);
	int64_t    *occurrences = QS_ARRAY(host, int64_t, count);
	int64_t		total = 0;
	QsStatus	status = QS_OK;

	*samples = NULL;
	memset(error, 0, sizeof(*error));
	for (int k = 0; k < count && status == QS_OK; k++)
	{
		const QsCount *entry = &counts[k];
		uint8_t    *row = rows + (size_t) k * n;

		if (entry->count < 0 || __builtin_add_overflow(total, entry->count, &total))
			status = invalid(error, k, "counts must not be negative nor overflow", "");
		else if (entry->length >= 2 && entry->bits[0] == '0' &&
				 (entry->bits[1] == 'x' || entry->bits[1] == 'X'))
			status = parse_hex(entry, k, qubo->n, row, error);
		else
			status = parse_bits(entry, k, qubo->n, order, row, error);
		occurrences[k] = entry->count;
		if ((k & 1023) == 0)
			qs_check(host);
	}
	if (status == QS_OK && total == 0)
	{
		status = invalid(error, 0, "counts hold no measurement", "");
		error->line = 0;
	}
	if (status == QS_OK)
		*samples = qs_samples_from_counts(host, qubo, rows, occurrences, count);
	qs_free(host, occurrences);
	qs_free(host, rows);
	return status;
}
