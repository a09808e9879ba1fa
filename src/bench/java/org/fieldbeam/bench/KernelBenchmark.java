package org.fieldbeam.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.Phi4;
import org.fieldbeam.core.action.SitePolynomial;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.markov.hmc.Hmc;
import org.fieldbeam.core.markov.hmc.Integrator;
import org.fieldbeam.core.markov.langevin.Langevin;
import org.fieldbeam.core.observable.EnsembleKernel;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.fieldbeam.core.score.operator.EffectiveAction;
import org.fieldbeam.core.score.operator.NoiseLevel;
import org.fieldbeam.core.score.operator.Operator;
import org.fieldbeam.core.score.operator.ScoreScratch;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.row.RowWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The main kernels on one core: average time of one operation, which is what the name says, for one
 * chain, field, site update, number or configuration.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelBenchmark {
  private static final int CHAINS = 16;
  private static final int NUMBERS = 4096;
  private static final int SITE_CHAINS = 1024;
  private static final int SITE_UPDATES = 100;
  private static final int ROWS = 1024;

  private static Phi4 phi4(int extent) {
    return Phi4.of(Lattice.of(extent, extent), 0.27, 0.022);
  }

  /** 16 chains in lockstep. */
  @State(Scope.Thread)
  public static class Chains {
    /** L of an L x L lattice. */
    @Param({"16", "32"})
    public int extent;

    private MarkovChains hmc;
    private MarkovChains wolff;

    /** Starts the chains. */
    @Setup
    public void start() {
      Action action = phi4(extent);
      hmc = new Hmc(1.0, 10, Integrator.LEAPFROG).start(action, Start.hot(), 1, "jmh", 0, CHAINS);
      wolff = new MetropolisWolff(1.5, 4, 4).start(action, Start.hot(), 1, "jmh", 0, CHAINS);
      hmc.advance(200);
      wolff.advance(200);
    }
  }

  /** A trajectory of 10 leapfrog steps of one chain. */
  @Benchmark
  @OperationsPerInvocation(CHAINS)
  public double hmcTrajectory(Chains state) {
    state.hmc.advance(1);
    return state.hmc.fields()[0];
  }

  /** An update of one chain: 4 Metropolis sweeps with rescaling, 4 cluster flips. */
  @Benchmark
  @OperationsPerInvocation(CHAINS)
  public double metropolisWolffUpdate(Chains state) {
    state.wolff.advance(1);
    return state.wolff.fields()[0];
  }

  /** A stream and room for its numbers. */
  @State(Scope.Thread)
  public static class Numbers {
    private final double[] out = new double[NUMBERS];
    private long number;
  }

  /** A Gaussian random number, drawn by thousands. */
  @Benchmark
  @OperationsPerInvocation(NUMBERS)
  public double gaussian(Numbers state) {
    RandomStream stream = Streams.of(1, "jmh", 0, state.number++);
    stream.gaussians(state.out, 0, 1, NUMBERS);
    return state.out[0];
  }

  /** Chains of the theory of one site. */
  @State(Scope.Thread)
  public static class Sites {
    private final MarkovChains chains =
        new Langevin(0.001)
            .start(
                SitePolynomial.quartic(Lattice.of(1), -4, 1),
                Start.cold(),
                1,
                "jmh",
                0,
                SITE_CHAINS);
  }

  /** A Langevin step of one site, in a batch of 1024 theories of one site. */
  @Benchmark
  @OperationsPerInvocation(SITE_CHAINS * SITE_UPDATES)
  public double langevinSiteUpdate(Sites state) {
    state.chains.advance(SITE_UPDATES);
    return state.chains.fields()[0];
  }

  /** Fields in the layout of the transform, and the effective action of a level. */
  @State(Scope.Thread)
  public static class Fields {
    /** L of an L x L lattice. */
    @Param({"16", "32"})
    public int extent;

    private BatchFft fft;
    private ScoreScratch scratch;
    private EffectiveAction action;
    private PackedField phi;
    private PackedField space;
    private PackedField gradient;
    private double[] laplacian;

    /** Prepares an action with all operators. */
    @Setup
    public void prepare() {
      Lattice lattice = Lattice.of(extent, extent);
      MomentumOrbits orbits = new MomentumOrbits(lattice);
      fft = new BatchFft(lattice, BatchFft.preferredWidth(lattice));
      scratch = new ScoreScratch(fft);
      double[] spectrum = new double[orbits.count()];
      double[] quadratic = new double[orbits.count()];
      for (int o = 0; o < spectrum.length; o++) {
        spectrum[o] = 1 / (.05 + orbits.latticeMomentumSquared(o));
        quadratic[o] = 1 / (1 + spectrum[o]);
      }
      List<Operator> operators =
          Operator.parseAll(EffectiveActionSettings.DEFAULT_OPERATORS, lattice);
      double[] coefficients = new double[operators.size()];
      Arrays.fill(coefficients, .01);
      NoiseLevel level = new NoiseLevel(orbits, .3, spectrum, .5);
      action = new EffectiveAction(level, operators, quadratic, coefficients, null, 0, fft);
      phi = fft.newMomentum();
      space = fft.newSpace();
      gradient = fft.newMomentum();
      laplacian = new double[fft.fields()];
      double[] noise = new double[lattice.volume() * fft.fields()];
      Streams.of(1, "jmh", 0, 0).gaussians(noise, 0, 1, noise.length);
      fft.load(noise, fft.fields(), 0, fft.fields(), space);
      fft.forward(space, phi);
    }
  }

  /** A forward and an inverse transform of a batch: as many real fields as {@code fields()}. */
  @Benchmark
  public double fftPairOfBatch(Fields state) {
    state.gradient.set(state.phi);
    state.fft.inverse(state.gradient, state.space);
    state.fft.forward(state.space, state.gradient);
    return state.gradient.re()[0][0];
  }

  /** Gradient and Laplacian of the effective action of a batch of {@code fields()} real fields. */
  @Benchmark
  public double effectiveActionOfBatch(Fields state) {
    state.action.evaluate(state.phi, state.gradient, state.laplacian, state.scratch);
    return state.laplacian[0];
  }

  /** A batch of fields to measure. */
  @State(Scope.Thread)
  public static class Measured {
    /** L of an L x L lattice. */
    @Param({"16", "32"})
    public int extent;

    private EnsembleKernel kernel;
    private double[] phi;
    private double[] out;

    /** Draws fields. */
    @Setup
    public void prepare() {
      Action action = phi4(extent);
      EnsembleMeasurement measurement = EnsembleMeasurement.of(action);
      kernel = measurement.kernel();
      phi = new double[action.lattice().volume() * CHAINS];
      Streams.of(1, "jmh", 0, 0).gaussians(phi, 0, 1, phi.length);
      out = new double[measurement.columns().size() * CHAINS];
    }
  }

  /** All observables of one configuration. */
  @Benchmark
  @OperationsPerInvocation(CHAINS)
  public double observables(Measured state) {
    state.kernel.measure(state.phi, CHAINS, state.out);
    return state.out[0];
  }

  /**
   * Configurations of 32 x 32, all different so that none compresses another, and a folder with a
   * dataset of them.
   */
  @State(Scope.Thread)
  public static class Files32 {
    private final int[] shape = {32, 32};
    private final EnsembleBatch batch = new EnsembleBatch(shape, ROWS);
    private Path folder;
    private DatasetFolder dataset;

    /** Writes the dataset that is read. */
    @Setup
    public void prepare() throws IOException {
      Streams.of(1, "jmh", 0, 0).gaussians(batch.fields(), 0, 1, batch.fields().length);
      batch.resize(ROWS);
      Arrays.setAll(batch.chain(), b -> b);
      folder = Files.createTempDirectory("fieldbeam-jmh");
      dataset = write("read");
    }

    DatasetFolder write(String name) {
      String path = folder.resolve(name).toString();
      DatasetInfo info = DatasetInfo.of(DatasetKind.ENSEMBLE, name, "generate", "none", shape);
      try (RowWriter<EnsembleBatch> writer = EnsembleBatch.ROWS.create(path, info, 0, 1)) {
        writer.write(batch);
        ShardEntry entry = writer.finish();
        return DatasetFolder.commit(path, info, List.of(entry), Map.of());
      }
    }

    /** Removes what was written. */
    @TearDown
    public void delete() {
      try {
        EngineOverhead.delete(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A configuration of 32 x 32 written to Parquet, 8192 bytes of raw doubles. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long parquetWrite(Files32 state) {
    return state.write("written").manifest().bytes();
  }

  /** A configuration of 32 x 32 read from Parquet. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long parquetRead(Files32 state) {
    long rows = 0;
    try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(state.dataset, 0)) {
      for (int n = reader.read(state.batch); n > 0; n = reader.read(state.batch)) {
        rows += n;
      }
    }
    return rows;
  }
}
