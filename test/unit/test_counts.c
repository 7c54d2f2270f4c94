/*
 * test_counts.c
 *	  Hardware counts in the dialects they come in: keys, registers, probabilities.
 */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sampling/counts.h"

#define MOST	8

typedef struct Entry
{
	const char *key;
	double		value;
} Entry;

static QsStatus
read_entries(QsHost *host, int n, const Entry *entry, QsCountsReading reading, QsSamples **samples,
			 double *negative, QsError *error)
{
	QsTerm		term = {0, 0, 1.0};
	QsQubo	   *qubo = qs_qubo_from_terms(host, n, 0.0, &term, 1);
	QsCount		counts[MOST];
	int			count = 0;
	QsStatus	status;

	for (; count < MOST && entry[count].key; count++)
		counts[count] = (QsCount) {entry[count].key, strlen(entry[count].key), entry[count].value};
	status = qs_counts_to_samples(host, qubo, counts, count, &reading, samples, NULL, negative, error);
	qs_qubo_free(host, qubo);
	return status;
}

/* Occurrences of the state whose qubit i is digit i of the text */
static int64_t
seen(const QsSamples *samples, const char *state)
{
	int64_t		found = 0;

	for (int k = 0; k < samples->count; k++)
	{
		bool		same = true;

		for (int i = 0; i < samples->n; i++)
			same = same && samples->x[k * samples->n + i] == state[i] - '0';
		found += same ? samples->occurrences[k] : 0;
	}
	return found;
}

static void
expect(QsHost *host, const Entry *entry, QsCountsReading reading, const char *state, int64_t occurrences)
{
	QsSamples  *samples;
	QsError		error;

	if (read_entries(host, (int) strlen(state), entry, reading, &samples, NULL, &error) != QS_OK)
		fail_msg("%s: %s", entry[0].key, error.message);
	if (seen(samples, state) != occurrences)
		fail_msg("%s: %s was seen %lld times", entry[0].key, state, (long long) seen(samples, state));
	qs_samples_free(host, samples);
}

static void
expect_refusal(QsHost *host, int n, const Entry *entry, QsCountsReading reading, const char *part)
{
	QsSamples  *samples;
	QsError		error;

	assert_int_equal(read_entries(host, n, entry, reading, &samples, NULL, &error), QS_INVALID);
	assert_null(samples);
	if (strstr(error.message, part) == NULL)
		fail_msg("%s: %s", entry[0].key, error.message);
}

static const QsCountsReading right = {.order = QS_BIT_ORDER_FIRST_RIGHT, .chosen = -1};
static const QsCountsReading left = {.order = QS_BIT_ORDER_FIRST_LEFT, .chosen = -1};

static void
keys(void **state)
{
	QsHost	   *host = unit_host(state);
	QsCountsReading decimal = right,
				hexadecimal = right;

	expect(host, (Entry[]) {{"001", 5}, {"0 0_1", 2}, {NULL, 0}}, right, "100", 7);
	expect(host, (Entry[]) {{"001", 5}, {NULL, 0}}, left, "001", 5);
	/* without leading zeros */
	expect(host, (Entry[]) {{"1", 5}, {"0", 2}, {"110", 3}, {NULL, 0}}, right, "1000", 5);
	expect(host, (Entry[]) {{"1", 5}, {"0", 2}, {"110", 3}, {NULL, 0}}, right, "0000", 2);
	expect(host, (Entry[]) {{"1", 5}, {"0", 2}, {"110", 3}, {NULL, 0}}, left, "0110", 3);
	/* decimal numbers, of which one shows it; hexadecimal ones */
	expect(host, (Entry[]) {{"5", 5}, {"11", 2}, {NULL, 0}}, left, "1101", 2);
	expect(host, (Entry[]) {{"5", 5}, {"11", 2}, {NULL, 0}}, right, "1010", 5);
	expect(host, (Entry[]) {{"0xA", 4}, {"0101", 1}, {NULL, 0}}, left, "0101", 5);
	decimal.keys = QS_COUNT_KEYS_DECIMAL;
	expect(host, (Entry[]) {{"10", 4}, {NULL, 0}}, decimal, "0101", 4);
	expect(host, (Entry[]) {{"36893488147419103233", 4}, {NULL, 0}}, decimal,
		   "100000000000000000000000000000000000000000000000000000000000000001", 4);
	hexadecimal.keys = QS_COUNT_KEYS_HEXADECIMAL;
	expect(host, (Entry[]) {{"10", 4}, {NULL, 0}}, hexadecimal, "00001", 4);

	expect_refusal(host, 3, (Entry[]) {{"01", 1}, {NULL, 0}}, right, "fewer bits");
	expect_refusal(host, 3, (Entry[]) {{"", 1}, {NULL, 0}}, right, "fewer bits");
	expect_refusal(host, 3, (Entry[]) {{"0101", 1}, {NULL, 0}}, right, "more bits");
	expect_refusal(host, 3, (Entry[]) {{"0a1", 1}, {NULL, 0}}, right, "neither 0 nor 1");
	expect_refusal(host, 3, (Entry[]) {{"8", 1}, {NULL, 0}}, right, "decimal count has more bits");
	expect_refusal(host, 3, (Entry[]) {{"7", 1}, {"0b1", 1}, {NULL, 0}}, right, "invalid decimal digit");
	expect_refusal(host, 3, (Entry[]) {{"0x", 1}, {NULL, 0}}, right, "without digits");
	expect_refusal(host, 3, (Entry[]) {{"0x8", 1}, {NULL, 0}}, right, "hexadecimal count has more bits");
}

