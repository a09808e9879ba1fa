package org.fieldbeam.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.spectrum.Correlator;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.check.ChecksFile;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.check.DatasetChecks;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.dataset.MeasuredObservables;
import org.fieldbeam.data.dataset.StageMarker;
import org.fieldbeam.data.model.ModelFormat;
import org.fieldbeam.data.model.ModelJson;
import org.fieldbeam.data.model.ModelPortrait;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowReader;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.report.figure.value.MeasurementSeries;
import org.fieldbeam.report.plot.Histogram;

/** Reads the outputs of a run into what the report shows. */
final class RunReader {
  private static final int HISTOGRAM_BINS = 40;
  private static final int SNAPSHOTS = 6;

  private final ReportInput input;
  private final List<RunData.Dataset> outputs = new ArrayList<>();
  private final List<RunData.Model> models = new ArrayList<>();
  private final List<String> measures = new ArrayList<>();

  /** What was measured, by name. */
  private final Map<String, Observable> observables = new LinkedHashMap<>();

  /** The ensembles by their names, and by the hashes of their contents. */
  private final Map<String, DatasetFolder> ensembles = new LinkedHashMap<>();

  private final Map<String, DatasetFolder> byHash = new TreeMap<>();

  private final List<String> modelFolders = new ArrayList<>();

  private RunReader(ReportInput input) {
    this.input = input;
  }

  static RunData read(ReportInput input) {
    RunReader reader = new RunReader(input);
    input.folders().forEach(reader::look);
    return reader.run();
  }

  /** Finds out what a folder holds; one that holds nothing known is left out. */
  private void look(String folder) {
    String name = folder.substring(folder.lastIndexOf('/') + 1);
    StageMarker.requireUnchanged(folder);
    if (Storage.exists(Storage.resolve(folder, Manifest.FILE_NAME))) {
      DatasetFolder dataset = DatasetFolder.open(folder);
      outputs.add(DatasetRows.of(dataset));
      DatasetKind kind = dataset.info().kind();
      if (kind == DatasetKind.ENSEMBLE || kind == DatasetKind.COMPLEX) {
        ensembles.put(dataset.info().id(), dataset);
        byHash.put(dataset.contentHash(), dataset);
      }
    }
    String model = ModelJson.path(folder);
    if (Storage.exists(model)) {
      ModelPortrait portrait = ModelFormat.of(folder).portrait(folder);
      models.add(new RunData.Model(name, portrait));
      modelFolders.add(folder);
      outputs.add(DatasetRows.other(name, "model", "train", portrait.what(), Storage.size(model)));
    }
    if (EstimatesFile.isIn(folder)) {
      measures.add(folder);
      outputs.add(
          DatasetRows.other(
              name,
              "estimates",
              "measure",
              EstimatesFile.FILE_NAME,
              Storage.size(EstimatesFile.path(folder))));
    }
  }

  private RunData run() {
    List<RunData.Ensemble> measured = new ArrayList<>();
    List<DatasetCheck> checks = new ArrayList<>();
    for (String folder : measures) {
      measured.addAll(measured(folder));
      checks.addAll(checks(folder));
    }
    ensembles.values().forEach(dataset -> addBrought(dataset, checks));
    List<String> order = measured.stream().map(RunData.Ensemble::name).toList();
    checks.sort(Comparator.comparingInt(check -> order.indexOf(check.dataset())));
    return new RunData(
        input.name(),
        input.seed(),
        input.pipelineFile(),
        input.pipelineText(),
        outputs,
        List.copyOf(observables.values()),
        measured,
        checks,
        models,
        weights(),
        film(),
        snapshots());
  }

  /** The measured ensembles of a measure stage: those from elsewhere, then in the order made. */
  private List<RunData.Ensemble> measured(String folder) {
    Map<String, List<EstimatesFile.Entry>> rows = new LinkedHashMap<>();
    for (EstimatesFile.Entry entry : EstimatesFile.read(folder)) {
      rows.computeIfAbsent(entry.dataset(), key -> new ArrayList<>()).add(entry);
    }
    List<String> names = new ArrayList<>(rows.keySet());
    List<String> made = new ArrayList<>(ensembles.keySet());
    // What the run did not make, an imported ensemble, is what it is compared with: -1, the first.
    names.sort(Comparator.comparingInt(made::indexOf));
    Map<String, MeasurementSeries> series = new LinkedHashMap<>();
    for (String name : names) {
      series.put(name, MeasurementSeries.open(Storage.resolve(folder, name)));
    }
    String measurement = folder.substring(folder.lastIndexOf('/') + 1);
    List<RunData.Ensemble> out = new ArrayList<>();
    for (String name : names) {
      MeasurementSeries own = series.get(name);
      MeasuredObservables.of(own.info())
          .observables()
          .forEach(observable -> observables.putIfAbsent(observable.name(), observable));
      // One set of bins for a quantity, so that the histograms can lie on each other.
      List<MeasurementSeries> alike =
          series.values().stream().filter(s -> s.quantity().equals(own.quantity())).toList();
      double low = alike.stream().mapToDouble(MeasurementSeries::low).min().orElseThrow();
      double high = alike.stream().mapToDouble(MeasurementSeries::high).max().orElseThrow();
      out.add(
          ensemble(
              measurement,
              name,
              own.info(),
              rows.get(name),
              own.quantity(),
              own.histogram(low, high, HISTOGRAM_BINS)));
    }
    return out;
  }

