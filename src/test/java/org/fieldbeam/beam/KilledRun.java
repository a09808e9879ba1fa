package org.fieldbeam.beam;

import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;

/** The process that {@link ResumeTest} kills: a generate stage into the folder of its argument. */
final class KilledRun {
  static final int SHARDS = 24;

  private KilledRun() {}

  static GenerateEnsemble stage(String folder) {
    return GenerateEnsemble.of(
            Phi4.of(Lattice.of(16, 16), 0.26, 0.022), new Hmc(1.0, 10, Integrator.LEAPFROG))
        .withChains(4 * SHARDS)
        .withChainsPerShard(4)
        .withConfigurations(8)
        .withStride(25)
        .withSeed(11)
        .into(StageOutput.to(folder));
  }

  public static void main(String[] arguments) throws InterruptedException {
    StageJob.run(
        "hmc", Runners.direct(1), pipeline -> pipeline.apply(stage(arguments[0])), Progress.none());
  }
}
