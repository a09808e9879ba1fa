package org.fieldbeam.core.markov;

import java.util.Arrays;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.HoppingDynamics;
import org.fieldbeam.core.action.QuarticAction;
import org.fieldbeam.core.lattice.SiteSums;

/** Hybrid Monte Carlo chains in lockstep, for any kinetic energy. */
final class HmcChains extends ChainBatch {
  private static final int SITES_PER_DRAW = 128;

  private final double length;
  private final int steps;
  private final Integrator integrator;
  private final Kinetic kinetic;
  private final HoppingDynamics dynamics;

  private final double[] momenta;
  private final double[] before;
  private final double[] actionNow;
  private final double[] actionNew;
  // Twice the kinetic energies.
  private final double[] kineticBefore;
  private final double[] kineticAfter;
  private final double[] uniform;
  private final double[] deltaH;
  private final boolean[] accepted;

  HmcChains(
      double length,
      int steps,
      Integrator integrator,
      Kinetic kinetic,
      Action action,
      Start start,
      long seed,
      String purpose,
      long firstChain,
      int batch) {
    super(action, start, seed, purpose, firstChain, batch);
    this.length = length;
    this.steps = steps;
    this.integrator = integrator;
    this.kinetic = kinetic;
    dynamics =
        kinetic.isUnit() && action instanceof QuarticAction quartic && quartic.hops()
            ? quartic.newDynamics()
            : null;
    momenta = new double[phi.length];
    before = new double[phi.length];
    actionNow = new double[batch];
    actionNew = new double[batch];
    kineticBefore = new double[batch];
    kineticAfter = new double[batch];
    uniform = new double[batch];
    deltaH = new double[batch];
    accepted = new boolean[batch];
    Arrays.fill(deltaH, Double.NaN);
    Arrays.fill(accepted, true);
    action.action(phi, batch, actionNow);
  }

  @Override
  void update(long number) {
    restartStreams(number);
    drawMomenta();
    System.arraycopy(phi, 0, before, 0, phi.length);
    if (dynamics == null) {
      integrateAll();
    } else {
      integrateGroups();
    }
    for (int b = 0; b < batch; b++) {
      deltaH[b] = (kineticAfter[b] - kineticBefore[b]) / 2 + (actionNew[b] - actionNow[b]);
      // A trajectory that ran away to NaN is rejected, too.
      accepted[b] = uniform[b] < StrictMath.exp(-deltaH[b]);
      if (accepted[b]) {
        actionNow[b] = actionNew[b];
      } else {
        for (int i = b; i < phi.length; i += batch) {
          phi[i] = before[i];
        }
      }
    }
  }

  private void drawMomenta() {
    int volume = lattice.volume();
    // In pieces that stay in the first-level cache until all chains have written to them.
    for (int site = 0; site < volume; site += SITES_PER_DRAW) {
      int sites = Math.min(SITES_PER_DRAW, volume - site);
      for (int b = 0; b < batch; b++) {
        random[b].gaussians(momenta, site * batch + b, batch, sites);
      }
    }
    for (int b = 0; b < batch; b++) {
      uniform[b] = random[b].nextDouble();
    }
  }

  private void integrateAll() {
    kinetic.colour(momenta);
    SiteSums.dot(lattice, momenta, kinetic.velocity(momenta), batch, kineticBefore);
    integrator.integrate(length, steps, new GeneralMotion());
    SiteSums.dot(lattice, momenta, kinetic.velocity(momenta), batch, kineticAfter);
    action.action(phi, batch, actionNew);
  }

  private void integrateGroups() {
    HoppingMotion motion = new HoppingMotion();
    for (int first = 0; first < batch; first += HoppingDynamics.LANES) {
      int count = Math.min(HoppingDynamics.LANES, batch - first);
      dynamics.load(phi, momenta, batch, first, count);
      dynamics.squareMomenta(kineticBefore, first, count);
      integrator.integrate(length, steps, motion);
      dynamics.squareMomenta(kineticAfter, first, count);
      dynamics.action(actionNew, first, count);
      dynamics.storeFields(phi, batch, first, count);
    }
  }

  /** The motion of a group of chains in the layout of the fast kernels. */
  private final class HoppingMotion implements Integrator.Motion {
    @Override
    public void kick(double time) {
      dynamics.kick(time);
    }

    @Override
    public void kickAndDrift(double kickTime, double driftTime) {
      dynamics.kickAndDrift(kickTime, driftTime);
    }
  }

  /** The motion of the whole batch with any action and any kinetic energy. */
  private final class GeneralMotion implements Integrator.Motion {
    @Override
    public void kick(double time) {
      action.addForce(phi, batch, time, momenta);
    }

    @Override
    public void kickAndDrift(double kickTime, double driftTime) {
      kick(kickTime);
      double[] velocity = kinetic.velocity(momenta);
      for (int i = 0; i < phi.length; i++) {
        phi[i] = Math.fma(driftTime, velocity[i], phi[i]);
      }
    }
  }

  @Override
  public void action(double[] out) {
    System.arraycopy(actionNow, 0, out, 0, batch);
  }

  @Override
  public boolean accepted(int b) {
    return accepted[b];
  }

  @Override
  public double deltaH(int b) {
    return deltaH[b];
  }
}
