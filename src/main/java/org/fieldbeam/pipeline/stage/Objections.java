package org.fieldbeam.pipeline.stage;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.beam.stage.ValidationSplit;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.grammar.Location;

/** Gathers what stands against a stage. */
public final class Objections {
  private final StageSpec stage;
  private final List<Objection> objections = new ArrayList<>();

  /** None yet. */
  public Objections(StageSpec stage) {
    this.stage = stage;
  }

  /** A rule, which may throw. */
  @FunctionalInterface
  public interface Rule {
    /**
     * Asks.
     *
     * @throws IllegalArgumentException if it is broken
     */
    void apply();
  }

  /** Objects to something at a place of its own. */
  public void add(Location at, String words) {
    objections.add(new Objection(at, stage.kind() + ": " + words));
  }

  /** Objects to the stage. */
  public void add(String words) {
    add(stage.head().at(), words);
  }

  /** Objects if a rule does. */
  public void require(Rule rule) {
    try {
      rule.apply();
    } catch (IllegalArgumentException e) {
      add(e.getMessage());
    }
  }

  /** Objects if a rule of one of the inputs does. */
  public void require(String input, Rule rule) {
    try {
      rule.apply();
    } catch (IllegalArgumentException e) {
      add("'" + input + "': " + e.getMessage());
    }
  }

  /**
   * Whether the fields of a dataset are one real number at each site, as the stage takes them.
   *
   * @param subject what takes them
   * @param instead what takes others
   */
  public void scalar(Foreseen.Dataset from, String subject, String instead) {
    require(
        () -> {
          if (!from.info().layout().isScalar()) {
            throw new IllegalArgumentException(
                "'"
                    + from.info().id()
                    + "' has "
                    + from.info().layout()
                    + ", and "
                    + subject
                    + " works on one real number at each site; "
                    + instead);
          }
        });
  }

  /** Whether the chains of a dataset can be split for validation, where they are known. */
  public void validation(Foreseen.Dataset from, double fraction) {
    if (from.info().kind() == DatasetKind.ENSEMBLE && from.chains().isPresent()) {
      String objection = new ValidationSplit(fraction).objection(from.chains().getAsLong());
      if (!objection.isEmpty()) {
        add(objection + "; " + ValidationSplit.advice());
      }
    }
  }

  /** All objections. */
  public List<Objection> all() {
    return List.copyOf(objections);
  }
}
