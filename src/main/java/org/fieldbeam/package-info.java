/**
 * Lattice field theory ensembles by Markov chains and diffusion models, as Apache Beam pipelines
 * over Parquet datasets.
 */
package org.fieldbeam;
