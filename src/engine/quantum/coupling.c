/*
 * coupling.c
 *	  Lattices, and the part of a device that a circuit takes.
 */
#include "quantum/coupling.h"

#include <string.h>

/* ---- a device as lists of neighbours ---- */

typedef struct Device
{
	QsHost	   *host;
	int			n;
	int		   *start;
	int32_t    *neighbour;
} Device;

static Device
create_device(QsHost *host, int n, const QsCouple *couple, int couples)
{
	Device		device = {
		.host = host, .n = n, .start = QS_ARRAY0(host, int, n + 1),
		.neighbour = QS_ARRAY(host, int32_t, 2 * (size_t) couples)
	};
	int		   *end = QS_ARRAY(host, int, n);

	for (int k = 0; k < couples; k++)
	{
		device.start[couple[k].a + 1]++;
		device.start[couple[k].b + 1]++;
	}
	for (int q = 0; q < n; q++)
	{
		device.start[q + 1] += device.start[q];
		end[q] = device.start[q];
	}
	for (int k = 0; k < couples; k++)
	{
		device.neighbour[end[couple[k].a]++] = couple[k].b;
		device.neighbour[end[couple[k].b]++] = couple[k].a;
	}
	qs_free(host, end);
	return device;
}

static void
free_device(Device *device)
{
	qs_free(device->host, device->start);
	qs_free(device->host, device->neighbour);
}

/* The first n qubits of a breadth-first walk into walk, the place of each (or -1) into
 * place; how many pairs of them interact, -1: there are fewer */
static int
walk_from(const Device *device, int from, int n, int32_t *walk, int32_t *place)
{
	int			found = 1;
	int			couples = 0;

	for (int q = 0; q < device->n; q++)
		place[q] = -1;
	walk[0] = from;
	place[from] = 0;
	for (int k = 0; k < found && found < n; k++)
		for (int at = device->start[walk[k]]; at < device->start[walk[k] + 1] && found < n; at++)
			if (place[device->neighbour[at]] < 0)
			{
				place[device->neighbour[at]] = found;
				walk[found++] = device->neighbour[at];
			}
	if (found < n)
		return -1;
	for (int k = 0; k < n; k++)
		for (int at = device->start[walk[k]]; at < device->start[walk[k] + 1]; at++)
			couples += place[device->neighbour[at]] > k;
	return couples;
}

/* Steps between places, by a breadth-first walk from each */
static void
measure_distances(QsHost *host, QsCoupling *coupling)
{
	int			n = coupling->n;
	int32_t    *queue = QS_ARRAY(host, int32_t, n);

	coupling->distance = QS_ARRAY(host, int16_t, (size_t) n * (size_t) n);
	for (int from = 0; from < n; from++)
	{
		int16_t    *distance = coupling->distance + (size_t) from * (size_t) n;
		int			found = 1;

		for (int p = 0; p < n; p++)
			distance[p] = -1;
		queue[0] = from;
		distance[from] = 0;
		for (int k = 0; k < found; k++)
			for (int at = coupling->start[queue[k]]; at < coupling->start[queue[k] + 1]; at++)
				if (distance[coupling->neighbour[at]] < 0)
				{
					distance[coupling->neighbour[at]] = (int16_t) (distance[queue[k]] + 1);
					queue[found++] = coupling->neighbour[at];
				}
		qs_check(host);
	}
	qs_free(host, queue);
}

/* The places of a walk, in the order of the device */
static QsCoupling *
cut_out(const Device *device, int n, const int32_t *walk, int32_t *place)
{
	QsHost	   *host = device->host;
	QsCoupling *coupling = QS_NEW(host, QsCoupling);
	int			count = 0;

	coupling->n = n;
	coupling->site = QS_ARRAY(host, int32_t, n);
	coupling->start = QS_ARRAY0(host, int, n + 1);
	for (int q = 0; q < device->n; q++)
		place[q] = -1;
	for (int k = 0; k < n; k++)
		place[walk[k]] = 0;
	for (int q = 0, next = 0; q < device->n; q++)
		if (place[q] == 0)
		{
			place[q] = next;
			coupling->site[next++] = q;
		}
	for (int k = 0; k < n; k++)
		count += device->start[coupling->site[k] + 1] - device->start[coupling->site[k]];
	coupling->neighbour = QS_ARRAY(host, int32_t, count);
	count = 0;
	for (int k = 0; k < n; k++)
	{
		int			q = coupling->site[k];

		for (int at = device->start[q]; at < device->start[q + 1]; at++)
			if (place[device->neighbour[at]] >= 0)
				coupling->neighbour[count++] = place[device->neighbour[at]];
		coupling->start[k + 1] = count;
	}
	measure_distances(host, coupling);
	return coupling;
}

