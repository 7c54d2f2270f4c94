/*
 * run_bytes.c
 *	  A run as bytes: its structs as they are in memory, each followed by what it points
 *	  to, in a fixed order; the names at the end.
 *
 * A pointer to numbers stays in its struct as a mark of what follows.  A pointer to a
 * name becomes the place of the name among the names, from 1: in another process the
 * name is somewhere else.
 */
#include "solve/run_bytes.h"

#include <string.h>

#define ALIGNED(bytes)	(((bytes) + 7) & ~(size_t) 7)

typedef struct Header
{
	size_t		bytes;			/* of all */
	size_t		names_at;
	size_t		name_bytes;
	size_t		names;
} Header;

/* ---- writing ------------------------------------------------------------ */

typedef struct Writer
{
	QsHost	   *host;
	char	   *to;				/* NULL: only count */
	size_t		at;
	const char **name;
	size_t		names;
	size_t		capacity;
	size_t		last;			/* found: most steps have the reason of the one before */
} Writer;

/* Returns where they are, NULL while counting. */
static void *
put(Writer *writer, const void *from, size_t bytes)
{
	char	   *to = writer->to ? writer->to + writer->at : NULL;

	if (to)
		qs_copy(writer->host, to, from, bytes);
	writer->at += ALIGNED(bytes);
	return to;
}

/* The place of a name, from 1; names are few and static. */
static const char *
place_of(Writer *writer, const char *name)
{
	size_t		k = writer->last;

	if (name == NULL)
		return NULL;
	if (k >= writer->names || writer->name[k] != name)
		for (k = 0; k < writer->names && strcmp(writer->name[k], name) != 0; k++)
			;
	if (k == writer->names)
	{
		if (k == writer->capacity)
		{
			writer->capacity = 2 * k + 16;
			writer->name = qs_realloc(writer->host, writer->name, k, writer->capacity,
									  sizeof(char *));
		}
		writer->name[writer->names++] = name;
	}
	writer->last = k;
	return (const char *) (uintptr_t) (k + 1);
}

static void
put_steps(Writer *writer, const QsStep *step, int64_t count)
{
	for (int64_t k = 0; step && k < count; k++)
	{
		QsStep		copy = step[k];

		copy.reason = place_of(writer, copy.reason);
		put(writer, &copy, sizeof(copy));
		if ((k & 8191) == 8191)
			qs_check(writer->host);
	}
}

static void
put_numbers(Writer *writer, const void *from, int64_t count, size_t size)
{
	if (from)
		put(writer, from, (size_t) count * size);
}

static void
put_qubo(Writer *writer, const QsQubo *qubo)
{
	int64_t		entries;

	if (qubo == NULL)
		return;
	entries = qubo->start[qubo->n];
	put(writer, qubo, sizeof(QsQubo));
	put(writer, qubo->linear, (size_t) qubo->n * sizeof(double));
	put(writer, qubo->start, ((size_t) qubo->n + 1) * sizeof(int64_t));
	put(writer, qubo->neighbour, (size_t) entries * sizeof(int32_t));
	put(writer, qubo->weight, (size_t) entries * sizeof(double));
}

static void
put_kept_shots(Writer *writer, const QsKeptShots *kept)
{
	if (kept == NULL)
		return;
	put(writer, kept, sizeof(QsKeptShots));
	put(writer, kept->assignment, (size_t) kept->count * qs_packed_bytes(kept->n));
	put(writer, kept->measured, (size_t) kept->count * qs_packed_bytes(kept->qubits));
	put(writer, kept->energy, (size_t) kept->count * sizeof(double));
	put(writer, kept->occurrences, (size_t) kept->count * sizeof(int64_t));
}

static void
put_round(Writer *writer, const QsRound *round)
{
	QsRound		copy = *round;
	int64_t		qubits = round->qubo ? round->qubo->n : 0;

	copy.stop = place_of(writer, round->stop);
	put(writer, &copy, sizeof(copy));
	put_numbers(writer, round->report.angles, round->report.angle_count, sizeof(double));
	put_numbers(writer, round->report.history, round->report.history_count, sizeof(QsEvaluation));
	put_qubo(writer, round->qubo);
	put_numbers(writer, round->qubit_variable, qubits, sizeof(int32_t));
	put_numbers(writer, round->qubit_group, qubits, sizeof(int32_t));
	put_numbers(writer, round->warm, qubits, sizeof(double));
	put_steps(writer, round->step, round->step_count);
	put_kept_shots(writer, round->kept);
}

