/*
 * bench_bounds.c
 *	  Bounds of instances without a solve: the relaxation, and the best of all methods.
 *
 *	  bench_bounds [--seconds 0] [--no-presolve] FILE ...
 *
 *	  One line a problem: variables, rows, pairs, the bound of the relaxation (cuts
 *	  included) and of every method that applies, in the user's sense, and what each took
 *	  in processor time
 *	  and how long a cancel would have waited at most.
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bound/bound.h"
#include "classes/classes.h"
#include "imported_model.h"
#include "presolve/presolve.h"
#include "relax/relax.h"
#include "rows/tighten.h"
#include "standalone_host.h"

static double
processor_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static char *
read_file(const char *path, size_t *length)
{
	FILE	   *file = fopen(path, "rb");
	char	   *content = NULL;
	size_t		capacity = 0;

	*length = 0;
	while (file)
	{
		size_t		got;

		if (*length == capacity)
			content = realloc(content, capacity = capacity * 2 + 65536);
		if (content == NULL)
			abort();
		got = fread(content + *length, 1, capacity - *length, file);
		if (got == 0)
			break;
		*length += got;
	}
	if (file)
		fclose(file);
	return content;
}

static void
print_relaxation(QsHost *host, const QsModel *model, const QsStructure *structure)
{
	double		start = processor_seconds();
	QsRelaxation *relaxation = NULL;
	QsStatus	status = qs_relax(host, model, structure, NULL, 0, &relaxation);

	if (relaxation && relaxation->bound > -INFINITY)
		printf(" relax %.10g (%d cuts, %.2f s)", qs_model_report(model, relaxation->bound),
			   relaxation->strong ? relaxation->strong->m - model->m : 0,
			   processor_seconds() - start);
	else if (status != QS_OK)
		printf(" relax status %d", (int) status);
	qs_relaxation_free(host, relaxation);
}

static void
bound_model(QsHost *host, const char *name, const QsModel *stored, bool presolve)
{
	QsContraction *contraction = qs_contraction_create(host, stored);
	QsReduced  *reduced;
	QsTightening done;
	QsModel    *tightened;
	const QsModel *model;
	QsStructure *structure;

	if (presolve && qs_presolve(host, contraction, qs_classes, &qs_presolve_defaults) != QS_OK)
		printf("presolve: no solution ");
	reduced = qs_contraction_reduce(host, contraction);
	tightened = reduced->model->assignment ? NULL : qs_tighten(host, reduced->model, &done);
	model = tightened ? tightened : reduced->model;
	structure = qs_structure_create(host, model, qs_classes);
	printf("%-20s %-12s n %d m %d pairs %lld", name, structure->ops->name, model->n, model->m,
		   (long long) qs_qubo_pairs(model->objective));
	print_relaxation(host, model, structure);
	for (int k = 0; k < qs_bound_names.count; k++)
	{
		QsBoundMethod method,
					used;
		double		start = processor_seconds();
		double		bound;

		((QsStandaloneHost *) host)->longest_gap = 0.0;

		const char *of = qs_name_at(&qs_bound_names, k)->name;

		if (!qs_bound_method(of, &method) || method == QS_BOUND_AUTO ||
			(method == QS_BOUND_TRIVIAL && model->linear) ||
			qs_bound(host, model, structure, method, 1, &bound, &used) != QS_OK)
			continue;
		printf(" %s %.10g (%.2f s, %.0f ms)", of, qs_model_report(model, bound),
			   processor_seconds() - start, ((QsStandaloneHost *) host)->longest_gap * 1000.0);
		fflush(stdout);
	}
	printf("\n");
	fflush(stdout);
	qs_structure_free(host, structure);
	qs_model_free(host, tightened);
	qs_reduced_free(host, reduced);
	qs_contraction_free(host, contraction);
}

int
main(int count, char **argument)
{
	bool		presolve = true;
	double		seconds = 0.0;

	for (int k = 1; k < count; k++)
	{
		size_t		length;
		char	   *content;
		QsStandaloneHost *standalone;
		QsImport   *import = NULL;
		QsError		error;
		const char *slash = strrchr(argument[k], '/');

		if (strcmp(argument[k], "--no-presolve") == 0)
		{
			presolve = false;
			continue;
		}
		if (strcmp(argument[k], "--seconds") == 0 && k + 1 < count)
		{
			seconds = atof(argument[++k]);
			continue;
		}
		standalone = qs_standalone_create((size_t) 4 << 30);
		qs_standalone_count_processor_time(standalone);
		content = read_file(argument[k], &length);
		if (seconds > 0.0)
			standalone->host.deadline = qs_clock(&standalone->host) + seconds;
		if (content == NULL ||
			qs_import(&standalone->host, content, length, QS_FORMAT_AUTO, &import, &error) != QS_OK)
			printf("%s: cannot be read\n", argument[k]);
		for (int p = 0; import && p < import->count; p++)
			bound_model(&standalone->host, slash ? slash + 1 : argument[k],
						imported_model(&standalone->host, &import->problem[p]), presolve);
		free(content);
		qs_standalone_destroy(standalone);
	}
	return 0;
}
