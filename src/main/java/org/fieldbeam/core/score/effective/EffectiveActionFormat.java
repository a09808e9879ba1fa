package org.fieldbeam.core.score.effective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.action.Actions;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.operator.ZeroModeMixture;

/**
 * The effective-action model as a tree of maps and lists; see
 * schemas/effective-action-model.schema.json.
 */
final class EffectiveActionFormat {
  private static final String FORMAT = "fieldbeam.effectiveAction";
  private static final int VERSION = 2;

  /** The version before the flow had a say in which levels there are; its files are read, too. */
  private static final int WITHOUT_FLOW = 1;

  /** Of numbers that a formula gives, on another machine or in another language. */
  private static final double ROUNDING = 1e-9;

  private EffectiveActionFormat() {}

  static Map<String, Object> write(EffectiveActionModel model) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format", FORMAT);
    map.put("version", VERSION);
    map.put("lattice", Arrays.stream(model.lattice().shape()).boxed().toList());
    map.put("action", Actions.tree(model.action().description()));
    map.put("training", new TreeMap<>(model.training()));
    map.put("operators", new ArrayList<>(model.operators()));
    map.put("ladder", ladder(model.ladder()));
    model.flow().ifPresent(steps -> map.put("flow", flow(steps)));
    Map<String, Object> zeroMode = new LinkedHashMap<>();
    zeroMode.put("meanSquare", model.meanSquareM());
    zeroMode.put("variance", model.zeroModeMixture().variance());
    zeroMode.put("centers", list(model.zeroModeMixture().centers()));
    map.put("zeroMode", zeroMode);
    map.put("spectrum", spectrum(model));
    List<Object> levels = new ArrayList<>();
    for (LevelFit fit : model.levels()) {
      levels.add(level(model, fit));
    }
    map.put("levels", levels);
    return map;
  }

  private static Map<String, Object> flow(FlowSteps steps) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("integrator", steps.integrator().text());
    map.put("evaluations", steps.evaluations());
    return map;
  }

  private static Map<String, Object> ladder(TimeLadder ladder) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", ladder.kind());
    map.put("parameters", new TreeMap<>(ladder.parameters()));
    double[] tau = new double[ladder.levels() + 1];
    double[] slope = new double[tau.length];
    for (int i = 0; i < tau.length; i++) {
      tau[i] = ladder.tau(i);
      slope[i] = ladder.slope(i);
    }
    map.put("tau", list(tau));
    map.put("slope", list(slope));
    return map;
  }

  private static List<Object> spectrum(EffectiveActionModel model) {
    MomentumOrbits orbits = model.orbits();
    double[] values = model.spectrum();
    List<Object> list = new ArrayList<>();
    for (int o = 0; o < values.length; o++) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put(
          "momentum", Arrays.stream(orbits.coordinates(orbits.representative(o))).boxed().toList());
      entry.put("multiplicity", orbits.multiplicity(o));
      entry.put("value", values[o]);
      list.add(entry);
    }
    return list;
  }

  private static Map<String, Object> level(EffectiveActionModel model, LevelFit fit) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("tau", fit.tau());
    Map<String, Object> coefficients = new LinkedHashMap<>();
    double[] c = fit.coefficients();
    coefficients.put(EffectiveActionModel.ZERO_MODE, c[0]);
    for (int j = 1; j < c.length; j++) {
      coefficients.put(model.operators().get(j - 1), c[j]);
    }
    map.put("coefficients", coefficients);
    map.put("quadratic", list(fit.quadratic()));
    map.put("meanSquaredScore", list(fit.meanSquaredScore()));
    map.put("meanCurvature", fit.meanCurvature());
    Map<String, Object> diagnostics = new LinkedHashMap<>();
    diagnostics.put("residual", fit.diagnostics().residual());
    diagnostics.put("explained", fit.diagnostics().explained());
    diagnostics.put("condition", fit.diagnostics().condition());
    double held = fit.diagnostics().validationResidual();
    diagnostics.put("validationResidual", Double.isNaN(held) ? null : held);
    map.put("diagnostics", diagnostics);
    return map;
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  static EffectiveActionModel read(Map<String, ?> map) {
    TreeReader root = new TreeReader("model", map);
    if (!root.string("format").equals(FORMAT)) {
      throw root.wrong("format", FORMAT, root.string("format"));
    }
    int version = root.integer("version");
    if (version != VERSION && version != WITHOUT_FLOW) {
      throw root.wrong("version", WITHOUT_FLOW + " or " + VERSION, version);
    }
    root.allow(
        List.of(
            "format",
            "version",
            "lattice",
            "action",
            "training",
            "operators",
            "ladder",
            "flow",
            "zeroMode",
            "spectrum",
            "levels"));
    Lattice lattice = Lattice.of(root.integers("lattice"));
    requireEntries(lattice, root.children("spectrum").size());
    MomentumOrbits orbits = new MomentumOrbits(lattice);
    TreeReader zeroMode =
        root.child("zeroMode").allow(List.of("meanSquare", "variance", "centers"));
    List<String> operators = root.strings("operators");
    List<LevelFit> levels = new ArrayList<>();
    for (TreeReader level : root.children("levels")) {
      levels.add(level(level, operators));
    }
    EffectiveActionModel model =
        new EffectiveActionModel(
            Actions.requireReal(Actions.of(lattice, root.child("action").values())),
            ladder(root.child("ladder")),
            spectrum(root.children("spectrum"), orbits),
            zeroMode.number("meanSquare"),
            new ZeroModeMixture(
                zeroMode.numbers("centers"), zeroMode.number("variance"), lattice.volume()),
            operators,
            levels,
            root.child("training").values());
    return root.has("flow") ? model.withFlow(flow(root.child("flow"))) : model;
  }

  private static FlowSteps flow(TreeReader map) {
    map.allow(List.of("integrator", "evaluations"));
    return new FlowSteps(
        FlowIntegrator.ofText(map.string("integrator")), map.integer("evaluations"));
  }

  /** The levels, which have to be those of the ladder's formula: samplers rely on its kind. */
  private static TimeLadder ladder(TreeReader map) {
    map.allow(List.of("kind", "parameters", "tau", "slope"));
    TimeLadder read =
        TimeLadder.of(
            map.string("kind"),
            map.child("parameters").numbersByName(),
            map.numbers("tau"),
            map.numbers("slope"));
    TimeLadder meant = TimeLadder.ofKind(read.kind(), read.levels(), read.parameters());
    for (int i = 0; i <= read.levels(); i++) {
      if (!near(read.tau(i), meant.tau(i)) || !near(read.slope(i), meant.slope(i))) {
        throw map.wrong(
            "tau and slope of level " + i,
            meant.tau(i) + " and " + meant.slope(i) + " on the ladder " + meant,
            read.tau(i) + " and " + read.slope(i));
      }
    }
    return read;
  }

  private static boolean near(double a, double b) {
    return Math.abs(a - b) <= ROUNDING * Math.max(Math.abs(a), Math.abs(b));
  }

  private static double[] spectrum(List<TreeReader> entries, MomentumOrbits orbits) {
    if (entries.size() != orbits.count()) {
      throw new IllegalArgumentException(
          "Effective-action model: spectrum must have "
              + orbits.count()
              + " entries, one for each orbit of momenta, given "
              + entries.size());
    }
    double[] values = new double[entries.size()];
    for (int o = 0; o < values.length; o++) {
      TreeReader entry = entries.get(o).allow(List.of("momentum", "multiplicity", "value"));
      int[] momentum = orbits.coordinates(orbits.representative(o));
      if (!Arrays.equals(entry.integers("momentum"), momentum)) {
        throw entry.wrong(
            "momentum", Arrays.toString(momentum), Arrays.toString(entry.integers("momentum")));
      }
      if (entry.integer("multiplicity") != orbits.multiplicity(o)) {
        throw entry.wrong(
            "multiplicity", "" + orbits.multiplicity(o), entry.integer("multiplicity"));
      }
      values[o] = entry.number("value");
      if (!(values[o] > 0)) {
        throw entry.wrong("value", "positive", values[o]);
      }
    }
    return values;
  }

  /** Refuses a file that is too short for its lattice, before the orbits of that are looked for. */
  private static void requireEntries(Lattice lattice, int entries) {
    long symmetries = 1; // reflections and permutations of the axes, at most
    for (int axis = 1; axis <= lattice.dimensions(); axis++) {
      symmetries *= 2L * axis;
    }
    if (entries < lattice.volume() / symmetries) {
      throw new IllegalArgumentException(
          "Effective-action model: the spectrum of the lattice "
              + lattice
              + " must have at least "
              + lattice.volume() / symmetries
              + " entries, given "
              + entries);
    }
  }

  private static LevelFit level(TreeReader map, List<String> operators) {
    map.allow(
        List.of(
            "tau",
            "coefficients",
            "quadratic",
            "meanSquaredScore",
            "meanCurvature",
            "diagnostics"));
    List<String> terms = new ArrayList<>(List.of(EffectiveActionModel.ZERO_MODE));
    terms.addAll(operators);
    TreeReader named = map.child("coefficients").allow(terms);
    double[] c = new double[operators.size() + 1];
    c[0] = named.number(EffectiveActionModel.ZERO_MODE);
    for (int j = 1; j < c.length; j++) {
      c[j] = named.number(operators.get(j - 1));
    }
    TreeReader diagnostics =
        map.child("diagnostics")
            .allow(List.of("residual", "explained", "condition", "validationResidual"));
    return new LevelFit(
        map.number("tau"),
        map.numbers("quadratic"),
        c,
        map.numbers("meanSquaredScore"),
        map.number("meanCurvature"),
        new LevelFit.Diagnostics(
            diagnostics.number("residual"),
            diagnostics.number("explained"),
            diagnostics.number("condition"),
            diagnostics.numberOrNaN("validationResidual")));
  }
}