static void
put_run(Writer *writer, const QsRun *run)
{
	QsRun		copy = *run;

	copy.proved_by = place_of(writer, run->proved_by);
	copy.unsupported = place_of(writer, run->unsupported);
	put(writer, &copy, sizeof(copy));
	for (int k = 0; k < run->rounds; k++)
		put_round(writer, &run->round[k]);
	put_steps(writer, run->presolve_step, run->presolve_step_count);
	put_numbers(writer, run->incumbent, run->incumbents, sizeof(QsIncumbent));
	put_numbers(writer, run->start_objective, run->starts, sizeof(double));
	put_numbers(writer, run->solution, run->solutions, sizeof(QsSolution));
	for (int k = 0; k < run->solutions; k++)
	{
		put_numbers(writer, run->solution[k].x, run->n, 1);
		put_numbers(writer, run->solution[k].raw, run->n, 1);
	}
}

void *
qs_run_to_bytes(QsHost *host, const QsRun *run, size_t *bytes)
{
	Writer		writer = {.host = host, .at = sizeof(Header)};
	Header		header;
	char	   *to;

	put_run(&writer, run);
	header = (Header) {.names_at = writer.at, .names = writer.names};
	for (size_t k = 0; k < writer.names; k++)
		header.name_bytes += strlen(writer.name[k]) + 1;
	header.bytes = header.names_at + header.name_bytes;
	to = QS_ARRAY(host, char, header.bytes);
	memcpy(to, &header, sizeof(header));
	writer.to = to;
	writer.at = sizeof(Header);
	put_run(&writer, run);
	to += header.names_at;
	for (size_t k = 0; k < writer.names; k++)
	{
		size_t		length = strlen(writer.name[k]) + 1;

		memcpy(to, writer.name[k], length);
		to += length;
	}
	qs_free(host, writer.name);
	*bytes = header.bytes;
	return writer.to;
}

/* ---- reading ------------------------------------------------------------ */

typedef struct Reader
{
	QsHost	   *host;
	const char *from;
	size_t		at;
	size_t		end;
	const char **name;
	size_t		names;
	bool		broken;
} Reader;

static const void *
next_bytes(Reader *reader, size_t bytes)
{
	const char *from = reader->from + reader->at;

	if (reader->broken || bytes > reader->end - reader->at)
	{
		reader->broken = true;
		return NULL;
	}
	reader->at += ALIGNED(bytes);
	if (reader->at > reader->end)
		reader->at = reader->end;
	return from;
}

/* What stood behind a pointer, copied; mark: the pointer as it was written */
static void *
get(Reader *reader, const void *mark, int64_t count, size_t size)
{
	const void *from;

	if (mark == NULL || count < 0)
		return NULL;
	from = next_bytes(reader, (size_t) count * size);
	return from ? qs_duplicate(reader->host, from, (size_t) count, size) : NULL;
}

static const char *
name_at(Reader *reader, const char *place)
{
	uintptr_t	k = (uintptr_t) place;

	if (k == 0)
		return NULL;
	if (k > reader->names)
	{
		reader->broken = true;
		return NULL;
	}
	return reader->name[k - 1];
}

static QsStep *
get_steps(Reader *reader, const QsStep *mark, int64_t count)
{
	QsStep	   *step = get(reader, mark, count, sizeof(QsStep));

	for (int64_t k = 0; step && k < count; k++)
	{
		step[k].reason = name_at(reader, step[k].reason);
		if ((k & 8191) == 8191)
			qs_check(reader->host);
	}
	return step;
}

static QsQubo *
get_qubo(Reader *reader, const QsQubo *mark)
{
	QsQubo	   *qubo = get(reader, mark, 1, sizeof(QsQubo));
	QsQubo		written;

	if (qubo == NULL)
		return NULL;
	written = *qubo;
	qubo->linear = get(reader, written.linear, written.n, sizeof(double));
	qubo->start = get(reader, written.start, (int64_t) written.n + 1, sizeof(int64_t));
	qubo->neighbour = qubo->start ? get(reader, written.neighbour, qubo->start[written.n], sizeof(int32_t)) : NULL;
	qubo->weight = qubo->start ? get(reader, written.weight, qubo->start[written.n], sizeof(double)) : NULL;
	return qubo;
}

