package org.fieldbeam.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.diffusion.TimeModel;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.fieldbeam.core.schedule.NoiseSchedule;
import org.fieldbeam.core.schedule.VarianceExploding;
import org.fieldbeam.core.schedule.VariancePreserving;
import org.fieldbeam.data.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TorchScript from elsewhere for fields with several values at a site. */
class TorchScriptLayoutTest {
  private static final NoiseSchedule VE = new VarianceExploding(25);
  private static final U1Action ACTION = U1Action.of(Lattice.of(3, 2), 1.3);
  private static final FieldLayout LINKS = ACTION.layout();

  /** Minus the gradient of the Wilson action: x[b, row, column, mu] is the link along axis mu. */
  private static final String GAUGE =
      """
          a = x[:, :, :, 0]
          b = x[:, :, :, 1]
          p = torch.sin(a + b.roll(-1, 1) - a.roll(-1, 2) - b)
          return torch.stack([p.roll(1, 2) - p, p - p.roll(1, 1)], 3) * 1.3
      """;

  @TempDir Path folder;

  private Path module(String body) throws Exception {
    Torch.require();
    JitModule module = new JitModule(new QualifiedName("__torch__.Elsewhere"));
    module.define("def forward(self, x: Tensor, t: Tensor) -> Tensor:\n" + body);
    Path file = folder.resolve("module.pt");
    module.save(file.toString());
    return file;
  }

  private NeuralModel imported(
      Path file, FieldLayout layout, NoiseSchedule schedule, Optional<Map<String, Object>> action) {
    return NeuralModel.importScript(
        file.toString(), folder.resolve("model").toString(), layout, schedule, 0.01, action);
  }

  /** Links of x lie where those of our fields do: force and Laplacian are those of the action. */
  @Test
  void moduleOfLinksIsTheForceOfTheWilsonAction() throws Exception {
    Map<String, Object> action = Map.of("name", "u1", "parameters", Map.of("beta", 1.3));
    imported(module(GAUGE), LINKS, VE, Optional.of(action));
    NeuralModel read = NeuralModel.read(folder.resolve("model").toString());
    assertEquals(LINKS, read.layout());
    TimeModel model = read.timeModel(folder.resolve("model").toString());
    assertEquals(LINKS, model.layout());
    assertFalse(model.knowsMeanSquare());
    int batch = 7;
    double[] phi = new double[LINKS.size() * batch];
    Streams.of(4, "links", 0, 0).uniforms(phi, 0, 1, phi.length);
    for (int i = 0; i < phi.length; i++) {
      phi[i] = (float) (3 * (2 * phi[i] - 1));
    }
    double[] force = new double[phi.length];
    double[] laplacian = new double[batch];
    ACTION.addForce(phi, batch, 1, force);
    ACTION.laplacian(phi, batch, laplacian);
    double[] score = new double[phi.length];
    double[] divergence = new double[batch];
    model.score().evaluate(phi, batch, 0.5, score, divergence);
    assertArrayEquals(force, score, 5e-6);
    for (int b = 0; b < batch; b++) {
      assertEquals(-laplacian[b], divergence[b], 5e-5);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          links angle 1 | return x * (-1.0)                    | a turn of 2 pi
          links angle 1 | return x.roll(1, 1) - x              | a turn of 2 pi
          links angle 1 | return torch.sin(0.5 * x)            | a turn of 2 pi
          links angle 1 | return torch.sin(x).sum(3)           | another shape
          links angle 1 | return torch.sin(x.reshape(-1, 7))   | [B, 3, 2, 2]
          links angle 1 | return torch.sin(x).double()         | another shape or type
          sites real 3  | return x.reshape(-1, 3, 4) * (-1.0)  | [B, 3, 2, 3]
          """)
  void whatDoesNotFitTheLayoutIsRefused(String layout, String body, String words) throws Exception {
    Path file = module("    " + body + "\n");
    UserException error =
        assertThrows(
            UserException.class,
            () -> imported(file, FieldLayout.of(Lattice.of(3, 2), layout), VE, Optional.empty()));
    assertTrue(error.getMessage().contains(words), error.getMessage());
    assertFalse(Files.exists(folder.resolve("model/model.json")));
  }

  @Test
  void periodicModulesOfOtherLayoutsComeIn() throws Exception {
    FieldLayout vectors = FieldLayout.real(Lattice.of(1), 2);
    assertEquals(
        vectors,
        imported(module("    return x.reshape(-1, 1, 2) * (-1.0)\n"), vectors, VE, Optional.empty())
            .layout());
    FieldLayout sites = FieldLayout.siteAngles(Lattice.of(5));
    Path sine = module("    return torch.sin(x - x.roll(1, 1))\n");
    assertEquals(sites, imported(sine, sites, VE, Optional.empty()).layout());
    Map<String, Object> other = Map.of("name", "u1", "parameters", Map.of("beta", 1.3));
    IllegalArgumentException scaled =
        assertThrows(
            IllegalArgumentException.class,
            () -> imported(sine, sites, new VariancePreserving(20), Optional.empty()));
    assertTrue(scaled.getMessage().contains("add noise only"), scaled.getMessage());
    imported(module(GAUGE), LINKS, VE, Optional.of(other));
  }
}
