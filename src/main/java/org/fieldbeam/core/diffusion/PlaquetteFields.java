package org.fieldbeam.core.diffusion;

import java.util.Arrays;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.score.closed.PlaquetteScore;

/**
 * Links whose plaquettes flow: numbers are plaquettes, index {@code p * width + b}, of the sum 0.
 * Where the flow carries them, links go by {@code curl^T k^-2} of what their plaquettes have moved,
 * which is the integral of the flow of links; it leaves their volume as that of the plaquettes.
 */
final class PlaquetteFields extends FlowFields {
  private final PlaquetteScore model;
  private final PlaquetteScore.Flow flow;
  private final PlaquetteScore.LinkMover mover;
  private final int width;
  private final int volume;
  private final double[] start;
  private final double[] field;
  private final double[] stage;
  private final double[] gradient;
  private final double[] increment;
  private final double[] saddles;

  // Of two levels that were evaluated one after the other, to extrapolate from.
  private final double[] earlier;
  private final double[] latest;
  private int earlierLevel;
  private int latestLevel;

  // As they were loaded, in the layout of a batch of {@code loaded} configurations.
  private final double[] links;
  private final double[] change;
  private final double[] moves;
  private int loaded;

  PlaquetteFields(PlaquetteScore model, int width) {
    this.model = model;
    this.flow = model.newFlow(width);
    this.mover = new PlaquetteScore.LinkMover(model.lattice(), width);
    this.width = width;
    this.volume = model.lattice().volume();
    int length = volume * width;
    start = new double[length];
    field = new double[length];
    stage = new double[length];
    gradient = new double[length];
    increment = new double[length];
    saddles = new double[width];
    earlier = new double[width];
    latest = new double[width];
    links = new double[2 * length];
    change = new double[length];
    moves = new double[2 * length];
  }

  @Override
  void load(double[] phi, int batch, int from, int count, int level) {
    loaded = count;
    for (int link = 0; link < 2 * volume; link++) {
      System.arraycopy(phi, link * batch + from, links, link * count, count);
    }
    for (int b = 0; b < width; b++) {
      // copies in the unused places are as tame as what is flowed
      model.plaquettes(links, count, b < count ? b : 0, field, width, b);
    }
    Arrays.fill(earlier, 0);
    Arrays.fill(latest, 0);
    earlierLevel = level;
    latestLevel = level;
    System.arraycopy(field, 0, start, 0, field.length);
  }

  @Override
  void store(double[] phi, int batch, int from, int count, int level) {
    for (int b = 0; b < loaded; b++) {
      for (int p = 0; p < volume; p++) {
        change[p * loaded + b] = field[p * width + b] - start[p * width + b];
      }
    }
    mover.move(change, loaded, moves);
    for (int link = 0; link < 2 * volume; link++) {
      for (int b = 0; b < count; b++) {
        phi[link * batch + from + b] =
            Angles.wrap(links[link * loaded + b] + moves[link * loaded + b]);
      }
    }
  }

  @Override
  double logVolume(int level) {
    return 0;
  }

  @Override
  void evaluate(boolean atStage, int level, double[] value) {
    predict(level);
    flow.evaluate(atStage ? stage : field, level, saddles, gradient, value);
    System.arraycopy(saddles, 0, latest, 0, width);
  }

  /** Extrapolates the saddle points to a level. */
  private void predict(int level) {
    System.arraycopy(latest, 0, saddles, 0, width);
    if (level == latestLevel) {
      return;
    }
    if (earlierLevel != latestLevel) {
      double factor = (double) (level - latestLevel) / (latestLevel - earlierLevel);
      for (int b = 0; b < width; b++) {
        saddles[b] += factor * (latest[b] - earlier[b]);
      }
    }
    System.arraycopy(latest, 0, earlier, 0, width);
    earlierLevel = latestLevel;
    latestLevel = level;
  }

  @Override
  int width() {
    return width;
  }

  @Override
  double[][][] field() {
    return new double[][][] {{field}};
  }

  @Override
  double[][][] stage() {
    return new double[][][] {{stage}};
  }

  @Override
  double[][][] gradient() {
    return new double[][][] {{gradient}};
  }

  @Override
  double[][][] increment() {
    return new double[][][] {{increment}};
  }
}
