package org.fieldbeam.pipeline;

import static org.fieldbeam.grammar.Key.optional;
import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import java.util.Map;
import java.util.regex.Pattern;
import org.fieldbeam.core.markov.AlgorithmKind;
import org.fieldbeam.grammar.JsonSchema;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Type.Text;
import org.fieldbeam.grammar.Type.TextOr;
import org.fieldbeam.grammar.Type.Whole;

/**
 * The table of all keys of a pipeline file: the one place that names them. The reader checks files
 * against it, and {@code schemas/pipeline.schema.json} is written from it.
 */
public final class PipelineGrammar {
  private PipelineGrammar() {}

  private static final Type NAME =
      new Text(
          "a name of at most 64 letters, digits, - _ . that begins with a letter or digit",
          Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"));
  private static final Type FOLDER =
      new Text(
          "the path or URI of a folder",
          Pattern.compile("[^\\x00-\\x1f]{0,4000}[^\\s\\x00-\\x1f]"));
  private static final Type CHECK =
      new Text("the name of a check", Pattern.compile("[A-Za-z][A-Za-z0-9]{0,63}"));
  private static final Type SHARE = new Real(0, true, 1, false);
  private static final Type COUNT = new Whole(1, Integer.MAX_VALUE);

  private static Key into(String what) {
    return required("into", NAME, "Name of the " + what + " that the stage writes.");
  }

  private static Key from(String what) {
    return required("from", Type.REFERENCE, what);
  }

  /** The stages, by kind. */
  static Choice stages() {
    return Choice.of(
        new Option(
            "generate",
            Fields.of(
                into("ensemble"),
                required("lattice", PhysicsGrammar.LATTICE, "Lattice extents."),
                required("action", PhysicsGrammar.action(), "The action."),
                required("algorithm", AlgorithmKind.all().choice(), "The Markov-chain algorithm."),
                required("chains", COUNT, "Number of independent chains."),
                required("configurations", COUNT, "Kept configurations per chain."),
                withDefault(
                    "thermalization",
                    new Whole(0, Integer.MAX_VALUE),
                    "500",
                    "Updates per chain before the first kept configuration."),
                withDefault(
                    "stride",
                    new Whole(1, Integer.MAX_VALUE),
                    "1",
                    "Updates between kept configurations."),
                withDefault("start", PhysicsGrammar.START, "hot", "Where the chains start."),
                withDefault(
                    "chainsPerShard", new Whole(1, 1_000_000), "16", "Chains in one shard.")),
            "Generates a Markov-chain ensemble."),
        new Option(
            "scan",
            Fields.of(
                into("scan"),
                required("aRe", FigureKind.NUMBERS, "Real parts of a in S = a z^2 + b z^4."),
                required("aIm", FigureKind.NUMBERS, "Imaginary parts of a."),
                withDefault("b", Type.complex(), "1", "Coefficient of z^4."),
                required(
                    "algorithm",
                    AlgorithmKind.all().choice(AlgorithmKind::isComplexified),
                    "Complex Langevin."),
                required("chains", COUNT, "Number of independent chains of each point."),
                required("configurations", COUNT, "Measured configurations per chain."),
                withDefault(
                    "thermalization",
                    new Whole(0, Integer.MAX_VALUE),
                    "500",
                    "Updates per chain before the first measured configuration."),
                withDefault(
                    "stride",
                    new Whole(1, Integer.MAX_VALUE),
                    "1",
                    "Updates between measured configurations.")),
            "Runs complex Langevin over a grid of one-site actions; keeps averages and checks."),
        new Option(
            "noise",
            Fields.of(
                from("Ensemble to add noise to."),
                into("noised dataset"),
                required("diffusion", ScoreGrammar.diffusion(), "Noise schedule."),
                withDefault("times", new Whole(1, 100_000), "20", "Number of times."),
                withDefault(
                    "ladder",
                    ScoreGrammar.ladder("Equal steps of diffusion time."),
                    "uniform",
                    "Spacing of the times."),
                withDefault(
                    "mode",
                    Choice.of(
                        Option.word("marginals", "Independent noise at each time."),
                        Option.word("trajectories", "One path per configuration.")),
                    "marginals",
                    "What is written per configuration.")),
            "Runs configurations through the forward process."),
        new Option(
            "prepare",
            Fields.of(
                from("Ensemble to train on."),
                into("training dataset"),
                required(
                    "diffusion",
                    ScoreGrammar.diffusion(),
                    "Noise schedule the data are meant for."),
                withDefault("validation", SHARE, "0.1", "Share of chains for validation."),
                optional(
                    "shards",
                    new Whole(1, 100_000),
                    "Number of shards; of 32 MiB each if left out.")),
            "Writes shuffled, normalised training data, split by chain."),
        new Option(
            "train",
            Fields.of(
                from("Ensemble or training dataset to fit."),
                into("score model"),
                required("model", ScoreGrammar.MODEL, "The score model."),
                withDefault("validation", SHARE, "0.1", "Share of chains for validation.")),
            "Fits a score model."),
        new Option(
            "sample",
            Fields.of(
                required(
                    "model",
                    new TextOr(Type.REFERENCE, ScoreGrammar.exact()),
                    "Score model to sample from."),
                into("ensemble"),
                withDefault("sampler", ScoreGrammar.SAMPLER, "flow", "Reverse process."),
                required("configurations", COUNT, "Number of configurations in all."),
                withDefault(
                    "configurationsPerShard",
                    new Whole(1, 10_000_000),
                    "1024",
                    "Configurations in one shard."),
                optional(
                    "paths",
                    new Whole(1, 1_000_000),
                    "Write whole paths, in so many parts, as a noised dataset; of a model of"
                        + " levels by the sampler flow, as a variance-exploding process.")),
            "Samples the reverse process."),
        new Option(
            "correct",
            Fields.of(
                from("Ensemble of a sample stage."),
                into("ensemble"),
                withDefault(
                    "method",
                    Choice.of(
                        Option.word("metropolis", "Independence Metropolis."),
                        Option.word("weights", "Importance weights.")),
                    "metropolis",
                    "How the samples are made exact.")),
            "Makes samples exact."),
        new Option(
            "measure",
            Fields.of(
                required(
                    "from",
                    new Items(Type.REFERENCE, 1, 100, true),
                    "Ensembles to measure; the others are compared with the first."),
                into("measurements"),
                optional(
                    "expect",
                    new Items(
                        Fields.of(
                            required("dataset", NAME, "Name of the ensemble."),
                            required(
                                "fails",
                                new Items(CHECK, 1, 50, true),
                                "Checks that fail, and that are meant to.")),
                        1,
                        100,
                        false),
                    "Checks that are expected to fail: such a failure is no failed check of the"
                        + " run, its absence is one.")),
            "Measures observables, estimates them and checks the ensembles."),
        new Option(
            "report",
            Fields.of(
                withDefault("into", NAME, "report", "Name of the report's folder."),
                withDefault(
                    "figures",
                    FigureGrammar.figures(),
                    "[]",
                    "Figures and tables of this pipeline's own, in their order.")),
            "Writes the report."));
  }

  /** A whole pipeline file. */
  public static Fields pipeline() {
    return Fields.of(
        required("name", NAME, "Name of the pipeline."),
        required("seed", new Whole(Long.MIN_VALUE, Long.MAX_VALUE), "Seed of all random numbers."),
        optional("output", FOLDER, "Folder or URI of all outputs; out/NAME if left out."),
        required(
            "stages",
            new Items(stages(), 1, 1000, false),
            "The stages, in the order in which they run."));
  }

  /** The JSON Schema of a pipeline file, as a tree of maps, lists, text and numbers. */
  public static Map<String, Object> jsonSchema() {
    return JsonSchema.of("fieldbeam pipeline", pipeline());
  }
}
