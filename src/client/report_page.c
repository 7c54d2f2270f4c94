/*
 * report_page.c
 *	  The page of a report: sections of a picture and its table.
 */
#include "report_page.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "chart_library.h"
#include "failure.h"
#include "file.h"
#include "json.h"
#include "report_assets.h"
#include "table.h"
#include "terminal.h"

void
html_text(FILE *file, const char *text)
{
	char	   *valid = valid_utf8(text);

	for (const char *c = valid; *c; c++)
		switch (*c)
		{
			case '<':
				fputs("&lt;", file);
				break;
			case '>':
				fputs("&gt;", file);
				break;
			case '&':
				fputs("&amp;", file);
				break;
			case '"':
				fputs("&quot;", file);
				break;
			case '\'':
				fputs("&#39;", file);
				break;
			default:
				/* characters that HTML does not allow */
				if ((unsigned char) *c >= ' ' || *c == '\n' || *c == '\t')
					fputc(*c, file);
				else
					fprintf(file, "\\x%02x", (unsigned char) *c);
		}
	free(valid);
}

/* The library, with what would end the script written another way */
static bool
write_library(FILE *file)
{
	char	   *path = chart_library_path();
	char	   *reason = NULL;
	Text		script = {0};
	const char *rest;
	const char *end;
	bool		has = path && file_read(path, &script, &reason);

	if (has)
	{
		fputs("<script>\n", file);
		for (rest = script.data; (end = strstr(rest, "</")) != NULL; rest = end + 2)
		{
			fwrite(rest, 1, (size_t) (end - rest), file);
			fputs("<\\/", file);
		}
		fputs(rest, file);
		fputs("\n</script>\n", file);
	}
	free(path);
	free(reason);
	text_free(&script);
	return has;
}

