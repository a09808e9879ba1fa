package org.fieldbeam.beam.stage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.statistics.Agreement;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.JointEstimate;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.data.dataset.DatasetActions;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.storage.JsonObject;

/**
 * Comparisons of the ensembles of a measure stage: each with the first that has the same lattice
 * and action, by {@link Agreement}. Only ensembles that claim to be exact are held to agree; what
 * is biased on purpose, such as raw samples of a model, has the probability and is not judged by
 * it.
 */
final class Comparisons {
  private static final String LAW = "law";
  private static final String NAMES = "observables";
  private static final String VALUES = "values";
  private static final String COVARIANCE = "covariance";
  private static final String DEGREES = "degreesOfFreedom";

  private Comparisons() {}

  /** What a later comparison needs of an ensemble, a JSON tree. */
  static Map<String, Object> tree(DatasetInfo info, JointEstimate joint) {
    Map<String, Object> tree = new TreeMap<>();
    tree.put(LAW, DatasetActions.law(info));
    tree.put(NAMES, joint.names());
    boolean known = joint.degreesOfFreedom() > 0;
    tree.put(DEGREES, known ? joint.degreesOfFreedom() : 0);
    List<Object> values = new ArrayList<>();
    List<Object> rows = new ArrayList<>();
    for (int i = 0; i < joint.values().length; i++) {
      values.add(joint.values()[i]);
      List<Object> row = new ArrayList<>();
      for (double element : joint.covariance()[i]) {
        row.add(known ? element : 0);
      }
      rows.add(row);
    }
    tree.put(VALUES, values);
    tree.put(COVARIANCE, rows);
    return tree;
  }

  private static JointEstimate joint(JsonObject tree) {
    List<String> names = tree.strings(NAMES);
    List<?> rows = (List<?>) tree.tree(COVARIANCE);
    double[][] covariance =
        rows.stream().map(row -> numbers((List<?>) row)).toArray(double[][]::new);
    return new JointEstimate(names, tree.numbers(VALUES), covariance, tree.number(DEGREES));
  }

  private static double[] numbers(List<?> list) {
    return list.stream().mapToDouble(item -> ((Number) item).doubleValue()).toArray();
  }

  /**
   * The checks {@code agreement} of all ensembles but the first of each law.
   *
   * @param joints what {@link #tree} made of each, by dataset, in the order of the measure stage
   * @param inexact why a dataset does not claim to be exact, of those that do not
   */
  static Map<String, DatasetCheck> of(Map<String, JsonObject> joints, Map<String, String> inexact) {
    Map<String, String> firsts = new TreeMap<>();
    Map<String, DatasetCheck> checks = new LinkedHashMap<>();
    joints.forEach(
        (name, tree) -> {
          String first = firsts.putIfAbsent(tree.string(LAW), name);
          if (first != null) {
            Agreement agreement = Agreement.of(joint(joints.get(first)), joint(tree));
            Check check = agreement.check(first);
            String reason = inexact.getOrDefault(name, inexact.getOrDefault(first, ""));
            if (!reason.isEmpty() && check.judged()) {
              check =
                  Check.notJudged(
                      Agreement.CHECK, check.threshold(), reason + ": " + check.explanation());
            }
            checks.put(name, new DatasetCheck(name, check, false, agreement.probability()));
          }
        });
    return checks;
  }
}
