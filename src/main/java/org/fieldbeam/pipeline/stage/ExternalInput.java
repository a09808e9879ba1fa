package org.fieldbeam.pipeline.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.FolderContents;
import org.fieldbeam.data.row.EnsembleWeights;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.grammar.Plugin;
import org.fieldbeam.pipeline.stage.StageSpec.Product;

/**
 * A dataset, model or matrix outside the pipeline, looked at before anything runs.
 *
 * @param hash hash of its contents
 * @param size its size
 * @param knowsAction whether it says what its action is
 * @param foreseen what is known of it; empty of what is neither dataset nor model
 */
public record ExternalInput(
    String hash, DataSize size, boolean knowsAction, Optional<Foreseen> foreseen) {

  /**
   * A model, where a stage wants one, or else a dataset.
   *
   * @throws UserException if it is missing, damaged or of the wrong kind
   */
  public static ExternalInput of(StageSpec stage, Reference input) {
    return stage.wanted(input).contains(Product.MODEL) ? model(input) : dataset(stage, input);
  }

  /** What a stage reads by a reference to it. */
  public StageInput as(Reference input) {
    return new StageInput(input, size, knowsAction);
  }

  private static ExternalInput model(Reference input) {
    String file = Storage.resolve(input.text(), ModelFile.NAME);
    if (!Storage.exists(file)) {
      FolderContents there = FolderContents.of(input.text());
      throw there
          .insteadOf("score model")
          .where(input.at() + ": " + file)
          .allowed("a folder that a train stage wrote")
          .todo(there.todo("check the path"))
          .build();
    }
    return new ExternalInput(
        with(ModelFile.hash(input.text()), ModelFile.action(input.text())),
        new DataSize(ModelFile.layout(input.text()).size(), 0, 0),
        ModelFile.action(input.text()).isPresent(),
        Optional.of(Foresight.ofModel(input.text())));
  }

  /** The hash of contents, and of the plug-in whose action they have. */
  private static String with(String hash, Optional<? extends LatticeAction> action) {
    return action
        .flatMap(Plugin::ofInstance)
        .map(plugin -> hash + " plugin " + plugin.sha256())
        .orElse(hash);
  }

  private static Optional<? extends LatticeAction> action(DatasetInfo info) {
    if (DatasetActions.isComplex(info) && info.property(DatasetInfo.ACTION) != null) {
      return Optional.of(DatasetActions.complex(info));
    }
    return DatasetActions.find(info);
  }

  /** Numbers of a configuration: two for each complexified value. */
  private static long numbers(DatasetInfo info) {
    return (long) info.values() * (info.isComplexified() ? 2 : 1);
  }

  private static ExternalInput dataset(StageSpec stage, Reference input) {
    DatasetFolder dataset;
    try {
      dataset = DatasetFolder.open(input.text());
      dataset.requireRows();
    } catch (UserException e) {
      throw new UserException(input.at() + ": " + stage.kind() + ": " + e.getMessage(), e);
    }
    DatasetKind kind = dataset.info().kind();
    Set<Product> wanted = stage.wanted(input);
    boolean fits =
        (kind == DatasetKind.ENSEMBLE && wanted.contains(Product.ENSEMBLE))
            || (kind == DatasetKind.TRAINING && wanted.contains(Product.TRAINING))
            || (kind == DatasetKind.COMPLEX && wanted.contains(Product.COMPLEX));
    if (!fits) {
      List<String> allowed = new ArrayList<>();
      if (wanted.contains(Product.ENSEMBLE)) {
        allowed.add("ensemble");
      }
      if (wanted.contains(Product.TRAINING)) {
        allowed.add("training");
      }
      throw UserException.of(stage.kind() + " cannot read this dataset")
          .where(input.at() + ": " + input)
          .given(kind.label())
          .allowed(String.join(" or ", allowed))
          .todo("name a dataset of that kind; 'fieldbeam inspect " + input + "' shows what it is")
          .build();
    }
    if (kind == DatasetKind.ENSEMBLE && !wanted.contains(Product.WEIGHTED)) {
      EnsembleWeights.requireNone(dataset, stage.kind(), input.at() + ": " + input);
    }
    return new ExternalInput(
        with(dataset.contentHash(), action(dataset.info())),
        new DataSize(numbers(dataset.info()), dataset.manifest().rows(), dataset.shardCount()),
        dataset.info().property(DatasetInfo.ACTION) != null,
        Optional.of(Foresight.of(dataset)));
  }
}
