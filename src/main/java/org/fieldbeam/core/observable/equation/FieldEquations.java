package org.fieldbeam.core.observable.equation;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Kernel;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.RowKernel;
import org.fieldbeam.core.observable.average.RowSums;
import org.fieldbeam.core.observable.average.Wave;
import org.fieldbeam.core.observable.batch.BatchFold;
import org.fieldbeam.core.observable.moment.Phi2;
import org.fieldbeam.core.observable.moment.Phi4Moment;
import org.fieldbeam.grammar.Value;

/**
 * Further Schwinger-Dyson equations, see {@link SchwingerDyson}: one cannot tell the couplings of
 * an action apart. {@code schwingerDysonCube} has O = phi^3, {@code schwingerDysonNeighbours} O_x
 * the sum of phi over the neighbours of x, both the difference of the sides over V, of mean 0;
 * {@code schwingerDysonZeroMode} O = M and {@code schwingerDysonPmin} O the part of the field at
 * the smallest non-zero momentum along the last axis of the largest extent, Re phi_k^* (dS/dphi)_k,
 * both the left-hand side, of mean 1. On one site all but one say the same as that of the field.
 */
@AutoService(ObservableKind.class)
public final class FieldEquations implements ObservableKind {
  private static final String CUBE = SchwingerDyson.NAME + "Cube";
  private static final String NEIGHBOURS = SchwingerDyson.NAME + "Neighbours";
  private static final String ZERO_MODE = SchwingerDyson.NAME + "ZeroMode";
  private static final String P_MIN = SchwingerDyson.NAME + "Pmin";

  @Override
  public About about() {
    return About.of(
            "fieldEquations",
            "Further Schwinger-Dyson equations, for the check schwingerDyson alone: of phi^3, the"
                + " neighbours, M and the smallest momentum.")
        .withFormula(
            "<sum_x O_x dS/dphi_x - dO_x/dphi_x> = 0 for O = phi^3, the sum of phi over neighbours,"
                + " M, phi at p_min")
        .withSource("Dyson, Phys. Rev. 75 (1949) 1736; Schwinger, PNAS 37 (1951) 452");
  }

  @Override
  public int place() {
    return 130;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return ensemble.isScalar()
        || (ensemble.isComplexified() && ensemble.complexified().sitePolynomial().isEmpty());
  }

  @Override
  public String suits() {
    return "real scalar fields, and complexified fields of coupled sites";
  }

  @Override
  public boolean isNewer() {
    return true;
  }

  @Override
  public List<String> needs(EnsembleTraits ensemble) {
    return ensemble.isScalar() ? List.of(Phi2.NAME, Phi4Moment.NAME) : List.of();
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    return ensemble.isScalar() ? new OfScalars(ensemble) : new ComplexEquations(CUBE, NEIGHBOURS);
  }

  private static Observable equation(String name, String formula, double exact) {
    return Observable.mean(name, formula, formula).asExactly(exact).asIdentity().asHidden();
  }

  private record OfScalars(EnsembleTraits ensemble) implements Recording {
    @Override
    public List<String> columns() {
      return List.of(CUBE, NEIGHBOURS, ZERO_MODE, P_MIN);
    }

    @Override
    public Optional<Kernel> kernel() {
      return Optional.of(new Sums(ensemble));
    }

    @Override
    public List<Observable> observables() {
      List<Observable> table = new ArrayList<>();
      table.add(equation(CUBE, "<sum_x (phi_x^3 dS/dphi_x - 3 phi_x^2)>/V", 0));
      if (ensemble.lattice().volume() > 1) {
        table.add(equation(NEIGHBOURS, "<sum_x dS/dphi_x sum_mu (phi_{x+mu} + phi_{x-mu})>/V", 0));
        table.add(equation(ZERO_MODE, "<M sum_x dS/dphi_x>", 1));
        table.add(equation(P_MIN, "<Re phi_p^* (dS/dphi)_p> at p_min = 2 pi/L", 1));
      }
      return table;
    }

