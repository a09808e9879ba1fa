package org.fieldbeam.core.markov.hmc;

import java.util.Arrays;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.HoppingDynamics;
import org.fieldbeam.core.lattice.SiteSums;
import org.fieldbeam.core.markov.ChainBatch;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.random.RandomStream;

/** Hybrid Monte Carlo chains in lockstep, for any kinetic energy. */
final class HmcChains extends ChainBatch {
  private final double length;
  private final int steps;
  private final Integrator integrator;
  private final Kinetic kinetic;
  private final Windings windings;
  private final HoppingDynamics dynamics;
  private final RandomStream[] random;

  private boolean resident;

  // For the general motion only.
  private final double[] momenta;
  private final double[] before;
  private final double[] actionNow;
  private final double[] actionNew;
  // Twice the kinetic energies.
  private final double[] kineticBefore;
  private final double[] kineticAfter;
  private final double[] deltaH;
  private final boolean[] accepted;

  HmcChains(
      double length,
      int steps,
      Integrator integrator,
      Kinetic kinetic,
      int windings,
      Action action,
      Start start,
      long seed,
      String purpose,
      long firstChain,
      int batch) {
    super(action, start, seed, purpose, firstChain, batch);
    random = streams();
    this.length = length;
    this.steps = steps;
    this.integrator = integrator;
    this.kinetic = kinetic;
    this.windings = windings > 0 ? new Windings(action, windings, batch) : null;
    dynamics = kinetic.isUnit() ? action.newDynamics().orElse(null) : null;
    momenta = new double[dynamics == null ? phi.length : 0];
    before = new double[momenta.length];
    actionNow = new double[batch];
    actionNew = new double[batch];
    kineticBefore = new double[batch];
    kineticAfter = new double[batch];
    deltaH = new double[batch];
    accepted = new boolean[batch];
    Arrays.fill(deltaH, Double.NaN);
    Arrays.fill(accepted, true);
    action.action(phi, batch, actionNow);
  }

  @Override
  public void update(long number) {
    restart(random, number);
    countProposals(1);
    if (dynamics == null) {
      integrateAll(number);
    } else {
      integrateGroups();
    }
    if (windings != null) {
      windings.apply(phi, actionNow, random);
    }
  }

  /** Decides on chains first to first + count - 1 when their new energies are known. */
  private void decide(int first, int count) {
    for (int b = first; b < first + count; b++) {
      double violation = (kineticAfter[b] - kineticBefore[b]) / 2 + (actionNew[b] - actionNow[b]);
      // A trajectory that ran away, to NaN or infinity, is one that cannot be accepted.
      deltaH[b] = Double.isFinite(violation) ? violation : Double.POSITIVE_INFINITY;
      accepted[b] = random[b].nextDouble() < StrictMath.exp(-deltaH[b]);
      if (accepted[b]) {
        actionNow[b] = actionNew[b];
        acceptedProposals[b]++;
      }
    }
  }

  /** The momenta take the first numbers of the streams of this update, the decision the next. */
  private void integrateAll(long number) {
    gaussians(0, batch, number, 0, values, momenta);
    for (RandomStream stream : random) {
      stream.seek(values);
    }
    System.arraycopy(phi, 0, before, 0, phi.length);
    kinetic.colour(momenta);
    squareMomenta(kineticBefore);
    integrator.integrate(length, steps, new GeneralMotion());
    squareMomenta(kineticAfter);
    wrapAngles();
    action.action(phi, batch, actionNew);
    decide(0, batch);
    for (int b = 0; b < batch; b++) {
      if (!accepted[b]) {
        for (int i = b; i < phi.length; i += batch) {
          phi[i] = before[i];
        }
      }
    }
  }

  private void squareMomenta(double[] out) {
    int n = layout.rowLength(batch);
    SiteSums.dot(n, phi.length / n, momenta, kinetic.velocity(momenta), batch, out);
  }

  private void integrateGroups() {
    HoppingMotion motion = new HoppingMotion();
    for (int first = 0; first < batch; first += HoppingDynamics.LANES) {
      int count = Math.min(HoppingDynamics.LANES, batch - first);
      // A single group stays in the layout of the kernels from one trajectory to the next.
      if (!resident) {
        dynamics.loadFields(phi, batch, first, count);
        resident = batch <= HoppingDynamics.LANES;
      }
      dynamics.drawMomenta(random, first, count);
      dynamics.squareMomenta(kineticBefore, first, count);
      integrator.integrate(length, steps, motion);
      dynamics.squareMomenta(kineticAfter, first, count);
      dynamics.action(actionNew, first, count);
      decide(first, count);
      for (int lane = 0; lane < count; lane++) {
        if (!accepted[first + lane]) {
          dynamics.loadField(phi, batch, first, lane);
        }
      }
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
  public boolean decidesGlobally() {
    return true;
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
