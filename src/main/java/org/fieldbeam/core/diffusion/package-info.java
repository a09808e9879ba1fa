/**
 * Diffusion of lattice ensembles: noise schedules, forward noise, the samplers of the reverse
 * process with their exact log weights, and the correction of samples by accept-reject or
 * reweighting.
 *
 * <p>The weight of a field is {@code exp(-S)}. Diffusion time runs from 0 (data) to 1 (noise).
 */
package org.fieldbeam.core.diffusion;