  private RunData.Ensemble ensemble(
      String measurement,
      String name,
      DatasetInfo info,
      List<EstimatesFile.Entry> rows,
      String quantity,
      Histogram histogram) {
    Map<String, Estimate> estimates = new LinkedHashMap<>();
    TreeMap<Integer, Estimate> correlator = new TreeMap<>();
    Optional<RunData.Autocorrelation> first = Optional.empty();
    Optional<RunData.Autocorrelation> even = Optional.empty();
    for (EstimatesFile.Entry row : rows) {
      String observable = row.observable();
      Estimate estimate = row.estimate();
      OptionalInt separation = Correlator.separation(observable);
      if (separation.isPresent()) {
        correlator.put(separation.getAsInt(), estimate);
      } else {
        estimates.put(observable, estimate);
      }
      if (!row.autocorrelation().isEmpty()) {
        Optional<Observable> known = Optional.ofNullable(observables.get(observable));
        RunData.Autocorrelation own =
            new RunData.Autocorrelation(
                known.map(Observable::quantityLabel).orElse(observable), rho(row), estimate);
        // M itself may jump between two wells; what is even in the field shows how chains forget
        even =
            even.isEmpty() && known.filter(Observable::isBasic).isPresent()
                ? Optional.of(own)
                : even;
        first = first.isEmpty() ? Optional.of(own) : first;
      }
    }
    return new RunData.Ensemble(
        measurement,
        name,
        DatasetActions.law(info),
        estimates,
        exact(info, estimates.keySet()),
        quantity,
        histogram,
        new ArrayList<>(correlator.values()),
        even.isPresent() ? even : first);
  }

  private static Map<String, Double> exact(DatasetInfo info, Set<String> observables) {
    Map<String, Double> exact = new HashMap<>();
    DatasetActions.find(info)
        .ifPresent(
            action ->
                observables.forEach(
                    name ->
                        ObservableKind.exactAverage(action, name)
                            .ifPresent(value -> exact.put(name, value))));
    return exact;
  }

  private static List<DatasetCheck> checks(String folder) {
    return ChecksFile.isIn(folder) ? ChecksFile.read(folder) : List.of();
  }

  /** Adds the checks that a dataset brings along and that no measurement has repeated. */
  private static void addBrought(DatasetFolder dataset, List<DatasetCheck> checks) {
    for (DatasetCheck brought : DatasetChecks.of(dataset.manifest())) {
      if (checks.stream().noneMatch(other -> other.key().equals(brought.key()))) {
        checks.add(brought);
      }
    }
  }

  /** The log weights of every corrected ensemble, or of the proposals where none was corrected. */
  private List<RunData.Weights> weights() {
    List<DatasetFolder> weighed =
        ensembles.values().stream().filter(WeightsReader::hasFacts).toList();
    List<RunData.Weights> out = new ArrayList<>();
    for (DatasetFolder corrected : weighed) {
      corrected.info().parents().stream()
          .filter(byHash::containsKey)
          .map(byHash::get)
          .findFirst()
          .flatMap(proposals -> WeightsReader.read(proposals, corrected))
          .ifPresent(out::add);
    }
    if (out.isEmpty()) {
      weighed.stream()
          .findFirst()
          .flatMap(proposals -> WeightsReader.read(proposals, proposals))
          .ifPresent(out::add);
    }
    return out;
  }

  /**
   * Of the first ensemble sampled from a model among the outputs whose way can be computed again;
   * if none can, why not.
   */
  private RunData.Film film() {
    RunData.Film missing = RunData.Film.missing("");
    for (DatasetFolder dataset : ensembles.values()) {
      List<String> models = new ArrayList<>();
      if (dataset.info().property(DatasetInfo.MODEL) != null) {
        models.add(FilmModels.NO_FOLDER);
      }
      models.addAll(modelFolders);
      for (String folder : models) {
        if (folder.equals(FilmModels.NO_FOLDER)
            || dataset.info().parents().contains(Storage.sha256(ModelJson.path(folder)))) {
          RunData.Film film = FilmReader.read(dataset, folder, input.filmModels());
          if (!film.isMissing()) {
            return film;
          }
          missing = missing.why().isEmpty() ? film : missing;
        }
      }
    }
    return missing;
  }

  /** The first configurations of every ensemble of more than one site. */
  private List<RunData.Snapshots> snapshots() {
    List<RunData.Snapshots> out = new ArrayList<>();
    for (DatasetFolder dataset : ensembles.values()) {
      if (dataset.info().kind() == DatasetKind.ENSEMBLE
          && FieldPicture.suits(dataset.info().layout())
          && dataset.manifest().rows() > 0) {
        EnsembleBatch rows = new EnsembleBatch(dataset.info().rowShape(), SNAPSHOTS);
        try (RowReader<EnsembleBatch> reader = EnsembleBatch.ROWS.open(dataset, 0)) {
          reader.read(rows);
        }
        FieldPicture picture = new FieldPicture(dataset.info().layout());
        double[][] fields = new double[rows.size()][];
        for (int b = 0; b < fields.length; b++) {
          fields[b] = picture.of(rows.fields(), fields.length, b);
        }
        if (fields.length > 0) {
          out.add(new RunData.Snapshots(dataset.info().id(), picture, fields));
        }
      }
    }
    return out;
  }

  private static double[] rho(EstimatesFile.Entry row) {
    return row.autocorrelation().stream().mapToDouble(Double::doubleValue).toArray();
  }
}
