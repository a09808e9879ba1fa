package org.fieldbeam.pipeline.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.InputHash;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.dataset.StageMarker;
import org.fieldbeam.data.model.ModelFormat;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.pipeline.figure.ExternalFigureInput;
import org.fieldbeam.pipeline.figure.FigureOutlook;
import org.fieldbeam.pipeline.figure.FigureRules;
import org.fieldbeam.pipeline.file.PipelineSpec;
import org.fieldbeam.pipeline.plan.PlannedStage.State;
import org.fieldbeam.pipeline.stage.CostModel;
import org.fieldbeam.pipeline.stage.DataSize;
import org.fieldbeam.pipeline.stage.ExternalInput;
import org.fieldbeam.pipeline.stage.FigureSpec;
import org.fieldbeam.pipeline.stage.Foreseen;
import org.fieldbeam.pipeline.stage.InputNeeds;
import org.fieldbeam.pipeline.stage.Objection;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.StageFiles;
import org.fieldbeam.pipeline.stage.StageInput;
import org.fieldbeam.pipeline.stage.StageKind;
import org.fieldbeam.pipeline.stage.StageSpec;

/**
 * Sets a pipeline against what its output folder holds. Nothing is written.
 *
 * <p>The input hash of a stage is the SHA-256 of its canonical form, the seed, the format version,
 * the revision of its kind and the hashes of what it reads: of an earlier stage its input hash, of
 * datasets, models and matrices outside the pipeline those of their contents, see {@link
 * DatasetFolder#contentHash()} and {@link ModelFormat#hash}. To a stage that names a kind of a
 * plug-in, or reads an action of one from outside, belongs the SHA-256 of the plug-in. Names of the
 * pipeline, of the output folder and of the plug-in's file, the runner and the parallelism are no
 * part of it.
 *
 * <p>A stage is done if its finished output bears its hash, is what the stage has written, and was
 * made of what the stages before it have written: markers bear the hashes of both.
 */
public final class Planner {
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
    stage.report().ifPresent(this::figures);
    String folder = Storage.resolve(output, stage.into());
    List<String> inputs = new ArrayList<>();
    List<String> parents = new ArrayList<>();
    List<StageInput> all = new ArrayList<>();
    List<Optional<Foreseen>> seen = new ArrayList<>();
    for (Reference input : stage.inputs()) {
      PlannedStage writer = input.isPath() ? null : planned.get(input.text());
      if (writer == null) {
        ExternalInput external = stage.external(input);
        inputs.add(LocalPaths.absolute(input.text()));
        parents.add(external.hash());
        all.add(external.as(input));
        seen.add(external.foreseen());
      } else {
        inputs.add(writer.folder());
        parents.add(writer.inputHash());
        all.add(new StageInput(input, writer.size(), true));
        seen.add(Optional.ofNullable(foreseen.get(input.text())));
      }
    }
    needs.check(stage, all);
    stage.objections(seen).stream().findFirst().ifPresent(Planner::refuse);
    stage.foresee(seen).ifPresent(own -> foreseen.put(stage.into(), own));
    List<DataSize> sizes = all.stream().map(StageInput::size).toList();
    String hash = hash(stage, parents);
    return new PlannedStage(
        stage, folder, inputs, hash, state(stage, folder, hash), CostModel.of(stage, sizes));
  }

  /** What figures need of folders outside the pipeline; of its stages the file has been asked. */
  private void figures(List<FigureSpec> figures) {
    FigureOutlook outlook = new FigureOutlook(pipeline.stages(), foreseen, true);
    for (FigureSpec figure : figures) {
      figure.inputs().forEach(ExternalFigureInput::require);
      FigureRules.objection(figure, outlook).ifPresent(Planner::refuse);
    }
  }

  private static void refuse(Objection objection) {
    throw UserException.of(objection.words()).where(objection.at().toString()).build();
  }

  private String hash(StageSpec stage, List<String> parents) {
    InputHash hash =
        InputHash.of(stage.kind())
            .with("seed", pipeline.seed())
            .with("revision", StageKind.all().get(stage.kind()).revision())
            .with("keys", stage.head().canonical())
            .withParents(parents);
    List<String> plugins = List.copyOf(stage.head().plugins());
    return (plugins.isEmpty() ? hash : hash.with("plugins", plugins)).hash();
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
    if (stage.report().isPresent()) {
      return State.AGAIN; // cheap, and it shows what is there now
    }
    for (String file : stage.results()) {
      if (!ours.outputs().containsKey(file) || !Storage.exists(Storage.resolve(folder, file))) {
        return State.PARTIAL;
      }
    }
    stage
        .datasets(hash)
        .forEach(
            (path, own) -> requireOf(path.isEmpty() ? folder : Storage.resolve(folder, path), own));
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
  public static boolean hasReadTheSame(PlannedStage stage, String output) {
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
  private static void requireOf(String folder, String hash) {
    Optional<Manifest> manifest = DatasetFolder.peek(folder);
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
