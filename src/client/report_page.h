/*
 * report_page.h
 *	  The page of a report: sections of a picture and its table, written as rows come.
 */
#ifndef QSHRINK_CLIENT_REPORT_PAGE_H
#define QSHRINK_CLIENT_REPORT_PAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "connection.h"

typedef struct Page
{
	FILE	   *file;
	Connection *connection;
	bool		has_charts;		/* Chart.js was written into the page */
	int			sections;		/* written so far */
	int			charts;
} Page;

/* A section whose rows a query gives; its columns are called what the heads are to say */
typedef struct Section
{
	const char *id;
	const char *title;			/* with units */
	const char *lead;			/* what is to be seen, a sentence or two */
	const char *chart;			/* JSON for report.js; NULL: a table alone */
	const char *sql;			/* of the parameters that the whole list has */
	const char *needs;			/* an object of the extension; NULL: always there */
	const char *none;			/* said where there are no rows; NULL: left out then */
	bool		tall;
} Section;

/* Most rows that a table and its picture show; what is left out is counted */
#define MOST_ROWS 1000

extern void html_text(FILE *file, const char *text);

/* Beginning and end; charts: the library is written into the page if it is installed */
extern Page page_begin(FILE *file, Connection *connection, const char *title);
extern void page_end(Page *page);

extern void page_section(Page *page, const Section *section, int count, const char *const *value);

/* The parts of a section, for those that are more than a query */
extern void section_begin(Page *page, const char *id, const char *title, const char *lead, bool has_picture);
extern void section_canvas(Page *page, const char *title, bool tall);
extern void section_end(Page *page);

/* A result as a table; columns that are null everywhere are left out */
extern void html_table(FILE *file, const PGresult *result, int most);

/* Names and values of the first row */
extern void html_facts(FILE *file, const PGresult *result);

/* Lines of a result as data of a chart: {"chart": ..., "columns": [...], "rows": [...]} */
extern void json_data(FILE *file, const char *chart, const PGresult *result, int most);

#endif
