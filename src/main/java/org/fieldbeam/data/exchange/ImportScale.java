package org.fieldbeam.data.exchange;

import java.util.Map;
import java.util.Optional;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.data.UserException;

/** The normalisation of the fields of an import, see {@link EnsembleImport.Scale}. */
final class ImportScale {
  private ImportScale() {}

  /**
   * What fields are multiplied by to be those of the hopping form.
   *
   * @throws UserException if it is asked for and the action has none, or only the user can know it
   */
  static double of(EnsembleImport.Request request, Optional<Action> action) {
    Optional<Double> kappa = kappa(action);
    if (request.scale() == null && kappa.isPresent() && isBare(request.action())) {
      throw UserException.of("in which normalisation are the fields?")
          .where(request.source())
          .given("the action by m2 and lambda0, which speak of phi0 = sqrt(2 kappa) phi")
          .allowed(
              "--normalization bare for fields phi0, which are then divided by sqrt(2 kappa) = "
                  + (float) Math.sqrt(2 * kappa.get())
                  + "; --normalization hopping for fields phi, as fieldbeam itself writes them")
          .todo("say which")
          .build();
    }
    if (request.scale() != EnsembleImport.Scale.BARE) {
      return 1;
    }
    if (kappa.isEmpty()) {
      throw UserException.of("--normalization bare needs kappa")
          .where(request.source())
          .given(request.action() == null ? "no action" : "action " + request.action().get("name"))
          .allowed("actions with a hopping parameter kappa above 0, such as phi4 and free")
          .todo("name the action, or leave --normalization out")
          .build();
    }
    return 1 / Math.sqrt(2 * kappa.get());
  }

  private static boolean isBare(Map<String, Object> action) {
    return action.get("parameters") instanceof Map<?, ?> map && map.containsKey("lambda0");
  }

  /** The hopping parameter, where there are two normalisations. */
  private static Optional<Double> kappa(Optional<Action> action) {
    return action
        .map(known -> known.description().parameters().get("kappa"))
        .map(kappa -> (Double) kappa)
        .filter(kappa -> kappa > 0);
  }

  /** The normalisation that was not chosen. */
  static Optional<ImportChecks.Other> other(double scale, Optional<Action> action) {
    return kappa(action)
        .map(
            kappa ->
                scale == 1
                    ? new ImportChecks.Other("bare", 1 / Math.sqrt(2 * kappa))
                    : new ImportChecks.Other("hopping", 1 / scale));
  }
}
