package org.fieldbeam.core.observable.gauge;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.MeasuredBatch;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.observable.ObservableKind;
import org.fieldbeam.core.observable.Recording;
import org.fieldbeam.core.observable.average.Layouts;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Items;
import org.fieldbeam.grammar.Type.Whole;
import org.fieldbeam.grammar.Value;

/**
 * Wilson loops of angles on links: the cosine of the sum of the angles around a rectangle, averaged
 * over all sites, planes and both orientations (K. Wilson, Phys. Rev. D 10 (1974) 2445). {@code
 * wilson1x1} is the plaquette.
 */
@AutoService(ObservableKind.class)
public final class WilsonLoop implements ObservableKind {
  private static final String SIZES = "sizes";

  private static final Pattern LOOP = Pattern.compile("wilson([0-9]{1,4})x([0-9]{1,4})");

  /** The largest square that is measured where nothing is said. */
  private static final int LARGEST = 4;

  /** Of the first square, {@code wilson2x2}, beside the plaquette. */
  private static final int COMPARED = 8;

  @Override
  public About about() {
    return new About(
        "wilsonLoop",
        "Wilson loops wilsonRxT of angles on links, averaged over sites, planes and both"
            + " orientations.",
        "<cos(sum of theta around an R x T rectangle)>",
        "Wilson, Phys. Rev. D 10 (1974) 2445",
        Fields.of(
            Key.optional(
                SIZES,
                new Items(new Items(new Whole(1, 65536), 2, 2, false), 1, 100, false),
                "Sides R and T of each loop; without them squares from 2x2 up to half the smallest"
                    + " extent, at most 4x4.")));
  }

  @Override
  public int place() {
    return 76;
  }

  @Override
  public boolean suits(EnsembleTraits ensemble) {
    return Layouts.hasPlaquettes(ensemble);
  }

  @Override
  public String suits() {
    return "angles on links";
  }

  private record Size(int side, int other) {
    String text() {
      return side + "x" + other;
    }
  }

  @Override
  public Recording recording(EnsembleTraits ensemble, Value parameters) {
    int smallest = Arrays.stream(ensemble.lattice().shape()).min().orElseThrow();
    List<Size> sizes = new ArrayList<>();
    if (parameters.find(SIZES).isPresent()) {
      for (Value sides : parameters.get(SIZES).items()) {
        sizes.add(new Size(sides.items().get(0).integer(), sides.items().get(1).integer()));
      }
    } else {
      for (int side = 2; side <= Math.min(LARGEST, smallest / 2); side++) {
        sizes.add(new Size(side, side));
      }
    }
    for (int i = 0; i < sizes.size(); i++) {
      Size size = sizes.get(i);
      if (Math.max(size.side(), size.other()) > smallest) {
        throw new IllegalArgumentException(
            "wilsonLoop: a loop of "
                + size.text()
                + " does not fit on the lattice "
                + ensemble.lattice()
                + "; allowed: sides up to "
                + smallest);
      }
      if (sizes.indexOf(size) < i) {
        throw new IllegalArgumentException(
            "wilsonLoop: the size " + size.text() + " is given twice; give it once");
      }
    }
    return new CosineAverage(
        sizes.stream().map(WilsonLoop::observable).toList(),
        (batch, first, out) -> measure(batch, sizes, first, out));
  }

  private static Observable observable(Size size) {
    boolean square = size.side() == size.other();
    Observable loop =
        Observable.mean(
                "wilson" + size.text(),
                "<cos of the sum of theta around a "
                    + (square ? "square" : "rectangle")
                    + " of "
                    + size.text()
                    + " links>",
                "W(" + size.side() + "," + size.other() + ")")
            .asBasic();
    return square && size.side() == 2 ? loop.asCompared(COMPARED) : loop;
  }

  @Override
  public OptionalDouble average(Action action, String observable) {
    Matcher sides = LOOP.matcher(observable);
    return CosineAverage.onTorus(
        action,
        sides.matches(),
        torus ->
            torus.wilsonLoop(Integer.parseInt(sides.group(1)) * Integer.parseInt(sides.group(2))));
  }

  private static void measure(MeasuredBatch batch, List<Size> sizes, int first, double[] out) {
    for (int i = 0; i < sizes.size(); i++) {
      double[] mean = RectangleLoops.mean(batch, sizes.get(i).side(), sizes.get(i).other());
      System.arraycopy(mean, 0, out, (first + i) * batch.size(), batch.size());
    }
  }
}