static QsKeptShots *
get_kept_shots(Reader *reader, const QsKeptShots *mark)
{
	QsKeptShots *kept = get(reader, mark, 1, sizeof(QsKeptShots));
	QsKeptShots written;

	if (kept == NULL)
		return NULL;
	written = *kept;
	if (written.n < 0 || written.qubits < 0)
		reader->broken = true;
	kept->assignment = get(reader, written.assignment, written.count, qs_packed_bytes(written.n));
	kept->measured = get(reader, written.measured, written.count, qs_packed_bytes(written.qubits));
	kept->energy = get(reader, written.energy, written.count, sizeof(double));
	kept->occurrences = get(reader, written.occurrences, written.count, sizeof(int64_t));
	return kept;
}

static void
get_round(Reader *reader, QsRound *round)
{
	const void *from = next_bytes(reader, sizeof(QsRound));
	QsRound		written;
	int64_t		qubits;

	if (from == NULL)
		return;
	memcpy(&written, from, sizeof(written));
	*round = written;
	round->stop = name_at(reader, written.stop);
	round->report.angles = get(reader, written.report.angles, written.report.angle_count, sizeof(double));
	round->report.history = get(reader, written.report.history, written.report.history_count, sizeof(QsEvaluation));
	round->qubo = get_qubo(reader, written.qubo);
	qubits = round->qubo ? round->qubo->n : 0;
	round->qubit_variable = get(reader, written.qubit_variable, qubits, sizeof(int32_t));
	round->qubit_group = get(reader, written.qubit_group, qubits, sizeof(int32_t));
	round->warm = get(reader, written.warm, qubits, sizeof(double));
	round->step = get_steps(reader, written.step, written.step_count);
	round->kept = get_kept_shots(reader, written.kept);
}

static void
get_solutions(Reader *reader, QsRun *run, const QsSolution *mark)
{
	run->solution = get(reader, mark, run->solutions, sizeof(QsSolution));
	if (run->solution == NULL)
		run->solutions = 0;
	for (int k = 0; k < run->solutions; k++)
	{
		QsSolution *solution = &run->solution[k];

		solution->x = get(reader, solution->x, run->n, 1);
		solution->raw = get(reader, solution->raw, run->n, 1);
	}
}

static QsRun *
get_run(Reader *reader)
{
	QsRun	   *run = get(reader, reader, 1, sizeof(QsRun));
	QsRun		written;

	if (run == NULL)
		return NULL;
	written = *run;
	run->proved_by = name_at(reader, written.proved_by);
	run->unsupported = name_at(reader, written.unsupported);
	run->names = NULL;
	run->round_capacity = run->rounds;
	run->round = QS_ARRAY0(reader->host, QsRound, run->rounds);
	for (int k = 0; k < run->rounds; k++)
		get_round(reader, &run->round[k]);
	run->presolve_step = get_steps(reader, written.presolve_step, written.presolve_step_count);
	run->incumbent = get(reader, written.incumbent, written.incumbents, sizeof(QsIncumbent));
	run->start_objective = get(reader, written.start_objective, written.starts, sizeof(double));
	get_solutions(reader, run, written.solution);
	return run;
}

/* Copies the names and finds where each begins; false: they are not there. */
static bool
read_names(Reader *reader, const Header *header, char **copy)
{
	char	   *at;

	*copy = qs_duplicate(reader->host, reader->from + header->names_at, header->name_bytes, 1);
	reader->name = QS_ARRAY(reader->host, const char *, header->names);
	at = *copy;
	for (; reader->names < header->names; reader->names++)
	{
		size_t		left = header->name_bytes - (size_t) (at - *copy);

		if (memchr(at, '\0', left) == NULL)
			return false;
		reader->name[reader->names] = at;
		at += strlen(at) + 1;
	}
	return true;
}

QsRun *
qs_run_from_bytes(QsHost *host, const void *bytes, size_t count)
{
	Reader		reader = {.host = host, .from = bytes, .at = sizeof(Header)};
	Header		header;
	char	   *names = NULL;
	QsRun	   *run = NULL;

	if (count < sizeof(header))
		return NULL;
	memcpy(&header, bytes, sizeof(header));
	if (header.bytes > count || header.names_at > header.bytes ||
		header.name_bytes != header.bytes - header.names_at || header.names > header.name_bytes)
		return NULL;
	reader.end = header.names_at;
	if (read_names(&reader, &header, &names))
		run = get_run(&reader);
	qs_free(host, reader.name);
	if (run == NULL)
		qs_free(host, names);
	else
		run->names = names;
	if (run && reader.broken)
	{
		qs_run_free(host, run);
		run = NULL;
	}
	return run;
}
