/*
 * vector_target.h
 *	  Compile the rest of a file for an instruction set the machine may lack:
 *	  QS_TARGET_BEGIN("avx2,fma") ... QS_TARGET_END.  Include all headers before;
 *	  call what is inside only after qs_simd_resolve() allowed it.
 */
#ifndef QS_VECTOR_TARGET_H
#define QS_VECTOR_TARGET_H

/* QS_FUSE_BEGIN lets a file's products and sums become fused multiply-adds where
 * the instruction set has them. */
#define QS_PRAGMA(text)			_Pragma(#text)
#if defined(__clang__)
#define QS_TARGET_BEGIN(isa) \
	QS_PRAGMA(clang attribute push(__attribute__((target(isa))), apply_to = function))
#define QS_TARGET_END			QS_PRAGMA(clang attribute pop)
#define QS_FUSE_BEGIN			QS_PRAGMA(STDC FP_CONTRACT ON)
#else
#define QS_TARGET_BEGIN(isa)	QS_PRAGMA(GCC push_options) QS_PRAGMA(GCC target(isa))
#define QS_TARGET_END			QS_PRAGMA(GCC pop_options)
#define QS_FUSE_BEGIN			QS_PRAGMA(GCC optimize("fp-contract=fast"))
#endif

#endif
