package org.fieldbeam.report;

import java.util.Optional;
import org.fieldbeam.core.diffusion.ReverseWay;
import org.fieldbeam.data.dataset.DatasetInfo;

/** Computes ways from noise again: reports know datasets, and not how models are evaluated. */
@FunctionalInterface
public interface FilmModels {
  /** In place of a folder, of a model without training. */
  String NO_FOLDER = "";

  /**
   * Computes the way of the first configurations of an ensemble.
   *
   * @param info what the sampled ensemble says of itself
   * @param folder the folder of the model that it was sampled from; empty for one without training
   * @param configurations how many
   * @param frames how many times of the way are wanted, at most
   * @throws org.fieldbeam.data.UserException if the model is damaged
   */
  Answer way(DatasetInfo info, String folder, int configurations, int frames);

  /**
   * The way, or why there is none.
   *
   * @param why part of a sentence; empty where there is a way
   */
  record Answer(Optional<ReverseWay> way, String why) {
    /** A way. */
    public static Answer of(ReverseWay way) {
      return new Answer(Optional.of(way), "");
    }

    /** No way. */
    public static Answer none(String why) {
      return new Answer(Optional.empty(), why);
    }
  }
}
