/*
 * regular_angles.c
 *	  Published angles of cuts of regular graphs.
 *
 * The numbers are those of Wurtz & Lykov 2021, "The fixed angle conjecture for QAOA on
 * regular MaxCut graphs" (Phys. Rev. A 104, 052419, and its data): they minimise the
 * guaranteed ratio on graphs without short cycles.  There the cost is the sum over
 * edges of (1 - Z Z') / 2, maximised by exp(-i gamma C) and exp(-i beta B) from |+>.
 */
#include "quantum/regular_angles.h"

#include <math.h>
#include <string.h>

#include "quantum/angles.h"

#define MOST_LAYERS		11

typedef struct Published
{
	int			degree;
	int			layers;
	double		gamma[MOST_LAYERS];
	double		beta[MOST_LAYERS];
} Published;

/* By degree, then layers, from 1 on without a gap */
static const Published published[] = {
	{3, 1,
		{0.6155336291},
		{0.3926720292}},
	{3, 2,
		{0.4877097327, 0.8979876956},
		{0.5550603401, 0.2925078148}},
	{3, 3,
		{0.4220840819, 0.7984127541, 0.9370887966},
		{0.60875726, 0.459275309, 0.2353956226}},
	{3, 4,
		{0.4087638451, 0.7805849642, 0.9877281203, 1.156313675},
		{0.5995654665, 0.4344182508, 0.2969500149, 0.1590668373}},
	{3, 5,
		{0.359589407, 0.7065726026, 0.8225565477, 1.004754895, 1.154274582},
		{0.6318520294, 0.5226524412, 0.389742061, 0.2754121639, 0.1491700496}},
	{3, 6,
		{0.3310418098, 0.6450310061, 0.7307769162, 0.8365831446, 1.00916354, 1.126100373},
		{0.6355589295, 0.5339629402, 0.4631092335, 0.3602554466, 0.2591523255,
		0.1390257361}},
	{3, 7,
		{0.3100897962, 0.618218819, 0.6902478518, 0.7512220778, 0.8590852547, 1.020390029,
		1.122066251},
		{0.6481402507, 0.5539249778, 0.4898833957, 0.4450177185, 0.3405836917,
		0.2438269283, 0.1306345706}},
	{3, 8,
		{0.294605784, 0.5867855564, 0.6544101339, 0.7079285831, 0.7645742048,
		0.8642502415, 1.025665663, 1.116287234},
		{0.649160465, 0.5546799489, 0.5003222458, 0.4686938846, 0.4196089491,
		0.3189171317, 0.2313237899, 0.1229039228}},
	{3, 9,
		{0.2794011925, 0.5661332449, 0.6312225918, 0.6793325189, 0.7262406506,
		0.7680564192, 0.874522005, 1.037470921, 1.11798665},
		{0.6544738692, 0.5618639663, 0.5090114025, 0.4867762873, 0.4514350923,
		0.4032110823, 0.304730321, 0.2198329631, 0.1171817427}},
	{3, 10,
		{0.2667163674, 0.5448226981, 0.6099810245, 0.6562600852, 0.6957083573,
		0.7287573975, 0.773877582, 0.8821113898, 1.043801008, 1.115259224},
		{0.6555835372, 0.5631814865, 0.5138881653, 0.4955842168, 0.4688948672,
		0.4357432799, 0.3884706701, 0.2911761897, 0.2105090454, 0.1123879449}},
	{3, 11,
		{0.2572874013, 0.5280405724, 0.5917709545, 0.6396914914, 0.6772056138,
		0.7020614535, 0.7370242568, 0.7753074974, 0.8835587305, 1.046970255, 1.115237716},
		{0.656438795, 0.5633471282, 0.5163014281, 0.5036682504, 0.4818229959, 0.456012558,
		0.4214346264, 0.3707732713, 0.2764501743, 0.2009469805, 0.1072507016}},
	{4, 1,
		{0.5234801121},
		{0.3927575513}},
	{4, 2,
		{0.4081212433, 0.7398019631},
		{0.5343441634, 0.2830366021}},
	{4, 3,
		{0.3545034956, 0.6513770002, 0.7542700009},
		{0.5879466969, 0.4231775201, 0.22301356}},
	{4, 4,
		{0.3150062245, 0.587550895, 0.6732240414, 0.7712049703},
		{0.6049882912, 0.4777982183, 0.3612667299, 0.1875189095}},
	{4, 5,
		{0.29091007, 0.5467732379, 0.6033300665, 0.6871930644, 0.7844694704},
		{0.62253582, 0.5050671398, 0.4167120205, 0.325333522, 0.1627950417}},
	{5, 1,
		{0.4636450136},
		{0.3927087075}},
	{5, 2,
		{0.3586602157, 0.6448710305},
		{0.5241108355, 0.2787934614}},
	{5, 3,
		{0.3116460648, 0.5635138417, 0.6477102741},
		{0.5783284846, 0.4076195525, 0.2189278513}},
	{5, 4,
		{0.2774572583, 0.5097293131, 0.577084911, 0.6616388625},
		{0.5972548606, 0.4634691589, 0.3451800436, 0.1827751538}},
	{6, 1,
		{0.4205482661},
		{0.392700849}},
	{6, 2,
		{0.3242119417, 0.5797720763},
		{0.518245926, 0.2765609225}},
	{6, 3,
		{0.2814248764, 0.5040317615, 0.5768088402},
		{0.5726472558, 0.3989181635, 0.2169419895}},
	{7, 1,
		{0.3874497239},
		{0.3926950025}},
	{7, 2,
		{0.2982490649, 0.5312828445},
		{0.5143828788, 0.2750871463}},
	{7, 3,
		{0.2589167848, 0.4607966602, 0.5253447643},
		{0.5689099038, 0.3932792484, 0.2155788644}},
	{8, 1,
		{0.361379426},
		{0.3926963671}},
	{8, 2,
		{0.2776349097, 0.4931217077},
		{0.5116859681, 0.2741471385}},
	{8, 3,
		{0.2406834884, 0.4264471925, 0.4856728306},
		{0.5662056806, 0.3894293434, 0.2149250182}},
	{9, 1,
		{0.3397878222},
		{0.392694236}},
	{9, 2,
		{0.2606572039, 0.4622640845},
		{0.5096941269, 0.273642483}},
	{9, 3,
		{0.2260097892, 0.3990995013, 0.4538905517},
		{0.5641826965, 0.3865542835, 0.2143985973}},
	{10, 1,
		{0.3218137997},
		{0.3926953559}},
	{10, 2,
		{0.2467810666, 0.4366141269},
		{0.5081080646, 0.2728985907}},
	{10, 3,
		{0.2137875311, 0.3765379319, 0.4276592872},
		{0.5625866405, 0.3843104086, 0.2138792149}},
	{11, 1,
		{0.3062730349},
		{0.3926992518}},
	{11, 2,
		{0.2347764708, 0.414793703},
		{0.506863781, 0.2724799686}},
};

