package org.fieldbeam.core.score.fit;

import static org.fieldbeam.grammar.Key.required;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ActionDescription;
import org.fieldbeam.core.action.ActionKind;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.score.operator.ModeFilter;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * An action fitted from an ensemble alone: {@code S = 1/2 sum_k A_k |phi_k|^2 + lambda sum_x
 * phi_x^4}, A one value per momentum orbit.
 *
 * <p>The coefficients minimise Hyvarinen's score matching objective {@code E[|grad S|^2 / 2 -
 * Laplacian S]} (J. Mach. Learn. Res. 6 (2005) 695, theorem 1), which is linear in them and needs
 * no partition function.
 */
public final class FittedAction implements Action {
  private static final long serialVersionUID = 1L;

  /** Name in {@link #description()}. */
  public static final String NAME = "fitted";

  private final Lattice lattice;
  private final double[] quadratic;
  private final double quartic;
  private final double trace;
  private transient MomentumOrbits orbits;
  private transient ConcurrentLinkedQueue<Scratch> idle;

  private static final class Scratch {
    final ModeFilter filter;
    final double[][] rows;
    double[] field = new double[0];

    Scratch(MomentumOrbits orbits, double[] quadratic) {
      filter = new ModeFilter(orbits);
      rows = filter.prepare(quadratic);
    }
  }

  /**
   * Creates the action.
   *
   * @param orbits the momentum orbits of its lattice
   * @param quadratic A per orbit
   * @param quartic lambda, not negative: the weight exp(-S) must be normalisable
   */
  public FittedAction(MomentumOrbits orbits, double[] quadratic, double quartic) {
    if (quadratic.length != orbits.count() || !(quartic >= 0) || Double.isInfinite(quartic)) {
      throw new IllegalArgumentException(
          "Fitted action: needs one quadratic coefficient for each of "
              + orbits.count()
              + " momentum orbits and a quartic one of at least 0, given "
              + quadratic.length
              + " and "
              + quartic
              + "; a negative one means too few configurations, or an ensemble of another kind");
    }
    this.lattice = orbits.lattice();
    this.quadratic = quadratic.clone();
    this.quartic = quartic;
    this.trace = orbits.sum(quadratic);
    this.orbits = orbits;
    this.idle = new ConcurrentLinkedQueue<>();
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    orbits = new MomentumOrbits(lattice);
    idle = new ConcurrentLinkedQueue<>();
  }

  /** A per momentum orbit. */
  public double[] quadratic() {
    return quadratic.clone();
  }

  /** The coefficient lambda of phi^4. */
  public double quartic() {
    return quartic;
  }

  @Override
  public Lattice lattice() {
    return lattice;
  }

  @Override
  public void action(double[] phi, int batch, double[] out) {
    Scratch scratch = borrow(phi, batch);
    double[] filtered = scratch.field;
    Arrays.fill(out, 0, batch, 0);
    for (int x = 0; x < lattice.volume(); x++) {
      for (int b = 0; b < batch; b++) {
        double p = phi[x * batch + b];
        out[b] += 0.5 * p * filtered[x * batch + b] + quartic * p * p * p * p;
      }
    }
    idle.add(scratch);
  }

  @Override
  public void addForce(double[] phi, int batch, double scale, double[] target) {
    Scratch scratch = borrow(phi, batch);
    double[] filtered = scratch.field;
    for (int n = 0; n < lattice.volume() * batch; n++) {
      double p = phi[n];
      target[n] -= scale * (filtered[n] + 4 * quartic * p * p * p);
    }
    idle.add(scratch);
  }

  /** Takes scratch memory out of the pool, with A phi in its field. */
  private Scratch borrow(double[] phi, int batch) {
    Scratch scratch = idle.poll();
    if (scratch == null) {
      scratch = new Scratch(orbits, quadratic);
    }
    int length = lattice.volume() * batch;
    if (scratch.field.length < length) {
      scratch.field = new double[length];
    }
    scratch.filter.apply(phi, batch, scratch.rows, scratch.field);
    return scratch;
  }

  @Override
  public void laplacian(double[] phi, int batch, double[] out) {
    Arrays.fill(out, 0, batch, trace);
    for (int x = 0; x < lattice.volume(); x++) {
      for (int b = 0; b < batch; b++) {
        double p = phi[x * batch + b];
        out[b] += 12 * quartic * p * p;
      }
    }
  }

  @Override
  public boolean isEven() {
    return true;
  }

  @Override
  public ActionDescription description() {
    return ActionDescription.of(
        NAME, Map.of("lambda", quartic, "quadratic", Arrays.stream(quadratic).boxed().toList()));
  }

  /** The kind of this action, which only datasets and models name. */
  @AutoService(ActionKind.class)
  public static final class OfFiles implements ActionKind {
    @Override
    public About about() {
      return About.of(
              NAME,
              "Fitted to an ensemble by score matching.",
              Fields.of(
                  required("lambda", Real.atLeast(0), "Quartic coupling."),
                  required(
                      "quadratic",
                      new Items(Real.any(), 1, Integer.MAX_VALUE, true),
                      "A per momentum orbit.")))
          .withFormula("S = 1/2 sum_k A_k |phi_k|^2 + lambda sum_x phi_x^4")
          .withSource("Hyvarinen, J. Mach. Learn. Res. 6 (2005) 695, theorem 1");
    }

    @Override
    public boolean isNamedByUsers() {
      return false;
    }

    @Override
    public Action action(Lattice lattice, Value parameters) {
      return new FittedAction(
          new MomentumOrbits(lattice),
          parameters.get("quadratic").reals(),
          parameters.get("lambda").real());
    }
  }
}
