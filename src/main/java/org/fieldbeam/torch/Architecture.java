package org.fieldbeam.torch;

import java.io.Serializable;
import java.util.SortedMap;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.random.RandomStream;
import org.fieldbeam.core.schedule.NoiseSchedule;

/** A family of networks: makes the one for the fields that it is to be trained on. */
public interface Architecture extends Serializable {

  /** Name as in pipeline files and models. */
  String name();

  /** Name and settings, by which trainings are told apart. */
  SortedMap<String, Object> toMap();

  /** How the score follows from the network where nothing else is asked for. */
  Conditioning.Kind conditioning(FieldLayout layout, NoiseSchedule schedule);

  /**
   * The network for some fields.
   *
   * @param random for what is drawn once and never trained
   * @throws IllegalArgumentException if it does not suit such fields, or has too many parameters
   */
  ScoreNetwork network(FieldLayout layout, RandomStream random);

  /**
   * How large it is for configurations of so many real numbers, whatever the lattice.
   *
   * @throws IllegalArgumentException if it has too many parameters
   */
  Size size(long values);

  /**
   * What a training takes.
   *
   * @param parameters number of parameters, at most
   * @param kept numbers that are kept for the gradient, a row of a step
   */
  record Size(long parameters, long kept) {}
}