#define PUBLISHED	((int) (sizeof(published) / sizeof(published[0])))

/* The entry of most layers, `layers` at most, for the nearest degree there is */
static const Published *
find(int degree, int layers)
{
	const Published *found = &published[0];
	int			largest = published[PUBLISHED - 1].degree;

	degree = degree < published[0].degree ? published[0].degree : degree > largest ? largest : degree;
	for (int k = 0; k < PUBLISHED; k++)
		if (published[k].degree == degree && published[k].layers <= layers)
			found = &published[k];
	return found;
}

/* Edges at a variable that has any, on average */
static int
typical_degree(const QsQaoaProblem *problem, bool *touched)
{
	int			variables = 0;

	for (int64_t k = 0; k < problem->pairs; k++)
		touched[problem->first[k]] = touched[problem->second[k]] = true;
	for (int i = 0; i < problem->n; i++)
		variables += touched[i];
	return (int) rint(2.0 * (double) problem->pairs / variables);
}

void
qs_angles_regular(QsHost *host, const QsQaoaProblem *problem, int layers, double *gamma, double *beta)
{
	const Published *entry;
	double		squares = 0.0;
	double		factor;
	bool	   *touched;

	if (problem->pairs == 0)
	{
		qs_angles_fixed(layers, gamma, beta);
		return;
	}
	touched = QS_ARRAY0(host, bool, problem->n);
	entry = find(typical_degree(problem, touched), layers);
	qs_free(host, touched);
	qs_angles_transfer(entry->layers, entry->gamma, layers, gamma);
	qs_angles_transfer(entry->layers, entry->beta, layers, beta);
	for (int64_t k = 0; k < problem->pairs; k++)
		squares += problem->coupling[k] * problem->coupling[k];
	/* their couplings are 1/2, and ours of this size; they turn the other way round */
	factor = 0.5 / sqrt(squares / (double) problem->pairs);
	for (int layer = 0; layer < layers; layer++)
	{
		gamma[layer] *= factor;
		beta[layer] = -beta[layer];
	}
}