Page
page_begin(FILE *file, Connection *connection, const char *title)
{
	Page		page = {.file = file, .connection = connection};
	char	   *library = chart_library_path();

	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'\">\n<title>", file);
	html_text(file, title);
	fprintf(file, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<header>\n<h1>", report_css);
	html_text(file, title);
	fputs("</h1>\n", file);
	page.has_charts = library != NULL;
	if (!page.has_charts)
		fputs("<p class=\"notice\">Chart.js is not installed here, so this report has its tables without pictures "
			  "(Debian: <code>apt install libjs-chart.js</code>, then make it again).</p>\n", file);
	fputs("</header>\n", file);
	free(library);
	return page;
}

void
page_end(Page *page)
{
	char		made[64];
	time_t		now = time(NULL);
	struct tm	local;

	strftime(made, sizeof(made), "%Y-%m-%d %H:%M", localtime_r(&now, &local));
	fputs("<footer>Made by qshrink " QSHRINK_VERSION " on ", page->file);
	html_text(page->file, made);
	fputs(" from database ", page->file);
	html_text(page->file, PQdb(page->connection->server));
	fputs(".</footer>\n", page->file);
	if (page->has_charts && page->charts > 0 && write_library(page->file))
		fprintf(page->file, "<script>\n%s</script>\n", report_js);
	fputs("</body>\n</html>\n", page->file);
}

void
section_begin(Page *page, const char *id, const char *title, const char *lead, bool has_picture)
{
	page->sections++;
	fprintf(page->file, "<section id=\"%s\"%s>\n<h2>", id, has_picture && page->has_charts ? "" : " class=\"alone\"");
	html_text(page->file, title);
	fputs("</h2>\n", page->file);
	if (lead)
	{
		fputs("<p class=\"lead\">", page->file);
		html_text(page->file, lead);
		fputs("</p>\n", page->file);
	}
}

void
section_canvas(Page *page, const char *title, bool tall)
{
	fprintf(page->file, "<figure%s><canvas role=\"img\" aria-label=\"", tall ? " class=\"tall\"" : "");
	html_text(page->file, title);
	fputs("; its table has the numbers\"></canvas></figure>\n", page->file);
	page->charts++;
}

void
section_end(Page *page)
{
	fputs("</section>\n", page->file);
}

static bool
is_empty(const PGresult *result, int column)
{
	for (int r = 0; r < PQntuples(result); r++)
		if (!PQgetisnull(result, r, column))
			return false;
	return true;
}

/* Columns of the name "best" mark rows and are not shown */
static bool
is_shown(const PGresult *result, int column)
{
	return strcmp(PQfname(result, column), "best") != 0 && !is_empty(result, column);
}

void
html_table(FILE *file, const PGresult *result, int most)
{
	int			rows = PQntuples(result);
	int			columns = PQnfields(result);
	int			best = PQfnumber(result, "best");

	fputs("<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>", file);
	for (int c = 0; c < columns; c++)
	{
		if (!is_shown(result, c))
			continue;
		fputs(column_is_number(result, c) ? "<th class=\"n\">" : "<th>", file);
		html_text(file, PQfname(result, c));
		fputs("</th>", file);
	}
	fputs("</tr></thead>\n<tbody>\n", file);
	for (int r = 0; r < rows && r < most; r++)
	{
		bool		marked = best >= 0 && PQgetvalue(result, r, best)[0] == 't';

		fputs("<tr>", file);
		for (int c = 0; c < columns; c++)
		{
			if (!is_shown(result, c))
				continue;
			fprintf(file, "<td%s>", column_is_number(result, c) ? (marked ? " class=\"n best\"" : " class=\"n\"") : "");
			html_text(file, PQgetvalue(result, r, c));
			fputs("</td>", file);
		}
		fputs("</tr>\n", file);
	}
	fputs("</tbody></table></div>\n", file);
	if (rows > most)
		fprintf(file, "<p class=\"more\">The first %d of %d rows.</p>\n", most, rows);
}

/* Columns that there is room for beside a picture */
#define NARROW 6

static bool
is_wide(const PGresult *result)
{
	int			shown = 0;

	for (int c = 0; c < PQnfields(result); c++)
		shown += is_shown(result, c);
	return shown > NARROW;
}

void
html_facts(FILE *file, const PGresult *result)
{
	fputs("<dl>\n", file);
	for (int c = 0; PQntuples(result) > 0 && c < PQnfields(result); c++)
	{
		if (PQgetisnull(result, 0, c))
			continue;
		fputs("<div><dt>", file);
		html_text(file, PQfname(result, c));
		fputs("</dt><dd>", file);
		html_text(file, PQgetvalue(result, 0, c));
		fputs("</dd></div>\n", file);
	}
	fputs("</dl>\n", file);
}

static void
append_value(Text *json, const PGresult *result, int row, int column)
{
	enum {TYPE_BOOL = 16};
	const char *value = PQgetvalue(result, row, column);

	if (PQgetisnull(result, row, column))
		text_append(json, "null");
	else if (PQftype(result, column) == TYPE_BOOL)
		text_append(json, *value == 't' ? "true" : "false");
	else if (column_is_number(result, column) && json_is_number(value))
		text_append(json, value);
	else
		json_append_string(json, value);
}

void
json_data(FILE *file, const char *chart, const PGresult *result, int most)
{
	Text		json = {0};

	text_printf(&json, "{\"chart\": %s,\n\"columns\": [", chart);
	for (int c = 0; c < PQnfields(result); c++)
	{
		text_append(&json, c ? ", " : "");
		json_append_string(&json, PQfname(result, c));
	}
	text_append(&json, "],\n\"rows\": [");
	for (int r = 0; r < PQntuples(result) && r < most; r++)
	{
		text_append(&json, r ? ",\n[" : "\n[");
		for (int c = 0; c < PQnfields(result); c++)
		{
			text_append(&json, c ? ", " : "");
			append_value(&json, result, r, c);
		}
		text_append_char(&json, ']');
		fwrite(json.data, 1, json.length, file);
		json.length = 0;
	}
	text_append(&json, "]}");
	fprintf(file, "%s", json.data);
	text_free(&json);
}

void
page_section(Page *page, const Section *section, int count, const char *const *value)
{
	bool		pictured = section->chart && page->has_charts;
	PGresult   *result;

	if (section->needs && !extension_has(page->connection, section->needs))
		return;
	result = run_statement(page->connection, section->sql, count, value);
	if (PQntuples(result) == 0 && section->none == NULL)
	{
		PQclear(result);
		return;
	}
	pictured = pictured && PQntuples(result) > 0;
	section_begin(page, section->id, section->title, section->lead, pictured);
	if (PQntuples(result) == 0)
	{
		fputs("<p class=\"notice\">", page->file);
		html_text(page->file, section->none);
		fputs("</p>\n", page->file);
	}
	else
	{
		fprintf(page->file, "<div class=\"pair%s\">\n", is_wide(result) ? " below" : "");
		if (pictured)
		{
			fputs("<div>", page->file);
			section_canvas(page, section->title, section->tall);
			fputs("</div>\n", page->file);
		}
		fputs("<div>", page->file);
		html_table(page->file, result, MOST_ROWS);
		fputs("</div></div>\n", page->file);
		if (pictured)
		{
			fputs("<script type=\"application/json\" class=\"data\">", page->file);
			json_data(page->file, section->chart, result, MOST_ROWS);
			fputs("</script>\n", page->file);
		}
	}
	section_end(page);
	PQclear(result);
}
