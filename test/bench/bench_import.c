/*
 * bench_import.c
 *	  Reading texts of a million nonzeros: seconds, and memory as a multiple of the text.
 *
 *	  bench_import [NONZEROS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "exporter/exporter.h"
#include "importer/importer.h"
#include "standalone_host.h"

/* Rows of ten binaries out of nonzeros / 50 */
static QsFormulation *
generate(QsHost *host, int nonzeros)
{
	QsFormulation *model = qs_formulation_create(host);
	QsRandom	random;
	int			n = nonzeros / 50;

	qs_random_seed(&random, 7, 0);
	for (int v = 0; v < n; v++)
	{
		char		name[16];

		qs_formulation_add_variable(host, model, QS_VARIABLE_BINARY, 0.0, 1.0, name,
									(size_t) snprintf(name, sizeof(name), "x%d", v + 1));
		qs_expressions_add(host, &model->objective, v, 1.0 + qs_random_below(&random, 9));
	}
	for (int r = 0; r < nonzeros / 10; r++)
	{
		for (int k = 0; k < 10; k++)
			qs_expressions_add(host, &model->terms, (int) qs_random_below(&random, (uint32_t) n),
							   1.0 + qs_random_below(&random, 9));
		qs_formulation_add_row(host, model, 3.0, INFINITY, "", 0);
	}
	return model;
}

int
main(int argc, char **argv)
{
	static const char *const names[] = {"lp", "mps", "opb"};
	int			nonzeros = argc > 1 ? atoi(argv[1]) : 1000000;

	for (int k = 0; k < 3; k++)
	{
		QsStandaloneHost *standalone = qs_standalone_create((size_t) 4 << 30);
		QsHost	   *host = &standalone->host;
		QsFormulation *model = generate(host, nonzeros);
		QsError		error;
		QsImport   *import;
		QsFormat	format;
		char	   *text;
		size_t		length;
		size_t		before;
		double		started;

		if (qs_export(host, model, (QsExportFormat) k, &text, &length, &error) != QS_OK || !qs_format(names[k], &format))
			abort();
		qs_formulation_free(host, model);
		before = host->memory_used;
		host->memory_peak = before;
		started = qs_clock(host);
		if (qs_import(host, text, length, format, &import, &error) != QS_OK)
		{
			fprintf(stderr, "%s\n", error.message);
			abort();
		}
		printf("%-4s %9zu bytes %6.2f s, memory %5.2f times the text, %d variables, %d rows\n", names[k], length,
			   qs_clock(host) - started, (double) (host->memory_peak - before) / (double) length,
			   import->problem[0].n, import->problem[0].rows);
		qs_import_free(host, import);
		qs_free(host, text);
		qs_standalone_destroy(standalone);
	}
	return 0;
}
