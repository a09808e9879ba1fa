package org.fieldbeam.core.diffusion;

import java.util.List;

/**
 * The fields of a few configurations at some times of the reverse process.
 *
 * @param tau variance of the noise beside the field, of each time
 * @param fields of each time, all configurations together, the number of the configuration fastest
 * @param rounding by how much the last, computed again elsewhere, may be off, relative to 1 + |phi|
 */
public record ReverseWay(double[] tau, List<double[]> fields, double rounding) {}
