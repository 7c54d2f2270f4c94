/*
 * path_integral.h
 *	  Simulated quantum annealing: path-integral Monte Carlo of the Ising model in
 *	  a transverse field that is switched off slowly.
 *
 * By the Suzuki-Trotter formula the quantum system at temperature T equals, in
 * the limit of many slices P, a classical one of P coupled copies in imaginary
 * time: each feels the problem at temperature P T, and each spin is tied to
 * itself in the next slice by J = (P T / 2) ln coth(Gamma / (P T)).  As Gamma falls the
 * copies are drawn together.  Moves flip one spin in one slice, or the whole world
 * line of a spin.  No state vector: thousands of variables are fine.
 *
 * Santoro, Martonak, Tosatti & Car, "Theory of quantum annealing of an Ising spin
 * glass", Science 295 (2002); Martonak, Santoro & Tosatti, Phys. Rev. B 66 (2002).
 */
#ifndef QS_PATH_INTEGRAL_H
#define QS_PATH_INTEGRAL_H

#include "sampling/sampler.h"

#define QS_PATH_INTEGRAL_SLICES	16

/* settings->shots runs of settings->sweeps sweeps each (0: by size); a shot is the
 * best slice of its run after a greedy descent. */
extern QsStatus qs_sample_path_integral(QsHost *host, const QsSamplerInput *input,
										const QsSamplerSettings *settings, QsRandom *random,
										QsSamples **samples, QsSamplerReport *report);

#endif
