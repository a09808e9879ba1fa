package org.fieldbeam.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.beam.ExactModel;
import org.fieldbeam.beam.Sampler;
import org.fieldbeam.beam.ScanPoint;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.EffectiveActionSettings;
import org.fieldbeam.grammar.Location;
import org.fieldbeam.torch.NetworkTraining;

/** One stage of a pipeline file, checked. */
public sealed interface StageSpec {

  /** What all stages have. */
  Head head();

  /** What the stage reads, in order. */
  List<Reference> inputs();

  /** The stage's kind, as in the file. */
  default String kind() {
    return head().kind();
  }

  /** Name of the stage's output, a folder under the pipeline's output. */
  default String into() {
    return head().into();
  }

  /**
   * What all stages have.
   *
   * @param kind kind of the stage, as in the file
   * @param into name of the output
   * @param at where the stage stands
   * @param canonical the stage as JSON with sorted keys and all defaults, for the input hash
   */
  record Head(String kind, String into, Location at, String canonical) {}

  /** What the output of a stage is. */
  enum Product {
    /** Configurations that count equally. */
    ENSEMBLE,
    /** Configurations with importance weights, which whatever reads them has to use. */
    WEIGHTED,
    /** Complexified configurations. */
    COMPLEX,
    /** Averages and checks over a grid of actions. */
    SCAN,
    /** Configurations with noise at several times. */
    NOISED,
    /** Shuffled, normalised training rows. */
    TRAINING,
    /** A score model. */
    MODEL,
    /** Series of primary observables, and the estimates from them. */
    MEASUREMENTS,
    /** A report. */
    REPORT
  }

  /** What the output of the stage is. */
  Product product();

  /**
   * A Markov-chain ensemble.
   *
   * @param head what all stages have
   * @param dynamics what the chains do
   * @param start where the chains start
   * @param chains number of chains
   * @param thermalization updates per chain before the first kept configuration
   * @param configurations kept configurations per chain
   * @param stride updates between kept configurations
   * @param chainsPerShard chains in one shard
   */
  record Generate(
      Head head,
      Dynamics dynamics,
      StartSpec start,
      int chains,
      int thermalization,
      int configurations,
      int stride,
      int chainsPerShard)
      implements StageSpec {
    @Override
    public List<Reference> inputs() {
      List<Reference> inputs = new ArrayList<>();
      if (start instanceof StartSpec.From from) {
        inputs.add(from.dataset());
      }
      score().ifPresent(inputs::add);
      matrix().ifPresent(inputs::add);
      return inputs;
    }

    /** The model with a learned score that the chains take. */
    public Optional<Reference> score() {
      return dynamics instanceof Dynamics.RealChains real ? real.score() : Optional.empty();
    }

    /** The file with a kernel that the chains take. */
    public Optional<Reference> matrix() {
      return dynamics instanceof Dynamics.RealChains real ? real.matrix() : Optional.empty();
    }

    @Override
    public Product product() {
      return dynamics instanceof Dynamics.ComplexChains ? Product.COMPLEX : Product.ENSEMBLE;
    }
  }

  /**
   * Complex Langevin over a grid of actions.
   *
   * @param head what all stages have
   * @param points actions, each with its algorithm
   * @param chains number of chains of each
   * @param thermalization updates per chain before the first measured configuration
   * @param configurations measured configurations per chain
   * @param stride updates between measured configurations
   */
  record Scan(
      Head head,
      List<ScanPoint> points,
      int chains,
      int thermalization,
      int configurations,
      int stride)
      implements StageSpec {
    public Scan {
      points = List.copyOf(points);
    }

    @Override
    public List<Reference> inputs() {
      return List.of();
    }

    @Override
    public Product product() {
      return Product.SCAN;
    }
  }

  /** What a {@code noise} stage writes per configuration. */
  enum NoiseMode {
    /** Independent noise at each time. */
    MARGINALS,
    /** One path of the forward process per configuration. */
    TRAJECTORIES
  }

  /**
   * Configurations under the forward process.
   *
   * @param head what all stages have
   * @param from ensemble
   * @param diffusion noise schedule
   * @param ladder the times, by tau
   * @param mode marginals or trajectories
   */
  record Noise(
      Head head, Reference from, NoiseSchedule diffusion, TimeLadder ladder, NoiseMode mode)
      implements StageSpec {
    @Override
    public List<Reference> inputs() {
      return List.of(from);
    }

    @Override
    public Product product() {
      return Product.NOISED;
    }
  }