static void
registers(void **state)
{
	QsHost	   *host = unit_host(state);
	QsCountsReading chosen = right;

	chosen.chosen = 0;
	expect(host, (Entry[]) {{"11 001", 5}, {"00 001", 1}, {NULL, 0}}, chosen, "100", 6);
	chosen.chosen = 1;
	expect(host, (Entry[]) {{"10 001", 5}, {NULL, 0}}, chosen, "01", 5);
	chosen.order = QS_BIT_ORDER_FIRST_LEFT;
	expect(host, (Entry[]) {{"10 001", 5}, {NULL, 0}}, chosen, "001", 5);
	chosen.chosen = 2;
	expect_refusal(host, 3, (Entry[]) {{"10 001", 5}, {NULL, 0}}, chosen, "no such register");
	expect_refusal(host, 3, (Entry[]) {{"10 001", 5}, {NULL, 0}}, right, "more bits");
	expect(host, (Entry[]) {{"10 001", 5}, {NULL, 0}}, right, "10001", 5);
}

static void
probabilities(void **state)
{
	QsHost	   *host = unit_host(state);
	QsCountsReading thousand = right;
	QsSamples  *samples;
	QsError		error;
	double		negative;

	thousand.shots = 1000;
	expect(host, (Entry[]) {{"00", 0.25}, {"11", 0.75}, {NULL, 0}}, thousand, "11", 750);
	expect(host, (Entry[]) {{"00", 0.25}, {"11", 0.75}, {NULL, 0}}, right, "11", 750000);
	/* thirds: the first gets the shot that is left */
	expect(host, (Entry[]) {{"00", 1 / 3.0}, {"01", 1 / 3.0}, {"11", 1 / 3.0}, {NULL, 0}}, thousand, "00", 334);
	expect(host, (Entry[]) {{"00", 1 / 3.0}, {"01", 1 / 3.0}, {"11", 1 / 3.0}, {NULL, 0}}, thousand, "11", 333);
	/* a table that was cut is scaled up */
	expect(host, (Entry[]) {{"00", 0.475}, {"11", 0.475}, {NULL, 0}}, thousand, "11", 500);
	/* quasi-probabilities: -0.1 becomes 0, 0.05 is taken from each of the others */
	assert_int_equal(read_entries(host, 2, (Entry[]) {{"00", 0.6}, {"01", 0.5}, {"11", -0.1}, {NULL, 0}},
								  thousand, &samples, &negative, &error), QS_OK);
	assert_int_equal(seen(samples, "00"), 550);
	assert_int_equal(seen(samples, "10"), 450);
	assert_int_equal(seen(samples, "11"), 0);
	assert_true(fabs(negative + 0.1) < 1e-12);
	qs_samples_free(host, samples);
	/* a small one vanishes with it */
	assert_int_equal(read_entries(host, 2, (Entry[]) {{"00", 1.0}, {"01", 0.05}, {"11", -0.05}, {NULL, 0}},
								  thousand, &samples, &negative, &error), QS_OK);
	assert_int_equal(seen(samples, "00"), 975);
	qs_samples_free(host, samples);

	expect_refusal(host, 2, (Entry[]) {{"00", 0.25}, {"11", 0.25}, {NULL, 0}}, right, "they add up to 0.5");
	expect_refusal(host, 2, (Entry[]) {{"00", 2.5}, {"11", 7}, {NULL, 0}}, right, "they add up to 9.5");
	expect_refusal(host, 2, (Entry[]) {{"00", NAN}, {NULL, 0}}, right, "finite numbers");
	expect_refusal(host, 2, (Entry[]) {{"00", -1}, {NULL, 0}}, right, "negative");
	expect_refusal(host, 2, (Entry[]) {{"00", 1e16}, {NULL, 0}}, right, "overflow");
	expect_refusal(host, 2, (Entry[]) {{"00", 0}, {NULL, 0}}, right, "no measurement");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(keys),
		UNIT_TEST(registers),
		UNIT_TEST(probabilities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
