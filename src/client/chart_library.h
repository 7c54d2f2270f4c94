/*
 * chart_library.h
 *	  Where Chart.js is installed.
 */
#ifndef QSHRINK_CLIENT_CHART_LIBRARY_H
#define QSHRINK_CLIENT_CHART_LIBRARY_H

/* Its file, to be freed; NULL: it is not installed.  QSHRINK_CHART_JS names another. */
extern char *chart_library_path(void);

#endif
