package org.fieldbeam.pipeline.kind;

import static org.fieldbeam.grammar.Key.optional;
import static org.fieldbeam.grammar.Key.required;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.schemas.transforms.SchemaTransformProvider;
import org.apache.beam.sdk.values.PCollection;
import org.fieldbeam.beam.AggregateObservables;
import org.fieldbeam.beam.MeasureObservables;
import org.fieldbeam.beam.shard.Folder;
import org.fieldbeam.core.observable.DerivedObservables;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.ObservableChoice;
import org.fieldbeam.core.statistics.Agreement;
import org.fieldbeam.data.check.ChecksFile;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.model.FolderNames;
import org.fieldbeam.data.storage.Storage;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Suggestions;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Entries;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Text;
import org.fieldbeam.grammar.Value;
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
 * Observables of ensembles.
 *
 * @param head what all stages have
 * @param from ensembles; the others are compared with the first
 * @param expected checks that are expected to fail, by the name of the dataset
 * @param choice which observables are measured, and what is derived from them
 */
public record MeasureSpec(
    Head head,
    List<Reference> from,
    SortedMap<String, List<String>> expected,
    ObservableChoice choice)
    implements StageSpec {
  /** Largest lag of the autocorrelation functions that a measurement sums. */
  private static final long LAGS = 1000;

  /** Copies what it is given. */
  public MeasureSpec {
    from = List.copyOf(from);
    expected = Collections.unmodifiableSortedMap(new TreeMap<>(expected));
  }

  /** The stage {@code measure}. */
  @AutoService({StageKind.class, SchemaTransformProvider.class})
  public static final class Kind implements StageKind {
    private static final Text NEW_NAME =
        new Text(
            "a name of at most 64 letters and digits, a letter first",
            Pattern.compile("[A-Za-z][A-Za-z0-9]{0,63}"));

    private static final Text FORMULA =
        new Text(
            "a formula of estimates, such as phi4 / phi2^2",
            Pattern.compile("[A-Za-z0-9_.,+*/^() -]{1,1000}"));

    private static final Type CHECK =
        new Text("the name of a check", Pattern.compile("[A-Za-z][A-Za-z0-9]{0,63}"));

    @Override
    public About about() {
      return About.of(
          "measure",
          "Measures observables, estimates them and checks the ensembles.",
          Fields.of(
              required(
                  "from",
                  new Items(Type.REFERENCE, 1, 100, true),
                  "Ensembles to measure; the others are compared with the first."),
              StageKind.into("measurements"),
              optional(
                  "observables",
                  ObservableChoice.type(),
                  "Observables to measure; without it every standard one that suits the ensemble."
                      + " Those that a chosen one needs are measured with it, and checks of others"
                      + " are left out."),
              optional(
                  "derive",
                  new Entries(NEW_NAME, FORMULA, 100),
                  "Further quantities by name, each a formula of estimates with + - * / ^, brackets,"
                      + " sqrt, exp, log and abs: a function of the expectation values, with its"
                      + " error by the Gamma-method."),
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
                      + " run, its absence is one.")));
    }

    @Override
    public String transform() {
      return "MeasureObservables";
    }

    @Override
    public int revision() {
      return 3;
    }

    @Override
    public List<String> files() {
      return List.of(EstimatesFile.FILE_NAME, ChecksFile.FILE_NAME);
    }

    @Override
    public StageSpec spec(Head head, Value body, Problems problems) {
      ObservableChoice choice =
          body.find("observables")
              .map(ObservableChoice::of)
              .orElseGet(ObservableChoice::standard)
              .deriving(
                  body.find("derive")
                      .map(formulas -> derived(formulas, problems))
                      .orElse(new TreeMap<>()));
      return new MeasureSpec(
          head.withPlugins(choice.unnamedPlugins()),
          body.get("from").items().stream().map(Reference::of).toList(),
          expected(body.find("expect").map(Value::items).orElse(List.of())),
          choice);
    }

    private static SortedMap<String, String> derived(Value formulas, Problems problems) {
      SortedMap<String, String> derived = new TreeMap<>();
      formulas
          .entries()
          .forEach(
              (name, formula) -> {
                try {
                  DerivedObservables.require(formula.text());
                  derived.put(name, formula.text());
                } catch (IllegalArgumentException e) {
                  problems.report(formula.at(), "measure: derive." + name + ": " + e.getMessage());
                }
              });
      return derived;
    }

    private static SortedMap<String, List<String>> expected(List<Value> items) {
      SortedMap<String, List<String>> expected = new TreeMap<>();
      for (Value item : items) {
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
  }

  @Override
  public List<Reference> inputs() {
    return from;
  }

  @Override
  public Product product() {
    return Product.MEASUREMENTS;
  }

  /**
   * Names by which results speak of the ensembles, in their order: the last part of the folder, and
   * as many of the parts before it as it takes to tell folders apart, {@code a-hmc} and {@code
   * b-hmc} for {@code a/hmc} and {@code b/hmc}.
   */
  public List<String> names() {
    return from.stream().map(dataset -> dataset.nameAmong(from)).toList();
  }

  @Override
  public List<MeasuredDataset> measured() {
    return from.stream()
        .map(dataset -> new MeasuredDataset(dataset.nameAmong(from), dataset, choice))
        .toList();
  }

  @Override
  public Set<Product> wanted(Reference input) {
    return EnumSet.of(Product.ENSEMBLE, Product.WEIGHTED, Product.COMPLEX);
  }

  @Override
  public ActionUse actionUse() {
    return ActionUse.NEEDED;
  }

  /** Results speak of datasets by name, so each has one of its own. */
  @Override
  public void check(StageRules rules) {
    List<String> names = names();
    for (int i = 0; i < names.size(); i++) {
      Reference dataset = from.get(i);
      String name = names.get(i);
      FolderNames.objection(name)
          .ifPresent(
              objection ->
                  rules
                      .problems()
                      .report(
                          dataset.at(),
                          "measure: the measurements of '"
                              + dataset
                              + "' would be called after its folder, '"
                              + name
                              + "', which "
                              + objection
                              + "; give a path that ends in another name, or rename the folder"));
      if (names.subList(0, i).contains(name)) {
        rules
            .problems()
            .report(
                dataset.at(), "measure: the dataset '" + dataset + "' is given twice; remove one");
      }
    }
  }

  @Override
  public List<Objection> objections(List<Optional<Foreseen>> inputs) {
    Objections objections = new Objections(this);
    List<String> names = names();
    for (int at = 0; at < names.size(); at++) {
      String name = names.get(at);
      Foreseen.dataset(inputs, at)
          .ifPresent(seen -> objections.require(name, () -> seen.measurement(choice)));
    }
    if (!objections.all().isEmpty()) {
      return objections.all();
    }
    if (from.stream().anyMatch(Reference::isInput)) {
      return objections.all(); // it has the names of folders that nothing knows yet
    }
    expected.forEach(
        (name, checks) -> {
          int at = names.indexOf(name);
          if (at < 0) {
            objections.add(
                missing(
                    "the dataset '" + name + "', which this stage does not measure",
                    Suggestions.didYouMean(name, names),
                    "measured: " + String.join(", ", names)));
          } else {
            Foreseen.dataset(inputs, at)
                .ifPresent(seen -> expected(name, checks, checks(seen), objections));
          }
        });
    return objections.all();
  }

  private static void expected(
      String dataset, List<String> checks, NavigableSet<String> there, Objections objections) {
    for (String check : checks) {
      if (!there.contains(check)) {
        objections.add(
            missing(
                "the check '" + check + "', which the dataset '" + dataset + "' does not have",
                Suggestions.didYouMean(check, there),
                "its checks: " + String.join(", ", there)));
      }
    }
  }

  private static String missing(String what, String hint, String allowed) {
    return "expect names " + what + hint + " (" + allowed + ")";
  }

  /** The checks that an ensemble will have. */
  private NavigableSet<String> checks(Foreseen.Dataset dataset) {
    NavigableSet<String> names =
        new TreeSet<>(
            dataset.measurement(choice).map(EnsembleMeasurement::checks).orElseGet(TreeSet::new));
    names.add(Agreement.CHECK);
    names.addAll(dataset.brought());
    return names;
  }

  @Override
  public Optional<Foreseen> foresee(List<Optional<Foreseen>> inputs) {
    return Optional.empty();
  }

  @Override
  public StageCost cost(List<DataSize> inputs) {
    DataSize in = inputs.get(0);
    long rows = inputs.stream().mapToLong(DataSize::rows).reduce(0, Math::addExact);
    long shards = inputs.stream().mapToLong(DataSize::shards).sum();
    long sums = Math.min(CostModel.JOINED, shards) * CostModel.SCALARS * LAGS * Double.BYTES;
    return new StageCost(
            in.volume(),
            shards,
            rows,
            Sizes.product(rows, CostModel.SCALARS, Double.BYTES),
            CostModel.reading(in) + CostModel.writing(in),
            inputs.size() * sums)
        .withLastTask(sums);
  }

  @Override
  public PCollection<Folder> apply(StageRun run, Pipeline beam) {
    // of ensembles that are still to be made nothing is known: their folders name them
    List<String> names = run.collected().isPresent() ? List.of() : names();
    Map<String, String> byFolder = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      byFolder.put(run.inputs().get(i), names.get(i));
    }
    return run.inputs(beam)
        .apply(
            "Measure",
            MeasureObservables.standard()
                .into(run.output())
                .withNames(byFolder)
                .withObservables(choice))
        .apply(
            "Aggregate",
            AggregateObservables.standard()
                .into(run.output())
                .expecting(expected)
                .comparing(names));
  }

  @Override
  public List<String> results() {
    List<String> files = new ArrayList<>(List.of(EstimatesFile.FILE_NAME, ChecksFile.FILE_NAME));
    names().forEach(name -> files.add(Storage.resolve(name, Manifest.FILE_NAME)));
    return files;
  }

  @Override
  public Map<String, String> datasets(String inputHash) {
    Map<String, String> hashes = new TreeMap<>();
    names().forEach(name -> hashes.put(name, MeasureObservables.inputHash(inputHash, name)));
    return hashes;
  }
}
