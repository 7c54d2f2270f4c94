/*
 * mixer.c
 *	  Gates of the XY mixers.
 */
#include "quantum/mixer.h"

int
qs_mixer_hops(int k, bool complete, QsHop *hop)
{
	int			count = 0;

	if (complete)
	{
		int			seats = k + (k & 1);

		/* round-robin: seat 0 stays, the others move on; an odd k leaves one out */
		for (int round = 0; round < seats - 1; round++)
			for (int pair = 0; pair < seats / 2; pair++)
			{
				int			a = pair == 0 ? seats - 1 : (round + pair) % (seats - 1);
				int			b = (round + seats - 1 - pair) % (seats - 1);

				if (a < k && b < k && a != b)
					hop[count++] = (QsHop) {a < b ? a : b, a < b ? b : a, round};
			}
		return count;
	}
	for (int a = 0; a + 1 < k; a += 2)
		hop[count++] = (QsHop) {a, a + 1, 0};
	for (int a = 1; a + 1 < k; a += 2)
		hop[count++] = (QsHop) {a, a + 1, 1};
	if (k > 2)
		hop[count++] = (QsHop) {0, k - 1, k & 1 ? 2 : 1};
	return count;
}
