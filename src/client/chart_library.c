/*
 * chart_library.c
 *	  Where Chart.js is installed.
 */
#include "chart_library.h"

#include <stdlib.h>
#include <unistd.h>

#include "text.h"

char *
chart_library_path(void)
{
	static const char *const place[] = {
		"/usr/share/javascript/chart.js/chart.min.js",	/* Debian's libjs-chart.js */
		"/usr/share/nodejs/chart.js/dist/chart.min.js",
		"/usr/share/javascript/chart.js/Chart.min.js",
		"/usr/local/share/javascript/chart.js/chart.min.js",
	};
	const char *given = getenv("QSHRINK_CHART_JS");

	if (given)
		return access(given, R_OK) == 0 ? copy_text(given) : NULL;
	for (size_t k = 0; k < sizeof(place) / sizeof(place[0]); k++)
		if (access(place[k], R_OK) == 0)
			return copy_text(place[k]);
	return NULL;
}