  /**
   * Training data: shuffled, normalised single-precision shards, split by chain.
   *
   * @param head what all stages have
   * @param from ensemble
   * @param diffusion noise schedule that the data are meant for
   * @param validation share of the chains set apart for validation
   * @param shards number of shards; empty for shards of 32 MiB
   */
  record Prepare(
      Head head, Reference from, NoiseSchedule diffusion, double validation, OptionalInt shards)
      implements StageSpec {
    @Override
    public List<Reference> inputs() {
      return List.of(from);
    }

    @Override
    public Product product() {
      return Product.TRAINING;
    }
  }

  /**
   * The fit of a score model.
   *
   * @param head what all stages have
   * @param from ensemble or training data
   * @param model what to fit
   * @param validation share of the chains set apart for validation
   */
  record Train(Head head, Reference from, EffectiveActionSettings model, double validation)
      implements StageSpec {
    @Override
    public List<Reference> inputs() {
      return List.of(from);
    }

    @Override
    public Product product() {
      return Product.MODEL;
    }
  }

  /**
   * The training of a neural score.
   *
   * @param head what all stages have
   * @param from training data
   * @param training network and settings
   */
  record TrainNetwork(Head head, Reference from, NetworkTraining training) implements StageSpec {
    @Override
    public List<Reference> inputs() {
      return List.of(from);
    }

    @Override
    public Product product() {
      return Product.MODEL;
    }
  }

  /**
   * The fit of the score of a Langevin equation.
   *
   * @param head what all stages have
   * @param from Langevin trajectories
   * @param cells cells of the splines
   */
  record TrainLangevin(Head head, Reference from, int cells) implements StageSpec {
    @Override
    public List<Reference> inputs() {
      return List.of(from);
    }

    @Override
    public Product product() {
      return Product.MODEL;
    }
  }

  /**
   * Configurations from the reverse process.
   *
   * @param head what all stages have
   * @param model trained score model; empty for the exact one
   * @param exact exact score; empty for a trained one
   * @param sampler sampler
   * @param configurations number of configurations in all
   * @param configurationsPerShard configurations in one shard
   * @param paths number of parts of the paths to write; empty to write their ends
   */
  record Sample(
      Head head,
      Optional<Reference> model,
      Optional<ExactModel> exact,
      Sampler sampler,
      int configurations,
      int configurationsPerShard,
      OptionalInt paths)
      implements StageSpec {
    @Override
    public List<Reference> inputs() {
      return model.stream().toList();
    }

    @Override
    public Product product() {
      return paths.isPresent() ? Product.NOISED : Product.ENSEMBLE;
    }
  }

  /** How samples are corrected. */
  enum CorrectionMethod {
    /** Independence Metropolis: a Markov chain of the proposals. */
    METROPOLIS,
    /** Importance weights beside the configurations. */
    WEIGHTS
  }

  /**
   * Samples made exact.
   *
   * @param head what all stages have
   * @param from ensemble of a {@code sample} stage
   * @param method method
   */
  record Correct(Head head, Reference from, CorrectionMethod method) implements StageSpec {
    @Override
    public List<Reference> inputs() {
      return List.of(from);
    }

    @Override
    public Product product() {
      return method == CorrectionMethod.WEIGHTS ? Product.WEIGHTED : Product.ENSEMBLE;
    }
  }

  /**
   * Observables of ensembles.
   *
   * @param head what all stages have
   * @param from ensembles; the others are compared with the first
   * @param expected checks that are expected to fail, by the name of the dataset
   */
  record Measure(Head head, List<Reference> from, SortedMap<String, List<String>> expected)
      implements StageSpec {
    public Measure {
      from = List.copyOf(from);
      expected = Collections.unmodifiableSortedMap(new TreeMap<>(expected));
    }

    @Override
    public List<Reference> inputs() {
      return from;
    }

    @Override
    public Product product() {
      return Product.MEASUREMENTS;
    }

    /**
     * Names by which results speak of the ensembles, in their order: the last part of the folder,
     * and as many of the parts before it as it takes to tell folders apart, {@code a-hmc} and
     * {@code b-hmc} for {@code a/hmc} and {@code b/hmc}.
     */
    public List<String> names() {
      return from.stream().map(dataset -> dataset.nameAmong(from)).toList();
    }
  }

  /**
   * The report on all stages before it.
   *
   * @param head what all stages have
   * @param figures figures of the pipeline's own
   */
  record Report(Head head, List<FigureSpec> figures) implements StageSpec {
    public Report {
      figures = List.copyOf(figures);
    }

    /** All outputs before the stage; of them {@link #figures} say which must be there. */
    @Override
    public List<Reference> inputs() {
      return List.of();
    }

    @Override
    public Product product() {
      return Product.REPORT;
    }
  }

  /** The first stage of {@code stages} that writes {@code name}. */
  static Optional<StageSpec> writing(String name, List<StageSpec> stages) {
    return stages.stream().filter(stage -> stage.into().equals(name)).findFirst();
  }
}
