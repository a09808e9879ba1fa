package org.fieldbeam.core.shape;

import com.google.auto.service.AutoService;
import java.util.Collections;
import java.util.SortedMap;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.grammar.Value;

/** Independent noise on every value. */
public record Isotropic() implements CovarianceShape {
  private static final long serialVersionUID = 1L;

  /** The name in files. */
  static final String NAME = "isotropic";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SortedMap<String, Double> parameters() {
    return Collections.emptySortedMap();
  }

  @Override
  public boolean isIsotropic() {
    return true;
  }

  @Override
  public double variance(FieldLayout layout) {
    return 1;
  }

  @Override
  public double zeroModeVariance() {
    return 1;
  }

  @Override
  public NoiseFilter filter(FieldLayout layout) {
    return (noise, batch) -> {};
  }

  /** The kind of this covariance. */
  @AutoService(ShapeKind.class)
  public static final class OfFiles implements ShapeKind {
    @Override
    public About about() {
      return About.of(NAME, "Independent noise on every value.").withFormula("Sigma = 1");
    }

    @Override
    public CovarianceShape shape(Value parameters) {
      return new Isotropic();
    }
  }
}
