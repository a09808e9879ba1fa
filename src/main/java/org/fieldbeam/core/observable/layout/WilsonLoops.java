package org.fieldbeam.core.observable.layout;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.field.FieldLayout.Places;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;

/**
 * Wilson loops of angles on links, the plaquette among them: the cosine of the sum of the angles
 * around a rectangle, averaged over all sites, planes and both orientations (K. Wilson, Phys. Rev.
 * D 10 (1974) 2445). {@code plaquette} is the loop {@code wilson1x1}; the larger ones are squares
 * {@code wilsonLxL} up to half the smallest extent, at most {@value #LARGEST}.
 */
@AutoService(ObservableKind.class)
public final class WilsonLoops implements ObservableKind {
  private static final int LARGEST = 4;

  @Override
  public About about() {
    return About.of(
            "wilsonLoop",
            "Wilson loops, averaged over sites, planes and orientations: plaquette, and squares up"
                + " to half the smallest extent, at most 4.")
        .withFormula("<cos(sum of theta around an R x T rectangle)>")
        .withSource("Wilson, Phys. Rev. D 10 (1974) 2445");
  }

  @Override
  public boolean suits(Action action) {
    return action.layout().isAngle()
        && action.layout().places() == Places.LINKS
        && action.layout().components() == 1
        && action.lattice().dimensions() > 1;
  }

  @Override
  public String suits() {
    return "angles on links";
  }

  @Override
  public Recording recording(Action action) {
    Lattice lattice = action.lattice();
    int smallest = Arrays.stream(lattice.shape()).min().orElseThrow();
    int largest = Math.max(1, Math.min(LARGEST, smallest / 2));
    List<CosineRecording.Cosine> loops = new ArrayList<>();
    loops.add(
        new CosineRecording.Cosine(
            "plaquette", "<cos theta_p>, theta_p the sum around a plaquette", "⟨cos θ_p⟩"));
    for (int size = 2; size <= largest; size++) {
      String square = size + "x" + size;
      loops.add(
          new CosineRecording.Cosine(
              "wilson" + square,
              "<cos of the sum of theta around a square of " + square + " links>",
              "W(" + size + "," + size + ")"));
    }
    return new CosineRecording(loops) {
      @Override
      public FieldKernel kernel() {
        return (phi, batch, first, out) -> {
          double[][] lines = new double[lattice.dimensions()][];
          for (int size = 1; size <= largest; size++) {
            for (int axis = 0; axis < lines.length; axis++) {
              lines[axis] = lines(lattice, phi, batch, axis, size);
            }
            double[] mean = loops(lattice, lines, batch, size);
            System.arraycopy(mean, 0, out, (first + size - 1) * batch, batch);
          }
        };
      }
    };
  }

  /** Sums of the angles of straight lines of links along an axis, at their first sites. */
  private static double[] lines(Lattice lattice, double[] phi, int batch, int axis, int length) {
    int axes = lattice.dimensions();
    double[] lines = new double[lattice.volume() * batch];
    for (int site = 0; site < lattice.volume(); site++) {
      int at = site * batch;
      int link = site;
      for (int i = 0; i < length; i++) {
        int from = (link * axes + axis) * batch;
        for (int b = 0; b < batch; b++) {
          lines[at + b] += phi[from + b];
        }
        link = lattice.forward(link, axis);
      }
    }
    return lines;
  }

  /** The mean cosine of square loops over sites and planes. */
  private static double[] loops(Lattice lattice, double[][] lines, int batch, int size) {
    double[] sum = new double[batch];
    double[] angles = new double[lattice.volume() * batch];
    int planes = 0;
    for (int mu = 0; mu < lines.length; mu++) {
      for (int nu = mu + 1; nu < lines.length; nu++) {
        planes++;
        for (int site = 0; site < lattice.volume(); site++) {
          int at = site * batch;
          int right = ahead(lattice, site, mu, size) * batch;
          int up = ahead(lattice, site, nu, size) * batch;
          for (int b = 0; b < batch; b++) {
            angles[at + b] =
                lines[mu][at + b] + lines[nu][right + b] - lines[mu][up + b] - lines[nu][at + b];
          }
        }
        LinkCosine.addCosines(angles, batch, sum);
      }
    }
    for (int b = 0; b < batch; b++) {
      sum[b] /= (double) planes * lattice.volume();
    }
    return sum;
  }

  private static int ahead(Lattice lattice, int site, int axis, int steps) {
    int to = site;
    for (int i = 0; i < steps; i++) {
      to = lattice.forward(to, axis);
    }
    return to;
  }
}
