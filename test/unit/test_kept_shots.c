/*
 * test_kept_shots.c
 *	  Which shots are kept, within which bytes, and that a run as bytes has them.
 */
#include "unit.h"

#include <string.h>

#include "solve/kept_shots.h"
#include "solve/run_bytes.h"

#define MOST	200

static QsSamples *
random_samples(QsHost *host, QsRandom *random, int n, int shots)
{
	QsTerm		terms[64];
	uint8_t    *rows = QS_ARRAY(host, uint8_t, (size_t) shots * (size_t) n);
	QsQubo	   *qubo;
	QsSamples  *samples;

	for (int i = 0; i < n; i++)
		terms[i] = (QsTerm) {i, i, (double) qs_random_below(random, 7) - 3.0};
	for (int k = 0; k < shots * n; k++)
		rows[k] = (uint8_t) qs_random_below(random, 2);
	qubo = qs_qubo_from_terms(host, n, 0.5, terms, n);
	samples = qs_samples_from_rows(host, qubo, rows, shots);
	qs_free(host, rows);
	qs_qubo_free(host, qubo);
	return samples;
}

/* Is a before b: more frequent, or as frequent and of lower energy, or first in the order of samples? */
static bool
comes_first(const QsSamples *samples, int a, int b)
{
	if (samples->occurrences[a] != samples->occurrences[b])
		return samples->occurrences[a] > samples->occurrences[b];
	return samples->energy[a] < samples->energy[b] || (samples->energy[a] == samples->energy[b] && a < b);
}

static void
the_most_frequent_are_chosen(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 7, 0);
	for (int trial = 0; trial < 200; trial++)
	{
		int			n = 1 + (int) qs_random_below(&random, 9);
		int			most = 1 + (int) qs_random_below(&random, MOST);
		QsSamples  *samples = random_samples(host, &random, n, 1 + (int) qs_random_below(&random, MOST));
		int32_t    *chosen;
		QsKeptShots *kept = qs_kept_shots_choose(host, samples, 40, most, UINT64_C(1) << 30, &chosen);
		bool		taken[MOST] = {false};

		assert_int_equal(kept->count, most < samples->count ? most : samples->count);
		for (int k = 0; k < kept->count; k++)
		{
			uint8_t		x[16];

			taken[chosen[k]] = true;
			assert_true(k == 0 || comes_first(samples, chosen[k - 1], chosen[k]));
			qs_unpack_bits(kept->measured + (size_t) k * qs_packed_bytes(n), n, x);
			assert_memory_equal(x, samples->x + (size_t) chosen[k] * (size_t) n, (size_t) n);
			assert_true(kept->energy[k] == samples->energy[chosen[k]]);
			assert_int_equal(kept->occurrences[k], samples->occurrences[chosen[k]]);
		}
		for (int s = 0; s < samples->count; s++)
			assert_true(taken[s] || comes_first(samples, chosen[kept->count - 1], s));
		qs_free(host, chosen);
		qs_kept_shots_free(host, kept);
		qs_samples_free(host, samples);
	}
}

static void
bits_are_bounded(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsSamples  *samples;

	qs_random_seed(&random, 8, 0);
	samples = random_samples(host, &random, 9, 150);
	for (uint64_t bytes = 0; bytes < 70 * 261; bytes += 29)
	{
		int32_t    *chosen;
		/* 17 bits are 3 bytes, 9 are 2, the row 256 */
		QsKeptShots *kept = qs_kept_shots_choose(host, samples, 17, 60, bytes, &chosen);
		int			fit = (int) (bytes / 261);

		if (fit == 0)
			assert_null(kept);
		else
			assert_int_equal(kept->count, fit < 60 ? fit : 60);
		qs_free(host, chosen);
		qs_kept_shots_free(host, kept);
	}
	qs_samples_free(host, samples);
}

static void
bits_are_packed_as_they_stand(void **state)
{
	uint8_t		x[19],
				packed[3],
				back[19];

	(void) state;
	for (int k = 0; k < 19; k++)
		x[k] = k % 3 == 0;
	qs_pack_bits(x, 19, packed);
	assert_int_equal(packed[0], 0x92);
	assert_int_equal(packed[2], 0x20);
	qs_unpack_bits(packed, 19, back);
	assert_memory_equal(x, back, 19);
}

/* A run of two rounds, one with shots, there and back; cut anywhere, it is refused or whole */
static void
runs_carry_them(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsSamples  *samples;
	QsRun	   *run = QS_NEW(host, QsRun);
	int32_t    *chosen;
	size_t		count;
	void	   *bytes;

	qs_random_seed(&random, 9, 0);
	samples = random_samples(host, &random, 5, 90);
	run->n = 40;
	run->rounds = run->round_capacity = 2;
	run->round = QS_ARRAY0(host, QsRound, 2);
	run->round[0].stop = run->round[1].stop = "budget";
	run->round[1].kept = qs_kept_shots_choose(host, samples, 40, 9, UINT64_C(1) << 30, &chosen);
	for (int k = 0; k < 9 * 5; k++)
		run->round[1].kept->assignment[k] = (uint8_t) qs_random_below(&random, 256);
	bytes = qs_run_to_bytes(host, run, &count);
	for (size_t length = 0; length <= count; length += length + 8 < count ? 8 : 1)
	{
		QsRun	   *copy = qs_run_from_bytes(host, bytes, length);

		if (length < count)
		{
			assert_null(copy);
			continue;
		}
		assert_null(copy->round[0].kept);
		assert_int_equal(copy->round[1].kept->count, 9);
		assert_memory_equal(copy->round[1].kept->assignment, run->round[1].kept->assignment, 45);
		assert_memory_equal(copy->round[1].kept->measured, run->round[1].kept->measured, 9);
		assert_memory_equal(copy->round[1].kept->energy, run->round[1].kept->energy, 9 * sizeof(double));
		assert_memory_equal(copy->round[1].kept->occurrences, run->round[1].kept->occurrences, 9 * sizeof(int64_t));
		qs_run_free(host, copy);
	}
	qs_free(host, chosen);
	qs_free(host, bytes);
	qs_run_free(host, run);
	qs_samples_free(host, samples);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(the_most_frequent_are_chosen),
		UNIT_TEST(bits_are_bounded),
		UNIT_TEST(bits_are_packed_as_they_stand),
		UNIT_TEST(runs_carry_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
