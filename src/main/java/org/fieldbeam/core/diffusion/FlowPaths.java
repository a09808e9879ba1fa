package org.fieldbeam.core.diffusion;

import java.util.List;
import java.util.Optional;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.VarianceExploding;

/**
 * Paths of a flow through levels. The fields of its ladder are those of a variance-exploding
 * process; at the variance tau of a level stands the time of its schedule.
 */
final class FlowPaths implements SamplerPaths {
  private final ProbabilityFlow flow;
  private final double[] variances;
  private final VarianceExploding schedule;

  FlowPaths(ProbabilityFlow flow) {
    this.flow = flow;
    variances = flow.stopVariances();
    // a hair more, so that the last variance has a time in spite of rounding
    schedule = VarianceExploding.reaching(variances[0] * (1 + 1e-12));
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return Optional.of(schedule);
  }

  @Override
  public int largestBatch() {
    return flow.trajectorySize();
  }

  @Override
  public void show(long seed, String purpose, long firstIndex, int batch, int parts, Sink sink) {
    List<double[]> trajectory = flow.trajectory(seed, purpose, firstIndex, batch);
    for (int part = 0; part <= parts; part++) {
      int stop = (int) Math.round((double) part * (variances.length - 1) / parts);
      sink.at(stop, schedule.timeOf(variances[stop]), trajectory.get(stop));
    }
  }
}