QsCoupling *
qs_coupling_of_device(QsHost *host, int qubits, const QsCouple *couple, int couples, int n)
{
	Device		device = create_device(host, qubits, couple, couples);
	int32_t    *walk = QS_ARRAY(host, int32_t, qubits);
	int32_t    *place = QS_ARRAY(host, int32_t, qubits);
	QsCoupling *coupling = NULL;
	int			best = -1;
	int			best_from = 0;

	for (int from = 0; n <= qubits && from < qubits; from++)
	{
		int			pairs = walk_from(&device, from, n, walk, place);

		if (pairs > best)
		{
			best = pairs;
			best_from = from;
		}
		qs_check(host);
	}
	if (best >= 0)
	{
		walk_from(&device, best_from, n, walk, place);
		coupling = cut_out(&device, n, walk, place);
	}
	qs_free(host, walk);
	qs_free(host, place);
	free_device(&device);
	return coupling;
}

/* ---- lattices ---- */

/* The first so many qubits of a line, and how many couples they make */
static int
line(int qubits, QsCouple *couple)
{
	for (int q = 0; q + 1 < qubits; q++)
		couple[q] = (QsCouple) {q, q + 1};
	return qubits - 1;
}

static void
add_couple(int qubits, int a, int b, QsCouple *couple, int *couples)
{
	if (a < qubits && b < qubits)
		couple[(*couples)++] = (QsCouple) {a, b};
}

/* Between two rows there are m qubits. */
static int
heavy_hex(int qubits, QsCouple *couple)
{
	int			m = 1;
	int			couples = 0;

	while ((2 * m - 1) * (4 * m - 1) + (2 * m - 2) * m < qubits)
		m++;
	for (int r = 0, base = 0, width = 4 * m - 1; r < 2 * m - 1; r++)
	{
		/* a row, then the qubits between it and the next */
		for (int c = 0; c + 1 < width; c++)
			add_couple(qubits, base + c, base + c + 1, couple, &couples);
		for (int k = 0; k < m; k++)
		{
			int			column = 4 * k + (r & 1 ? 2 : 0);

			add_couple(qubits, base + column, base + width + k, couple, &couples);
			add_couple(qubits, base + width + k, base + width + m + column, couple, &couples);
		}
		base += width + m;
	}
	return couples;
}

QsCoupling *
qs_coupling_of_lattice(QsHost *host, QsLattice lattice, int qubits, int n)
{
	/* at most three a qubit, each counted twice */
	QsCouple   *couple = QS_ARRAY(host, QsCouple, 2 * (size_t) qubits);
	int			couples = lattice == QS_LATTICE_LINE ? line(qubits, couple) : heavy_hex(qubits, couple);
	QsCoupling *coupling = qs_coupling_of_device(host, qubits, couple, couples, n);

	qs_free(host, couple);
	return coupling;
}

/* Qubits of the smallest whole lattice that has n */
static int
whole_lattice(QsLattice lattice, int n)
{
	int			m = 1;

	if (lattice == QS_LATTICE_LINE)
		return n;
	while ((2 * m - 1) * (4 * m - 1) + (2 * m - 2) * m < n)
		m++;
	return (2 * m - 1) * (4 * m - 1) + (2 * m - 2) * m;
}

QsCoupling *
qs_coupling_create(QsHost *host, QsLattice lattice, int n)
{
	return lattice == QS_LATTICE_ALL ? NULL :
		qs_coupling_of_lattice(host, lattice, whole_lattice(lattice, n), n);
}

void
qs_coupling_free(QsHost *host, QsCoupling *coupling)
{
	if (coupling == NULL)
		return;
	qs_free(host, coupling->site);
	qs_free(host, coupling->start);
	qs_free(host, coupling->neighbour);
	qs_free(host, coupling->distance);
	qs_free(host, coupling);
}
