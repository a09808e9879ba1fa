package org.fieldbeam.core.score.operator;

/**
 * Shapes of the kernel K(r) that joins two sites in a non-local operator. With g(r) = G(r)/G(0),
 * the normalised real-space kernel of G_k = tau C_k / (C_k + tau).
 */
public enum KernelShape {
  /** g(r). */
  G,
  /** g(r)^2, the square taken site by site. */
  G2,
  /** g(r)^3. */
  G3,
  /** W(r)/W(0), the real-space kernel of the Wiener filter W_k = C_k / (C_k + tau). */
  W,
  /** The 2 d nearest neighbours: K_k = 2 sum_mu cos k_mu. */
  N,
  /** The diagonal neighbours +-e_mu +-e_nu: K_k = 4 sum_(mu &lt; nu) cos k_mu cos k_nu; d >= 2. */
  D
}
