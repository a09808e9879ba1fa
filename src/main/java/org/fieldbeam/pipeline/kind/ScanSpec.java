package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.ScanComplexLangevin;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.stage.ScanPoint;
import org.fieldbeam.core.markov.AlgorithmKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.figure.FigureKind;
import org.fieldbeam.pipeline.stage.CostModel;
import org.fieldbeam.pipeline.stage.DataSize;
import org.fieldbeam.pipeline.stage.Foreseen;
import org.fieldbeam.pipeline.stage.Objection;
import org.fieldbeam.pipeline.stage.Objections;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.Sizes;
import org.fieldbeam.pipeline.stage.StageCost;
import org.fieldbeam.pipeline.stage.StageKind;
import org.fieldbeam.pipeline.stage.StageRules;
import org.fieldbeam.pipeline.stage.StageRun;
import org.fieldbeam.pipeline.stage.StageSpec;

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
public record ScanSpec(
    Head head,
    List<ScanPoint> points,
    int chains,
    int thermalization,
    int configurations,
    int stride)
    implements StageSpec {
  /** Copies the points. */
  public ScanSpec {
    points = List.copyOf(points);
  }

  /** The stage {@code scan}. */
  @AutoService({StageKind.class, SchemaTransformProvider.class})
  public static final class Kind implements StageKind {
    @Override
    public About about() {
      return About.of(
          "scan",
          "Runs complex Langevin over a grid of one-site actions; keeps averages and checks.",
          Fields.of(
              StageKind.into("scan"),
              required("aRe", FigureKind.NUMBERS, "Real parts of a in S = a z^2 + b z^4."),
              required("aIm", FigureKind.NUMBERS, "Imaginary parts of a."),
              withDefault("b", Type.complex(), "1", "Coefficient of z^4."),
              required(
                  "algorithm",
                  AlgorithmKind.all().choice(AlgorithmKind::isComplexified),
                  "Complex Langevin."),
              required("chains", COUNT, "Number of independent chains of each point."),
              required("configurations", COUNT, "Measured configurations per chain."),
              StageKind.thermalization("measured"),
              StageKind.stride("measured")));
    }

    @Override
    public String transform() {
      return "ScanComplexLangevin";
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
      return new ScanSpec(
          head,
          PhysicsReader.scan(body),
          body.get("chains").integer(),
          body.get("thermalization").integer(),
          body.get("configurations").integer(),
          body.get("stride").integer());
    }
  }

  @Override
  public List<Reference> inputs() {
    return List.of();
  }

  @Override
  public Product product() {
    return Product.SCAN;
  }

  @Override
  public Set<Product> wanted(Reference input) {
    return EnumSet.noneOf(Product.class);
  }

  @Override
  public ActionUse actionUse() {
    return ActionUse.NONE;
  }

  @Override
  public void check(StageRules rules) {
    // it reads nothing
  }

  /** The exact values of the narrowest and the widest action have to be numbers. */
  @Override
  public List<Objection> objections(List<Optional<Foreseen>> inputs) {
    Objections objections = new Objections(this);
    Comparator<ScanPoint> bySize =
        Comparator.comparingDouble(
            point -> {
              double[] quadratic = point.action().leadingCoefficients()[0];
              return Math.hypot(quadratic[0], quadratic[1]);
            });
    Stream.of(points.stream().min(bySize), points.stream().max(bySize))
        .flatMap(Optional::stream)
        .distinct()
        .forEach(point -> objections.require(() -> EnsembleMeasurement.of(point.action())));
    return objections.all();
  }

  @Override
  public Optional<Foreseen> foresee(List<Optional<Foreseen>> inputs) {
    return Optional.of(
        new Foreseen.Scan(
            points.stream().map(point -> point.action().sitePolynomial().orElseThrow()).toList()));
  }

  @Override
  public StageCost cost(List<DataSize> inputs) {
    // all configurations of a point are measured before any is averaged
    long memory = Sizes.product(chains, configurations, CostModel.SCALARS, Double.BYTES);
    long rows = points.size();
    return new StageCost(
        1,
        1,
        rows,
        rows * CostModel.SCALARS * Double.BYTES,
        Sizes.sum(memory, CostModel.WRITER_BYTES),
        0);
  }

  @Override
  public long batch() {
    return chains;
  }

  @Override
  public PCollection<Folder> apply(StageRun run, Pipeline beam) {
    return beam.apply(
        "Scan",
        ScanComplexLangevin.of(points)
            .withChains(chains)
            .withThermalization(thermalization)
            .withConfigurations(configurations)
            .withStride(stride)
            .withSeed(run.seed())
            .into(run.output()));
  }
}
