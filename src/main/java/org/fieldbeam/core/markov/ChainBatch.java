package org.fieldbeam.core.markov;

import java.util.Arrays;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.BatchGaussians;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.StreamKey;
import org.fieldbeam.core.random.Streams;

/** What all batches of chains have in common: fields, step number and random numbers. */
public abstract class ChainBatch implements MarkovChains {
  public final Action action;
  public final Lattice lattice;
  public final FieldLayout layout;

  /** The number of values of a configuration. */
  public final int values;

  public final int batch;
  public final double[] phi;
  private final StreamKey streams;
  private final BatchGaussians gaussians;
  private final long firstChain;

  /** Proposals that each chain accepted since the last advance began, and how many there were. */
  public final double[] acceptedProposals;

  private long proposals;
  private long step;

  public ChainBatch(
      Action action, Start start, long seed, String purpose, long firstChain, int batch) {
    this.action = action;
    this.lattice = action.lattice();
    this.batch = batch;
    this.firstChain = firstChain;
    this.layout = action.layout();
    this.values = layout.size();
    this.phi = start.fields(layout, seed, purpose, firstChain, batch);
    this.step = start.step();
    acceptedProposals = new double[batch];
    streams = Streams.key(seed, purpose);
    gaussians = streams.gaussians();
  }

  /** Returns the random streams of the chains, chain {@code firstChain + b} in its first number. */
  public final RandomStream[] streams() {
    RandomStream[] random = new RandomStream[batch];
    for (int b = 0; b < batch; b++) {
      random[b] = streams.stream(firstChain + b, 0);
    }
    return random;
  }

  /** Moves the streams of the chains to the numbers of an update, which no other update uses. */
  public final void restart(RandomStream[] random, long update) {
    for (int b = 0; b < batch; b++) {
      random[b].restart(firstChain + b, update);
    }
  }

  /**
   * Draws Gaussian numbers for chains first to first + width - 1 of the batch from the streams
   * (chain, b): see {@link BatchGaussians#draw}.
   */
  public final void gaussians(
      int first, int width, long b, long position, int count, double[] out) {
    gaussians.draw(firstChain + first, b, width, position, count, out, 0);
  }

  /** Performs one update of every chain. */
  public abstract void update(long number);

  /** Performs the updates number {@code from} to {@code from + updates - 1} of every chain. */
  public void updates(long from, int updates) {
    for (int i = 0; i < updates; i++) {
      update(from + i);
    }
  }

  @Override
  public void advance(int updates) {
    if (updates < 0) {
      throw new IllegalArgumentException("advance by " + updates + " updates; allowed: 0 or more");
    }
    Arrays.fill(acceptedProposals, 0);
    proposals = 0;
    updates(step, updates);
    step += updates;
  }

  /** Gives angles their representatives in [-pi, pi); other fields stay as they are. */
  public final void wrapAngles() {
    if (layout.isAngle()) {
      Angles.wrap(phi);
    }
  }

  /** Counts proposals made to every chain. */
  public final void countProposals(long number) {
    proposals += number;
  }

  @Override
  public final double acceptance(int b) {
    return proposals == 0 ? Double.NaN : acceptedProposals[b] / proposals;
  }

  @Override
  public boolean decidesGlobally() {
    return false;
  }

  @Override
  public final long step() {
    return step;
  }

  @Override
  public final int batch() {
    return batch;
  }

  @Override
  public final long firstChain() {
    return firstChain;
  }

  @Override
  public final FieldLayout layout() {
    return layout;
  }

  @Override
  public final double[] fields() {
    return phi;
  }

  @Override
  public void action(double[] out) {
    action.action(phi, batch, out);
  }

  @Override
  public boolean accepted(int b) {
    return true;
  }

  @Override
  public double deltaH(int b) {
    return Double.NaN;
  }
}
