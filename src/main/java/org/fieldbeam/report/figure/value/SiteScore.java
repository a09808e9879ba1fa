package org.fieldbeam.report.figure.value;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.HoppingForm;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.exact.NoisedLaw;
import org.fieldbeam.core.exact.SiteLaw;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.data.UserException;
import org.fieldbeam.report.figure.Outlook;

/** A score model of a single site beside the exact score. */
public final class SiteScore {
  /** Beyond this many standard deviations of the noised law there is no weight to speak of. */
  private static final double REACH = 6;

  private static final int NODES = 2000;

  private final TimeModel model;
  private final SiteLaw clean;

  private SiteScore(TimeModel model, SiteLaw clean) {
    this.model = model;
    this.clean = clean;
  }

  /**
   * Takes a model.
   *
   * @param name named in errors
   * @throws UserException if it has more than one site or its action is unknown
   */
  public static SiteScore of(TimeModel model, String name) {
    return new SiteScore(
        model, SiteLaw.of(site(model.layout(), model.action().orElse(null), name)));
  }

  /**
   * Refuses a model before it is there.
   *
   * @param first the earliest time that it will be asked for
   * @throws UserException if it knows levels only, or later times, or as {@link #of}
   */
  public static void require(Outlook.Model model, String name, double first) {
    site(model.layout(), model.action().orElse(null), name);
    if (!model.inTime() || model.firstTime() > first) {
      throw UserException.of("the model does not know its score at all times that are drawn")
          .where("model " + name)
          .given(
              model.inTime()
                  ? "times from " + model.firstTime() + " on"
                  : "the levels of a ladder only")
          .allowed("a model at continuous time, from " + first + " on")
          .todo("draw later times, or train with an earlier firstTime; or take the model out")
          .build();
    }
  }

  private static Action site(FieldLayout layout, Action action, String name) {
    if (layout.size() == 1 && action != null && HoppingForm.quarticSites(action).isPresent()) {
      return action;
    }
    throw UserException.of("the exact score is drawn for models of one site with a known action")
        .where("model " + name)
        .given(layout + ", action " + (action == null ? "unknown" : action))
        .todo("take the model out of this figure")
        .build();
  }

  NoisedLaw law(double t) {
    return NoisedLaw.of(clean, model.schedule(), t);
  }

  /** The model's score at points. */
  public double[] learned(double[] x, double t) {
    double[] score = new double[x.length];
    model.score().evaluate(x, x.length, t, score, null);
    return score;
  }

  /** The exact score at points. */
  public double[] exact(double[] x, double t) {
    NoisedLaw law = law(t);
    double[] score = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      score[i] = law.score(x[i]);
    }
    return score;
  }

  /** sqrt(int p_t (s - s_exact)^2 / int p_t s_exact^2). */
  public double relativeRms(double t) {
    NoisedLaw law = law(t);
    double reach = REACH * Math.sqrt(law.moment(2));
    double[] x = points(-reach, reach, NODES);
    double[] exact = exact(x, t);
    double[] learned = learned(x, t);
    double error = 0;
    double own = 0;
    for (int i = 0; i < x.length; i++) {
      double density = law.density(x[i]);
      error += density * (learned[i] - exact[i]) * (learned[i] - exact[i]);
      own += density * exact[i] * exact[i];
    }
    return Math.sqrt(error / own);
  }

  /**
   * The action that a score is the force of, -int s dx by the trapezoidal rule, 0 at the point
   * nearest to x = 0.
   */
  public static double[] integrated(double[] x, double[] score) {
    double[] action = new double[x.length];
    int origin = 0;
    for (int i = 1; i < x.length; i++) {
      action[i] = action[i - 1] - 0.5 * (score[i] + score[i - 1]) * (x[i] - x[i - 1]);
      if (Math.abs(x[i]) < Math.abs(x[origin])) {
        origin = i;
      }
    }
    double shift = action[origin];
    for (int i = 0; i < x.length; i++) {
      action[i] -= shift;
    }
    return action;
  }

  /** Equidistant points, both ends among them. */
  public static double[] points(double low, double high, int intervals) {
    double[] x = new double[intervals + 1];
    for (int i = 0; i <= intervals; i++) {
      x[i] = low + (high - low) * i / intervals;
    }
    return x;
  }
}
