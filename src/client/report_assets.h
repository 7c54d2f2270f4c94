/*
 * report_assets.h
 *	  Style and script of reports: report.css and report.js, as embed.awk makes them.
 */
#ifndef QSHRINK_CLIENT_REPORT_ASSETS_H
#define QSHRINK_CLIENT_REPORT_ASSETS_H

extern const char report_css[];
extern const char report_js[];

#endif
