package org.fieldbeam.pipeline.figure;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.pipeline.stage.FigureInput;
import org.fieldbeam.pipeline.stage.Reference;
import org.fieldbeam.pipeline.stage.StageSpec.Product;
import org.fieldbeam.report.figure.value.MeasuredValue;

/** The keys of one figure; remembers what the figure refers to, so that it can be checked. */
public final class FigureBody {
  /** Axes end here; farther out doubles have no room for scales and ticks. */
  private static final double LARGEST_END = 1e100;

  /** Ends closer than this part of their size have no room for ticks with distinct labels. */
  private static final double NEAREST_ENDS = 1e-9;

  private final Value body;
  private final List<FigureInput> inputs = new ArrayList<>();

  FigureBody(Value body) {
    this.body = body;
  }

  /** The value of a key, given or by default. */
  public Value get(String key) {
    return body.get(key);
  }

  /** The value of a key that may be left out. */
  public Optional<Value> find(String key) {
    return body.find(key);
  }

  public String title() {
    return get("title").text();
  }

  /** The caption; empty if left out. */
  public String caption() {
    return find("caption").map(Value::text).orElse("");
  }

  /**
   * A reference to the output of a stage, as {@link org.fieldbeam.report.figure.FigureData} takes
   * it.
   *
   * @param value the reference
   * @param first what the output may be
   * @param more what else it may be
   */
  public String reference(Value value, Product first, Product... more) {
    Reference reference = Reference.of(value);
    inputs.add(new FigureInput(reference, EnumSet.of(first, more), Optional.empty()));
    return reference.text();
  }

  /**
   * An estimate of a measure stage.
   *
   * @param measure the stage's output
   * @param dataset the measured ensemble, by the name that the stage gives it
   * @param observable the observable
   */
  public MeasuredValue measured(Value measure, Value dataset, String observable) {
    Reference stage = Reference.of(measure);
    inputs.add(
        new FigureInput(
            stage, EnumSet.of(Product.MEASUREMENTS), Optional.of(Reference.of(dataset))));
    return new MeasuredValue(stage.text(), dataset.text(), observable);
  }

  /** All that the figure refers to, so far. */
  List<FigureInput> inputs() {
    return List.copyOf(inputs);
  }

  /** Numbers of a list. */
  public static double[] numbers(Value list) {
    return list.items().stream().mapToDouble(Value::real).toArray();
  }

  /**
   * Both ends of an axis.
   *
   * @param what names the axis in the error
   * @param list its two ends
   * @param logarithmic whether the scale is logarithmic
   * @throws IllegalArgumentException unless the lower end stands first, and ticks fit between both
   */
  public static double[] ends(String what, Value list, boolean logarithmic) {
    double[] ends = numbers(list);
    double largest = Math.max(Math.abs(ends[0]), Math.abs(ends[1]));
    if (!(ends[1] - ends[0] > NEAREST_ENDS * largest)
        || largest > LARGEST_END
        || (logarithmic && ends[0] < 1 / LARGEST_END)) {
      throw new IllegalArgumentException(
          what
              + " is ["
              + ends[0]
              + ", "
              + ends[1]
              + "]; allowed: the lower end first, "
              + (logarithmic
                  ? "above 0 on a logarithmic axis, from " + 1 / LARGEST_END + " to "
                  : "both of size up to ")
              + LARGEST_END
              + ", farther apart than "
              + NEAREST_ENDS
              + " of their size");
    }
    return ends;
  }

  /**
   * Refuses lists that belong together and differ in length.
   *
   * @throws IllegalArgumentException if they differ
   */
  public static void requireSameLength(String first, int count, String second, int other) {
    if (count != other) {
      throw new IllegalArgumentException(
          first + " has " + count + " elements and " + second + " " + other + "; give as many");
    }
  }
}
