package org.fieldbeam.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.beam.ExactModel;
import org.fieldbeam.beam.Sampler;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.data.LocalPaths;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.StageSpec.CorrectionMethod;
import org.fieldbeam.pipeline.StageSpec.Head;
import org.fieldbeam.pipeline.StageSpec.NoiseMode;

/** Turns values that fit {@link PipelineGrammar} into stage specs. */
final class StageReader {
  private StageReader() {}

  /**
   * The spec of a stage; values that only the physics refuses (such as a coupling for which exp(-S)
   * cannot be normalised) are reported to {@code errors}.
   */
  static Optional<StageSpec> stage(Value stage, Problems errors) {
    try {
      return Optional.of(read(stage, errors));
    } catch (IllegalArgumentException e) {
      errors.report(stage.at(), stage.choice() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private static StageSpec read(Value stage, Problems errors) {
    Value body = stage.body();
    Head head = new Head(stage.choice(), body.get("into").text(), stage.at(), stage.canonical());
    return switch (stage.choice()) {
      case "generate" ->
          new StageSpec.Generate(
              head,
              PhysicsReader.dynamics(body),
              PhysicsReader.start(body.get("start")),
              body.get("chains").integer(),
              body.get("thermalization").integer(),
              body.get("configurations").integer(),
              body.get("stride").integer(),
              body.get("chainsPerShard").integer());
      case "scan" ->
          new StageSpec.Scan(
              head,
              PhysicsReader.scan(body),
              body.get("chains").integer(),
              body.get("thermalization").integer(),
              body.get("configurations").integer(),
              body.get("stride").integer());
      case "noise" ->
          new StageSpec.Noise(
              head,
              reference(body.get("from")),
              NoiseSchedule.of(body.get("diffusion")),
              ScoreReader.times(body, NoiseSchedule.of(body.get("diffusion"))),
              body.get("mode").choice().equals("marginals")
                  ? NoiseMode.MARGINALS
                  : NoiseMode.TRAJECTORIES);
      case "prepare" ->
          new StageSpec.Prepare(
              head,
              reference(body.get("from")),
              NoiseSchedule.of(body.get("diffusion")),
              body.get("validation").real(),
              body.find("shards")
                  .map(shards -> OptionalInt.of(shards.integer()))
                  .orElse(OptionalInt.empty()));
      case "train" -> train(head, body);
      case "sample" -> sample(head, body);
      case "correct" ->
          new StageSpec.Correct(
              head,
              reference(body.get("from")),
              body.get("method").choice().equals("metropolis")
                  ? CorrectionMethod.METROPOLIS
                  : CorrectionMethod.WEIGHTS);
      case "measure" ->
          new StageSpec.Measure(
              head,
              body.get("from").items().stream().map(StageReader::reference).toList(),
              expected(body));
      case "report" -> new StageSpec.Report(head, FigureGrammar.read(body.get("figures"), errors));
      default -> throw notInGrammar(stage);
    };
  }

  private static StageSpec sample(Head head, Value body) {
    Value model = body.get("model");
    Sampler sampler = ScoreReader.sampler(body.get("sampler"));
    Optional<ExactModel> exact =
        model.isText() ? Optional.empty() : Optional.of(ScoreReader.exact(model));
    exact.ifPresent(known -> known.require(sampler));
    return new StageSpec.Sample(
        head,
        model.isText() ? Optional.of(reference(model)) : Optional.empty(),
        exact,
        sampler,
        body.get("configurations").integer(),
        body.get("configurationsPerShard").integer(),
        body.find("paths")
            .map(paths -> OptionalInt.of(paths.integer()))
            .orElse(OptionalInt.empty()));
  }

  private static StageSpec train(Head head, Value body) {
    Reference from = reference(body.get("from"));
    Value model = body.get("model");
    return switch (model.choice()) {
      case "mlp" -> new StageSpec.TrainNetwork(head, from, ScoreReader.network(model));
      case "langevinScore" ->
          new StageSpec.TrainLangevin(head, from, model.body().get("cells").integer());
      default ->
          new StageSpec.Train(head, from, ScoreReader.model(model), body.get("validation").real());
    };
  }

  /** The checks that are expected to fail, by dataset. */
  private static SortedMap<String, List<String>> expected(Value measure) {
    SortedMap<String, List<String>> expected = new TreeMap<>();
    for (Value item : measure.find("expect").map(Value::items).orElse(List.of())) {
      List<String> checks = item.get("fails").items().stream().map(Value::text).toList();
      if (expected.put(item.get("dataset").text(), checks) != null) {
        throw new IllegalArgumentException(
            "expect names the dataset '"
                + item.get("dataset").text()
                + "' twice; give all its checks in one list");
      }
    }
    return expected;
  }

  static Reference reference(Value value) {
    return new Reference(
        value.text().contains("/") ? LocalPaths.given(value.text()) : value.text(), value.at());
  }

  /** An option that the table of keys has and no reader knows: a bug. */
  static IllegalStateException notInGrammar(Value value) {
    return new IllegalStateException(
        "the table of keys has an option that nothing reads: " + value);
  }
}
