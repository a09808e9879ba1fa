package org.fieldbeam.core.action;

import java.io.Serializable;
import java.util.Optional;

/**
 * An action as nearest-neighbour hopping and a polynomial at each site,
 *
 * <pre>  S = sum_x [ -2 kappa sum_mu phi_x phi_(x+mu) + U(phi_x) ].</pre>
 *
 * <p>What local and cluster algorithms, exact laws of a site and fast kernels need to know; see
 * {@link Action#hoppingForm}.
 *
 * @param kappa the hopping parameter; 0 where no sites are coupled, as on the single site
 * @param potential U
 */
public record HoppingForm(double kappa, SitePotential potential) implements Serializable {

  /** Returns whether neighbouring sites are coupled. */
  public boolean hops() {
    return kappa != 0;
  }

  /**
   * Returns the potential c_2 phi^2 + c_4 phi^4 of an action whose sites are independent, whose
   * laws are known exactly; empty for other actions.
   */
  public static Optional<SitePotential> quarticSites(Action action) {
    return action
        .hoppingForm()
        .filter(form -> !form.hops() && form.potential.isQuartic())
        .map(HoppingForm::potential);
  }
}