    @Override
    public double magnitude(String quantity, ToDoubleFunction<String> means) {
      double square = means.applyAsDouble(Phi2.NAME);
      double fourth = means.applyAsDouble(Phi4Moment.NAME);
      double local = square + fourth;
      if (quantity.equals(CUBE)) {
        return local + (square > 0 ? fourth * fourth / square : 0);
      } else if (quantity.equals(NEIGHBOURS)) {
        return 2 * ensemble.lattice().shape().length * local;
      }
      return ensemble.lattice().volume() * local;
    }
  }

  /** The kernel of scalar fields. */
  private static final class Sums implements RowKernel {
    private final int volume;
    private final int axes;
    private final int axis;

    /** d/dphi_x of the sum over the neighbours of x: a single site is both of its own. */
    private final int selfNeighbours;

    private final Wave wave;
    private final RowSums cubes = new RowSums();
    private final RowSums neighbours = new RowSums();
    private double[] folded = {};

    Sums(EnsembleTraits ensemble) {
      volume = ensemble.lattice().volume();
      axes = ensemble.lattice().shape().length;
      int[] longAxes = MeasuredBatch.longAxes(ensemble.lattice());
      // of the last of these only: what the others add to the time is more than to the precision
      axis = longAxes[longAxes.length - 1];
      selfNeighbours = volume == 1 ? 2 : 0;
      wave = new Wave(MeasuredBatch.longest(ensemble.lattice()));
    }

    @Override
    public void begin(MeasuredBatch batch) {
      cubes.begin(batch);
      neighbours.begin(batch);
    }

    @Override
    public void addRow(MeasuredBatch batch) {
      double[] phi = batch.row();
      double[] gradient = batch.gradientRow();
      addCubes(phi, gradient, cubes.of(batch));
      for (int mu = 0; mu < axes; mu++) {
        addNeighbours(
            phi, gradient, batch.ahead(mu), batch.gradientAhead(mu), neighbours.of(batch));
      }
    }

    @Override
    public void endStrip(MeasuredBatch batch) {
      cubes.endStrip(batch);
      neighbours.endStrip(batch);
    }

    private static void addCubes(double[] phi, double[] gradient, double[] sums) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += phi[i] * phi[i] * (phi[i] * gradient[i] - 3);
      }
    }

    private static void addNeighbours(
        double[] phi, double[] gradient, double[] ahead, double[] gradientAhead, double[] sums) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += phi[i] * gradientAhead[i] + ahead[i] * gradient[i];
      }
    }

    @Override
    public void measure(MeasuredBatch batch, int first, double[] out) {
      int n = batch.size();
      cubes.fold(n, out, first * n, 1.0 / volume);
      neighbours.fold(n, out, (first + 1) * n, 1.0 / volume);
      double[] slices = batch.slices(axis);
      double[] gradientSlices = batch.gradientSlices(axis);
      if (folded.length != slices.length) {
        folded = new double[slices.length];
      }
      double[] m = new double[n];
      System.arraycopy(slices, 0, folded, 0, folded.length);
      BatchFold.fold(folded, folded.length / n, n, m, 0, 1.0 / volume);
      System.arraycopy(gradientSlices, 0, folded, 0, folded.length);
      BatchFold.fold(folded, folded.length / n, n, out, (first + 2) * n, 1);
      Arrays.fill(out, (first + 3) * n, (first + 4) * n, 0);
      wave.addProducts(slices, gradientSlices, n, 1.0 / volume, out, (first + 3) * n);
      for (int b = 0; b < n; b++) {
        out[(first + 1) * n + b] -= selfNeighbours;
        out[(first + 2) * n + b] *= m[b];
      }
    }
  }

  /** The equations of cube and neighbours of complexified fields. */
  private record ComplexEquations(String cube, String neighbours) implements Recording {
    @Override
    public List<String> columns() {
      return List.of(cube + "Re", cube + "Im", neighbours + "Re", neighbours + "Im");
    }

    @Override
    public Optional<Kernel> kernel() {
      return Optional.of(new ComplexEquationSums());
    }

    @Override
    public List<Observable> observables() {
      return columns().stream().map(name -> equation(name, "<" + name + ">", 0)).toList();
    }

    @Override
    public double magnitude(String quantity, ToDoubleFunction<String> means) {
      double square = Math.pow(means.applyAsDouble(Radius.NAME), 2);
      return Radius.force(means) * (1 + square) + square;
    }
  }
}
