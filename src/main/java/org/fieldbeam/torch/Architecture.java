package org.fieldbeam.torch;

import java.io.Serializable;
import java.util.Optional;
import java.util.SortedMap;
import org.fieldbeam.core.action.Action;
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
   * Refuses what it does not suit.
   *
   * @param action the action that the fields follow, where it is known
   * @throws IllegalArgumentException if it is no network for such fields or such a conditioning, or
   *     has too many parameters
   */
  void requireSuited(FieldLayout layout, Optional<Action> action, Conditioning.Kind conditioning);

  /**
   * The network for some fields, which {@link #requireSuited} has let pass.
   *
   * @param random for what is drawn once and never trained
   */
  ScoreNetwork network(FieldLayout layout, Data data, RandomStream random);

  /**
   * What a network may be made for.
   *
   * @param rows what it will be trained on
   * @param conditioning how the score will follow from it
   */
  record Data(TrainingRows rows, Conditioning conditioning) {}

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
