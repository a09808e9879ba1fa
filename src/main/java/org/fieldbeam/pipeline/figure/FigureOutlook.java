package org.fieldbeam.pipeline.figure;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fieldbeam.beam.model.ModelFacts;
import org.fieldbeam.core.action.ComplexPolynomial;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.pipeline.stage.Foreseen;
import org.fieldbeam.pipeline.stage.Foresight;
import org.fieldbeam.pipeline.stage.ModelFile;
import org.fieldbeam.pipeline.stage.StageSpec;
import org.fieldbeam.report.figure.Outlook;

/** What figures will find, from what is foreseen of the stages before their report. */
public final class FigureOutlook implements Outlook {
  private final List<StageSpec> earlier;
  private final Map<String, Foreseen> foreseen;
  private final boolean outside;

  /**
   * An outlook.
   *
   * @param earlier the stages before the report
   * @param foreseen what they will write, by name
   * @param outside whether to look into folders outside the pipeline, too
   */
  public FigureOutlook(List<StageSpec> earlier, Map<String, Foreseen> foreseen, boolean outside) {
    this.earlier = earlier;
    this.foreseen = foreseen;
    this.outside = outside;
  }

  private boolean isOutside(String reference) {
    return outside && reference.contains("/");
  }

  @Override
  public Optional<DatasetInfo> dataset(String reference) {
    if (isOutside(reference)) {
      return DatasetFolder.peek(reference).map(Manifest::info);
    }
    return seen(reference).map(Foreseen.Dataset::info);
  }

  private Optional<Foreseen.Dataset> seen(String name) {
    return Optional.ofNullable(foreseen.get(name))
        .filter(Foreseen.Dataset.class::isInstance)
        .map(Foreseen.Dataset.class::cast);
  }

  @Override
  public Optional<Model> model(String reference) {
    Optional<Foreseen> output = Optional.ofNullable(foreseen.get(reference));
    if (isOutside(reference) && Storage.exists(Storage.resolve(reference, ModelFile.NAME))) {
      output = Optional.of(Foresight.ofModel(reference));
    }
    return output.flatMap(FigureOutlook::model);
  }

  private static Optional<Model> model(Foreseen output) {
    if (output instanceof Foreseen.Model model) {
      boolean inTime = model.facts() instanceof ModelFacts.InTime;
      double first = model.facts() instanceof ModelFacts.InTime time ? time.firstTime() : 0;
      return Optional.of(new Model(model.layout(), model.action(), inTime, first));
    }
    return output instanceof Foreseen.LangevinScore score
        ? Optional.of(new Model(score.action().layout(), Optional.of(score.action()), false, 0))
        : Optional.empty();
  }

  @Override
  public Optional<List<ComplexPolynomial>> scan(String reference) {
    return Optional.ofNullable(foreseen.get(reference))
        .filter(Foreseen.Scan.class::isInstance)
        .map(output -> ((Foreseen.Scan) output).points());
  }

  @Override
  public boolean isOutput(String reference) {
    return StageSpec.writing(reference, earlier).isPresent();
  }

  @Override
  public Optional<NavigableSet<String>> observables(String measure, String dataset) {
    if (isOutside(measure)) {
      return EstimatesFile.isIn(measure)
          ? Optional.of(
              EstimatesFile.read(measure).stream()
                  .filter(entry -> entry.dataset().equals(dataset))
                  .map(EstimatesFile.Entry::observable)
                  .collect(Collectors.toCollection(TreeSet::new)))
          : Optional.empty();
    }
    return StageSpec.writing(measure, earlier)
        .flatMap(
            stage ->
                stage.measured().stream()
                    .filter(measured -> measured.name().equals(dataset))
                    .findFirst())
        .flatMap(this::measurement)
        .map(
            measurement ->
                measurement.observables().stream()
                    .map(Observable::name)
                    .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** How an ensemble is measured; nothing where it cannot be, of which the stage speaks. */
  private Optional<EnsembleMeasurement> measurement(StageSpec.MeasuredDataset measured) {
    try {
      return seen(measured.dataset().text()).flatMap(seen -> seen.measurement(measured.choice()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
