package org.fieldbeam.beam;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.shard.DatasetStage;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.beam.shard.FolderPaths;
import org.fieldbeam.beam.shard.PermanentFailure;
import org.fieldbeam.beam.shard.ShardedDataset;
import org.fieldbeam.beam.shard.StageDisplay;
import org.fieldbeam.beam.shard.StageOutput;
import org.fieldbeam.beam.stage.MeasureStage;
import org.fieldbeam.core.observable.ObservableChoice;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.InputHash;

/**
 * Measures every configuration of ensembles and writes a measurement dataset for each, in a folder
 * of its name below the output folder: {@code out/observables/hmc} for {@code out/hmc}.
 *
 * <p>The columns are those of the chosen {@link org.fieldbeam.core.observable.ObservableKind}s,
 * {@link org.fieldbeam.core.observable.batch.FieldSteps} on lattices, {@code deltaH} and {@code
 * acceptance} where the ensemble has them, and {@code log_weight} where {@link CorrectEnsemble}
 * left weights. The action is the one the ensemble names.
 *
 * <pre>{@code
 * PCollection<Folder> measurements =
 *     pipeline
 *         .apply(Create.of(Folder.of("out/hmc"), Folder.of("out/diffusion")))
 *         .apply(MeasureObservables.standard().into(StageOutput.to("out/observables")));
 * }</pre>
 */
public final class MeasureObservables extends PTransform<PCollection<Folder>, PCollection<Folder>> {
  private static final long serialVersionUID = 1L;

  private final MeasureStage stage;

  private MeasureObservables(MeasureStage stage) {
    this.stage = stage;
  }

  /** Every standard observable that suits an ensemble, until told otherwise. */
  public static MeasureObservables standard() {
    return new MeasureObservables(new MeasureStage());
  }

  /** Below which folder the measurements go; without it the transform cannot be applied. */
  public MeasureObservables into(StageOutput output) {
    MeasureStage copy = DatasetStage.copy(stage);
    copy.output = output;
    return new MeasureObservables(copy);
  }

  /** Measures chosen observables; without it every standard one that suits the ensemble. */
  public MeasureObservables withObservables(ObservableChoice choice) {
    MeasureStage copy = DatasetStage.copy(stage);
    copy.choice = choice;
    return new MeasureObservables(copy);
  }

  /**
   * Names for some of the ensembles, by their folders, instead of the last parts of the folders;
   * for ensembles whose last parts are the same.
   */
  public MeasureObservables withNames(Map<String, String> names) {
    MeasureStage copy = DatasetStage.copy(stage);
    copy.names = new TreeMap<>(names);
    return new MeasureObservables(copy);
  }

  /**
   * Input hash of the measurements of an ensemble, where the output has one.
   *
   * @param outputHash the hash given to the output
   * @param name name of the ensemble
   */
  public static String inputHash(String outputHash, String name) {
    return InputHash.ofPart(outputHash, name);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder display) {
    StageDisplay.add(display, stage);
  }

  @Override
  public PCollection<Folder> expand(PCollection<Folder> folders) {
    StageOutput.require(stage.output, "MeasureObservables");
    return folders
        .apply("Paths", FolderPaths.of(Folder.Kind.ENSEMBLE, Folder.Kind.COMPLEX))
        .apply("Name", ParDo.of(new Name(stage)))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
        .apply("SameName", GroupByKey.create())
        .apply("OneOfAName", ParDo.of(new RefuseSameName()))
        .apply("Shards", ShardedDataset.of(stage));
  }

  /** Ensemble to the folder of its measurements. */
  private static final class Name extends DoFn<String, KV<String, String>> {
    private static final long serialVersionUID = 1L;
    private final MeasureStage stage;

    Name(MeasureStage stage) {
      this.stage = stage;
    }

    @ProcessElement
    public void process(@Element String ensemble, OutputReceiver<KV<String, String>> named) {
      named.output(KV.of(stage.folder(ensemble), ensemble));
    }
  }

  /** Two ensembles must not write into one folder. */
  private static final class RefuseSameName extends DoFn<KV<String, Iterable<String>>, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<String>> same, OutputReceiver<String> ensembles)
        throws IOException {
      ensembles.output(PermanentFailure.unlessPassing(() -> only(same)));
    }

    private static String only(KV<String, Iterable<String>> same) {
      List<String> all = new ArrayList<>();
      same.getValue().forEach(all::add);
      if (all.size() > 1) {
        all.sort(null);
        throw UserException.of("several ensembles have the same name")
            .where(same.getKey())
            .given(String.join(", ", all))
            .allowed("one ensemble of a name")
            .todo("name them apart with MeasureObservables.withNames, or measure one of them only")
            .build();
      }
      return all.get(0);
    }
  }
}
