/*
 * importer_evidence.h
 *	  What tells a weighted graph from a quadratic form, both lists of triples.
 */
#ifndef QS_IMPORTER_EVIDENCE_H
#define QS_IMPORTER_EVIDENCE_H

#include "base/token.h"
#include "importer/importer.h"

/*
 * The format of a content that rudy, bqp and qs may all read (rudy: no entry lies on the
 * diagonal), QS_FORMAT_AUTO if nothing tells:
 *	 1. a comment that names one: max-cut, maxcut, max cut, rudy, gset, g-set, biq mac, biqmac;
 *		bqp, boolean quadratic, qubo, beasley; qoblib;
 *	 2. density: a random matrix of so many entries would hardly leave its whole diagonal
 *		empty, so that twice the entries being at least ten times the variables makes a graph.
 * O(length).
 */
extern QsFormat qs_import_evidence(const QsScanner *scanner, bool may_be_graph);

#endif
