/*
 * kept_shots.c
 *	  Which shots of a round are kept, and their bits.
 */
#include "solve/kept_shots.h"

#include <string.h>

#include "base/sort.h"

typedef struct Choice
{
	int64_t		occurrences;
	int32_t		sample;			/* samples ascend by energy, ties by bits */
} Choice;

static int
compare(const void *a, const void *b)
{
	const Choice *p = a;
	const Choice *q = b;

	if (p->occurrences != q->occurrences)
		return p->occurrences > q->occurrences ? -1 : 1;
	return (p->sample > q->sample) - (p->sample < q->sample);
}

void
qs_unpack_bits(const uint8_t *packed, int bits, uint8_t *x)
{
	for (int k = 0; k < bits; k++)
		x[k] = packed[k >> 3] >> (7 - (k & 7)) & 1;
}

void
qs_pack_bits(const uint8_t *x, int bits, uint8_t *packed)
{
	memset(packed, 0, qs_packed_bytes(bits));
	for (int k = 0; k < bits; k++)
		if (x[k])
			packed[k >> 3] |= (uint8_t) (0x80 >> (k & 7));
}

QsKeptShots *
qs_kept_shots_choose(QsHost *host, const QsSamples *samples, int n, int most, uint64_t bytes,
					 int32_t **chosen)
{
	uint64_t	room = bytes / qs_kept_shot_bytes(n, samples->n);
	int			count = most < samples->count ? most : samples->count;
	QsKeptShots *kept;
	Choice	   *choice;

	if ((uint64_t) count > room)
		count = (int) room;
	*chosen = NULL;
	if (count <= 0)
		return NULL;
	choice = QS_ARRAY(host, Choice, samples->count);
	for (int k = 0; k < samples->count; k++)
		choice[k] = (Choice) {samples->occurrences[k], k};
	qs_sort(host, choice, (size_t) samples->count, sizeof(Choice), compare);
	kept = QS_NEW(host, QsKeptShots);
	kept->count = count;
	kept->n = n;
	kept->qubits = samples->n;
	kept->assignment = QS_ARRAY0(host, uint8_t, (size_t) count * qs_packed_bytes(n));
	kept->measured = QS_ARRAY0(host, uint8_t, (size_t) count * qs_packed_bytes(samples->n));
	kept->energy = QS_ARRAY(host, double, count);
	kept->occurrences = QS_ARRAY(host, int64_t, count);
	*chosen = QS_ARRAY(host, int32_t, count);
	for (int k = 0; k < count; k++)
	{
		int32_t		sample = choice[k].sample;

		(*chosen)[k] = sample;
		kept->energy[k] = samples->energy[sample];
		kept->occurrences[k] = samples->occurrences[sample];
		qs_pack_bits(samples->x + (size_t) sample * (size_t) samples->n, samples->n,
					 kept->measured + (size_t) k * qs_packed_bytes(samples->n));
		if ((k & 255) == 255)
			qs_check(host);
	}
	qs_free(host, choice);
	return kept;
}

void
qs_kept_shots_free(QsHost *host, QsKeptShots *kept)
{
	if (kept == NULL)
		return;
	qs_free(host, kept->assignment);
	qs_free(host, kept->measured);
	qs_free(host, kept->energy);
	qs_free(host, kept->occurrences);
	qs_free(host, kept);
}
