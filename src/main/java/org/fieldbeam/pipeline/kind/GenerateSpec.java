package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.GenerateEnsemble;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.linear.Cholesky;
import org.fieldbeam.core.markov.AlgorithmKind;
import org.fieldbeam.core.markov.StartKind;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.model.MatrixFile;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.CostModel;
import org.fieldbeam.pipeline.stage.DataSize;
import org.fieldbeam.pipeline.stage.ExternalInput;
import org.fieldbeam.pipeline.stage.Foreseen;
import org.fieldbeam.pipeline.stage.Foresight;
import org.fieldbeam.pipeline.stage.Objection;
import org.fieldbeam.pipeline.stage.Objections;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.Sizes;
import org.fieldbeam.pipeline.stage.StageCost;
import org.fieldbeam.pipeline.stage.StageInput;
import org.fieldbeam.pipeline.stage.StageKind;
import org.fieldbeam.pipeline.stage.StageRules;
import org.fieldbeam.pipeline.stage.StageRun;
import org.fieldbeam.pipeline.stage.StageSpec;

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
public record GenerateSpec(
    Head head,
    Dynamics dynamics,
    StartSpec start,
    int chains,
    int thermalization,
    int configurations,
    int stride,
    int chainsPerShard)
    implements StageSpec {
  /** Field values of the chains of a shard: those of a batch stand in one array. */
  private static final long MOST_VALUES = 1L << 30;

  /** The stage {@code generate}. */
  @AutoService({StageKind.class, SchemaTransformProvider.class})
  public static final class Kind implements StageKind {
    @Override
    public About about() {
      return About.of(
          "generate",
          "Generates a Markov-chain ensemble.",
          Fields.of(
              StageKind.into("ensemble"),
              required("lattice", PhysicsGrammar.LATTICE, "Lattice extents."),
              required("action", PhysicsGrammar.action(), "The action."),
              required("algorithm", AlgorithmKind.all().choice(), "The Markov-chain algorithm."),
              required("chains", COUNT, "Number of independent chains."),
              required("configurations", COUNT, "Kept configurations per chain."),
              StageKind.thermalization("kept"),
              StageKind.stride("kept"),
              withDefault("start", StartKind.all().choice(), "hot", "Where the chains start."),
              withDefault(
                  "chainsPerShard", new Whole(1, 1_000_000), "16", "Chains in one shard.")));
    }

    @Override
    public String transform() {
      return "GenerateEnsemble";
    }

    @Override
    public int revision() {
      return 1;
    }

    @Override
    public List<String> files() {
      return List.of();
    }

    @Override
    public StageSpec spec(Head head, Value body, Problems problems) {
      return new GenerateSpec(
          head,
          PhysicsReader.dynamics(body),
          StartSpec.of(body.get("start")),
          body.get("chains").integer(),
          body.get("thermalization").integer(),
          body.get("configurations").integer(),
          body.get("stride").integer(),
          body.get("chainsPerShard").integer());
    }
  }

  @Override
  public List<Reference> inputs() {
    List<Reference> inputs = new ArrayList<>();
    start.dataset().ifPresent(inputs::add);
    score().ifPresent(inputs::add);
    matrix().ifPresent(inputs::add);
    return inputs;
  }

  /** The model with a learned score that the chains take. */
  public Optional<Reference> score() {
    return dynamics.score();
  }

  /** The file with a kernel that the chains take. */
  public Optional<Reference> matrix() {
    return dynamics.matrix();
  }

  @Override
  public Product product() {
    return dynamics.product();
  }

  @Override
  public Set<Product> wanted(Reference input) {
    return EnumSet.of(score().filter(input::equals).isPresent() ? Product.MODEL : Product.ENSEMBLE);
  }

  @Override
  public ActionUse actionUse() {
    return ActionUse.NONE;
  }

  @Override
  public void check(StageRules rules) {
    if (start.dataset().isPresent() && !dynamics.startsFromEnsembles()) {
      Reference from = start.dataset().get();
      rules
          .problems()
          .report(
              from.at(),
              "generate: complex Langevin chains cannot start from the ensemble '"
                  + from
                  + "'; allowed: hot or cold");
    } else if (dynamics.needsHotStart() && !start.isHot()) {
      rules
          .problems()
          .report(
              head.at(),
              "generate: the algorithm needs start: hot, since its score is that of trajectories"
                  + " from N(0,1)");
    }
  }

  @Override
  public List<Objection> objections(List<Optional<Foreseen>> inputs) {
    Objections objections = new Objections(this);
    FieldLayout layout = dynamics.layout();
    if (layout.size() * batch() > MOST_VALUES) {
      objections.add(
          batch()
              + " chains of a shard have "
              + layout.size() * batch()
              + " field values on this lattice; allowed: 2^30. Put fewer chains into a shard:"
              + " chainsPerShard");
    }
    start
        .dataset()
        .ifPresent(
            from ->
                Foreseen.real(inputs, 0)
                    .map(ensemble -> ensemble.info().layout())
                    .filter(other -> !other.equals(layout))
                    .ifPresent(
                        other ->
                            objections.add(
                                from.at(),
                                "the chains start from '"
                                    + from
                                    + "' of "
                                    + other
                                    + ", but this stage has "
                                    + layout)));
    score().ifPresent(score -> learned(score, inputs.get(inputs().indexOf(score)), objections));
    return objections.all();
  }

  private void learned(Reference score, Optional<Foreseen> model, Objections objections) {
    if (model.isPresent() && model.get() instanceof Foreseen.Model) {
      objections.add(
          score.at(),
          "the model '"
              + score
              + "' is no score of a Langevin equation; deformedLangevin takes one of train:"
              + " {model: langevinScore}");
    } else if (model.isPresent() && model.get() instanceof Foreseen.LangevinScore known) {
      double updates = thermalization + (double) configurations * stride;
      objections.require(() -> dynamics.requireScore(known, updates));
    }
  }

  @Override
  public Optional<Foreseen> foresee(List<Optional<Foreseen>> inputs) {
    DatasetInfo info =
        transform(inputs().stream().map(Reference::text).toList(), 0)
            .into(StageOutput.to(into()))
            .info();
    return Optional.of(
        new Foreseen.Dataset(
            info,
            (long) chains * configurations,
            Foresight.parts(chains, chainsPerShard),
            false,
            dynamics.reportsEnergies(),
            info.scalars().contains(DatasetInfo.ACCEPTANCE),
            Set.of()));
  }

  @Override
  public ExternalInput external(Reference input) {
    return matrix().filter(input::equals).isPresent()
        ? kernel(input)
        : ExternalInput.of(this, input);
  }

  /** The kernel, looked at before anything runs. */
  private ExternalInput kernel(Reference file) {
    String path = LocalPaths.absolute(file.text());
    int volume = dynamics.layout().size();
    try {
      Cholesky.of(MatrixFile.symmetric(path, volume));
    } catch (IllegalArgumentException e) {
      throw UserException.of("the kernel cannot be used: " + e.getMessage())
          .where(file.at() + ": " + path)
          .allowed("a symmetric positive definite matrix")
          .todo("look at the smallest eigenvalue: numpy.linalg.eigvalsh(K)[0]")
          .cause(e)
          .build();
    }
    return new ExternalInput(
        Storage.sha256(path), new DataSize(volume, 0, 0), true, Optional.empty());
  }

  @Override
  public void requireSizes(List<StageInput> inputs) {
    for (StageInput input : inputs) {
      if (start.dataset().filter(input.reference()::equals).isPresent()
          && input.size().rows() < chains) {
        throw UserException.of("more chains than configurations for them to start from")
            .where(input.reference().at() + ": " + input.reference())
            .given(chains + " chains, " + input.size().rows() + " configurations")
            .allowed("a configuration for each chain: chains that begin alike are not independent")
            .todo("start fewer chains, name a larger ensemble, or start hot or cold")
            .build();
      }
    }
  }

  @Override
  public StageCost cost(List<DataSize> inputs) {
    long volume = dynamics.numbers();
    long rows = (long) chains * configurations;
    DataSize size = new DataSize(volume, rows, 0);
    // field, momentum, force, the field before the trajectory, and the rows on their way out
    long memory =
        Sizes.sum(Sizes.product(5, batch(), volume, Double.BYTES), CostModel.writing(size));
    if (matrix().isPresent()) {
      // and the factor of the kernel
      memory = Sizes.sum(memory, Sizes.product(3, volume, volume, Double.BYTES) / 2);
    }
    return new StageCost(
        volume,
        DatasetFolder.shards(chains, chainsPerShard),
        rows,
        Sizes.product(rows, CostModel.rowBytes(size)),
        memory,
        0);
  }

  @Override
  public long batch() {
    return Math.min(chains, chainsPerShard);
  }

  @Override
  public PCollection<Folder> apply(StageRun run, Pipeline beam) {
    return beam.apply("Generate", transform(run.inputs(), run.seed()).into(run.output()));
  }

  /** The chains; {@code inputs} are paths of what they read. */
  private GenerateEnsemble transform(List<String> inputs, long seed) {
    GenerateEnsemble of = dynamics.chains();
    GenerateEnsemble started =
        start
            .start()
            .map(begin -> of.withStart(start.name(), begin))
            .orElseGet(() -> of.withStartFrom(inputs.get(0)));
    GenerateEnsemble transform =
        started
            .withChains(chains)
            .withThermalization(thermalization)
            .withConfigurations(configurations)
            .withStride(stride)
            .withChainsPerShard(chainsPerShard)
            .withSeed(seed);
    // a score or a kernel comes last
    String last = inputs.isEmpty() ? "" : inputs.get(inputs.size() - 1);
    if (score().isPresent()) {
      return transform.withScoreFrom(last);
    }
    return matrix().isPresent() ? transform.withKernelFrom(last) : transform;
  }
}
