package org.fieldbeam.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fieldbeam.beam.MeasureObservables;
import org.fieldbeam.beam.ScoreModels;
import org.fieldbeam.core.linear.Cholesky;
import org.fieldbeam.data.DatasetFolder;
import org.fieldbeam.data.DatasetInfo;
import org.fieldbeam.data.DatasetKind;
import org.fieldbeam.data.EnsembleWeights;
import org.fieldbeam.data.LocalPaths;
import org.fieldbeam.data.Manifest;
import org.fieldbeam.data.MatrixFile;
import org.fieldbeam.data.StageMarker;
import org.fieldbeam.data.Storage;
import org.fieldbeam.data.UserException;
import org.fieldbeam.pipeline.PlannedStage.State;

/**
 * Sets a pipeline against what its output folder holds. Nothing is written.
 *
 * <p>The input hash of a stage is the SHA-256 of its canonical form, the seed, the format version,
 * the revision of its kind and the hashes of what it reads: of an earlier stage its input hash, of
 * datasets, models and matrices outside the pipeline those of their contents, see {@link
 * DatasetFolder#contentHash()} and {@link ScoreModels#hash}. Names of the pipeline and of the
 * output folder, the runner and the parallelism are no part of it.
 *
 * <p>A stage is done if its finished output bears its hash, is what the stage has written, and was
 * made of what the stages before it have written: markers bear the hashes of both.
 */
public final class Planner {
  /**
   * Raised for a kind of stages whose numbers become others for the same settings and inputs, by a
   * mended fault for example: what was finished before is then computed anew, and all that has read
   * it. The version of the software is no part of input hashes, or every release would throw away
   * every ensemble.
   */
  static final Map<String, Integer> REVISIONS =
      Map.of(
          "generate",
          1,
          "scan",
          1,
          "noise",
          1,
          "prepare",
          1,
          "train",
          1,
          "sample",
          1,
          "correct",
          1,
          "measure",
          2,
          "report",
          1);

  private final PipelineSpec pipeline;
  private final String output;
  private final Map<String, PlannedStage> planned = new HashMap<>();
  private final InputNeeds needs = new InputNeeds();
  private final Map<String, Foreseen> foreseen = new HashMap<>();

  private Planner(PipelineSpec pipeline, String output) {
    this.pipeline = pipeline;
    this.output = output;
  }

  /**
   * Plans a pipeline.
   *
   * @param output the output folder, which may be another than the file's
   * @throws UserException if the output folder cannot be written, a folder in it is not ours, a
   *     dataset that is read from outside is missing or of the wrong kind, or a manifest is damaged
   */
  public static Plan plan(PipelineSpec pipeline, String output) {
    Planner planner = new Planner(pipeline, output);
    checkWritable(output);
    List<PlannedStage> stages = new ArrayList<>();
    for (StageSpec stage : pipeline.stages()) {
      PlannedStage plan = planner.plan(stage);
      planner.planned.put(stage.into(), plan);
      stages.add(plan);
    }
    return new Plan(pipeline, output, stages);
  }

  private PlannedStage plan(StageSpec stage) {
    if (stage instanceof StageSpec.Report report) {
      figures(report);
    }
    String folder = Storage.resolve(output, stage.into());
    List<String> inputs = new ArrayList<>();
    List<String> parents = new ArrayList<>();
    List<InputNeeds.Input> all = new ArrayList<>();
    List<Optional<Foreseen>> seen = new ArrayList<>();
    for (Reference input : stage.inputs()) {
      PlannedStage writer = input.isPath() ? null : planned.get(input.text());
      if (writer == null) {
        External external = external(stage, input);
        inputs.add(LocalPaths.absolute(input.text()));
        parents.add(external.hash());
        all.add(new InputNeeds.Input(input, external.size(), external.knowsAction()));
        seen.add(external.foreseen());
      } else {
        inputs.add(writer.folder());
        parents.add(writer.inputHash());
        all.add(new InputNeeds.Input(input, DataSize.of(writer), true));
        seen.add(Optional.ofNullable(foreseen.get(input.text())));
      }
    }
    needs.check(stage, all);
    StageNeeds.objections(stage, seen).stream().findFirst().ifPresent(Planner::refuse);
    Foresight.of(stage, seen.stream().findFirst().flatMap(first -> first))
        .ifPresent(own -> foreseen.put(stage.into(), own));
    List<DataSize> sizes = all.stream().map(InputNeeds.Input::size).toList();
    String hash = hash(stage, parents);
    return new PlannedStage(
        stage, folder, inputs, hash, state(stage, folder, hash), CostModel.of(stage, sizes));
  }

  /** What figures need of folders outside the pipeline; of its stages the file has been asked. */
  private void figures(StageSpec.Report report) {
    FigureOutlook outlook = new FigureOutlook(pipeline.stages(), foreseen, true);
    for (FigureSpec figure : report.figures()) {
      figure.inputs().forEach(ExternalFigureInput::require);
      FigureRules.objection(figure, outlook).ifPresent(Planner::refuse);
    }
  }

  private static void refuse(StageNeeds.Objection objection) {
    throw UserException.of(objection.words()).where(objection.at().toString()).build();
  }

  private String hash(StageSpec stage, List<String> parents) {
    return Storage.sha256OfText(
        "format "
            + Manifest.FORMAT_VERSION
            + "\nseed "
            + pipeline.seed()
            + "\nrevision "
            + REVISIONS.get(stage.kind())
            + "\nstage "
            + stage.head().canonical()
            + "\nparents "
            + String.join(" ", parents)
            + "\n");
  }

  /** A dataset, model or matrix outside the pipeline. */
  private record External(
      String hash, DataSize size, boolean knowsAction, Optional<Foreseen> foreseen) {}

  /** The kernel of a stage, looked at before anything runs. */
  private static External matrix(StageSpec.Generate stage, Reference file) {
    String path = LocalPaths.absolute(file.text());
    int volume = stage.dynamics().lattice().volume();
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
    return new External(Storage.sha256(path), new DataSize(volume, 0, 0), true, Optional.empty());
  }

  private static External external(StageSpec stage, Reference input) {
    if (stage instanceof StageSpec.Generate generate
        && generate.matrix().filter(input::equals).isPresent()) {
      return matrix(generate, input);
    }
    boolean takesScore =
        stage instanceof StageSpec.Generate generate
            && generate.score().filter(input::equals).isPresent();
    if (takesScore || stage instanceof StageSpec.Sample) {
      String file = Storage.resolve(input.text(), ModelFile.NAME);
      if (!Storage.exists(file)) {
        throw UserException.of("no score model here")
            .where(input.at() + ": " + file)
            .allowed("a folder that a train stage wrote")
            .todo("check the path")
            .build();
      }
      return new External(
          ModelFile.hash(input.text()),
          new DataSize(ModelFile.lattice(input.text()).volume(), 0, 0),
          ModelFile.action(input.text()).isPresent(),
          Optional.of(Foresight.ofModel(input.text())));
    }
    DatasetFolder dataset;
    try {
      dataset = DatasetFolder.open(input.text());
      dataset.requireRows();
    } catch (UserException e) {
      throw new UserException(input.at() + ": " + stage.kind() + ": " + e.getMessage(), e);
    }
    DatasetKind kind = dataset.info().kind();
    boolean trains = stage instanceof StageSpec.Train;
    boolean network = stage instanceof StageSpec.TrainNetwork;
    boolean fits =
        kind == DatasetKind.TRAINING
            ? trains || network
            : kind == DatasetKind.COMPLEX
                ? stage instanceof StageSpec.Measure
                : kind == DatasetKind.ENSEMBLE && !network;
    if (!fits) {
      throw UserException.of(stage.kind() + " cannot read this dataset")
          .where(input.at() + ": " + input)
          .given(kind.label())
          .allowed(network ? "training" : trains ? "ensemble or training" : "ensemble")
          .todo("name a dataset of that kind; 'fieldbeam inspect " + input + "' shows what it is")
          .build();
    }
    if (kind == DatasetKind.ENSEMBLE
        && !PipelineRules.wanted(stage, input).contains(StageSpec.Product.WEIGHTED)) {
      EnsembleWeights.requireNone(dataset, stage.kind(), input.at() + ": " + input);
    }
    return new External(
        dataset.contentHash(),
        new DataSize(dataset.info().volume(), dataset.manifest().rows(), dataset.shardCount()),
        dataset.info().property(DatasetInfo.ACTION) != null,
        Optional.of(Foresight.of(dataset)));
  }

  private State state(StageSpec stage, String folder, String hash) {
    Optional<StageMarker> marker = StageMarker.read(folder);
    Optional<Manifest> manifest = DatasetFolder.peek(folder);
    if (marker.isEmpty()) {
      return stateWithoutMarker(stage, folder, manifest);
    }
    StageMarker ours = marker.get();
    if (!ours.pipeline().equals(pipeline.name())) {
      throw UserException.of("the folder belongs to another pipeline")
          .where(folder)
          .given("the " + ours.stage() + " stage of the pipeline '" + ours.pipeline() + "'")
          .allowed("outputs of the pipeline '" + pipeline.name() + "'")
          .todo(
              "give this run another folder with --output, rename the pipeline, or delete the"
                  + " folder if you no longer need it")
          .build();
    }
    if (!ours.inputHash().equals(hash)) {
      return State.STALE;
    }
    if (!ours.complete()) {
      return State.PARTIAL;
    }
    if (stage instanceof StageSpec.Report) {
      return State.AGAIN; // cheap, and it shows what is there now
    }
    for (String file : StageFiles.results(stage)) {
      if (!ours.outputs().containsKey(file) || !Storage.exists(Storage.resolve(folder, file))) {
        return State.PARTIAL;
      }
    }
    if (stage instanceof StageSpec.Measure measure) {
      for (String name : measure.names()) {
        String part = Storage.resolve(folder, name);
        requireOf(part, DatasetFolder.peek(part), MeasureObservables.inputHash(hash, name));
      }
    } else if (manifest.isPresent()) {
      requireOf(folder, manifest, hash);
    }
    StageMarker.requireUnchanged(folder);
    boolean sourcesDone =
        stage.inputs().stream()
            .map(input -> planned.get(input.text()))
            .allMatch(writer -> writer == null || writer.state() == State.DONE);
    // of sources that are not done it shows when they are
    return sourcesDone && !hasReadTheSame(stage, ours, output) ? State.STALE : State.DONE;
  }

  /**
   * Whether a stage that is done has read what its sources have written, which may have come out
   * differently since then.
   *
   * @param output the folder of the pipeline
   */
  static boolean hasReadTheSame(PlannedStage stage, String output) {
    return StageMarker.read(stage.folder())
        .filter(marker -> hasReadTheSame(stage.spec(), marker, output))
        .isPresent();
  }

  private static boolean hasReadTheSame(StageSpec stage, StageMarker marker, String output) {
    return marker.read().equals(StageFiles.sources(stage, output));
  }

  /**
   * A finished dataset that is no longer what was written is an error: nothing is repaired
   * silently. Without its manifest it is as unfinished as any other: a user who deleted it wants
   * the shards looked at again.
   */
  private static void requireOf(String folder, Optional<Manifest> manifest, String hash) {
    if (manifest.isPresent() && !manifest.get().info().inputHash().equals(hash)) {
      throw UserException.of("the manifest is of another pipeline or other inputs")
          .where(DatasetFolder.manifestPath(folder))
          .given("input hash " + manifest.get().info().inputHash())
          .allowed("input hash " + hash)
          .todo("restore the manifest, or delete the folder and run again")
          .build();
    }
    DatasetFolder.open(folder);
  }

  private State stateWithoutMarker(StageSpec stage, String folder, Optional<Manifest> manifest) {
    if (manifest.isPresent()) {
      throw UserException.of("a dataset that this pipeline did not write is in the way")
          .where(folder)
          .given(manifest.get().info().kind().label() + " '" + manifest.get().info().id() + "'")
          .allowed("nothing, or an output of the stage '" + stage.kind() + "' of this pipeline")
          .todo("give this run another folder with --output, or move the dataset away")
          .build();
    }
    boolean there =
        LocalPaths.of(folder).map(Planner::hasContent).orElseGet(() -> hasFiles(folder));
    if (there) {
      throw UserException.of("a folder that fieldbeam did not write is in the way")
          .where(folder)
          .allowed("nothing, or an output of the stage '" + stage.kind() + "' of this pipeline")
          .todo("give this run another folder with --output, or move the folder away")
          .build();
    }
    return State.NEW;
  }

  private static boolean hasContent(Path folder) {
    if (!Files.exists(folder)) {
      return false;
    }
    if (!Files.isDirectory(folder)) {
      return true;
    }
    try (Stream<Path> content = Files.list(folder)) {
      // an empty folder, or what a killed run left of the very first file it wrote
      return content.anyMatch(
          path -> !path.getFileName().toString().startsWith("." + StageMarker.FILE_NAME));
    } catch (IOException e) {
      throw UserException.of("cannot read the folder: " + e.getMessage())
          .where(folder.toString())
          .todo("check its permissions")
          .cause(e)
          .build();
    }
  }

  private static boolean hasFiles(String folder) {
    return !Storage.list(folder, "*").isEmpty();
  }

  private static void checkWritable(String output) {
    Optional<Path> local = LocalPaths.of(output);
    if (local.isEmpty()) {
      if (output.matches(".*[*?\\[\\]{}\\\\].*")) {
        throw UserException.of(
                "the output folder has a character that file systems take for a glob")
            .where(output)
            .allowed("a URI without any of * ? [ ] { } and backslash")
            .todo("choose another folder with --output")
            .build();
      }
      Storage.requireFileSystem(output);
      return;
    }
    Path existing = local.get().toAbsolutePath();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
      throw UserException.of("the output folder is not writable")
          .where(output)
          .given(
              existing == null
                  ? "no such file system"
                  : existing
                      + (Files.isDirectory(existing)
                          ? " gives no permission to write"
                          : " is no folder"))
          .allowed("a folder that exists or can be made, and is writable")
          .todo("choose another folder with --output, or change its permissions")
          .build();
    }
  }
}
