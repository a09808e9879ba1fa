package org.fieldbeam.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.fieldbeam.core.action.U1Action;
import org.fieldbeam.core.field.Angles;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.random.Streams;
import org.junit.jupiter.api.Test;

/** What is drawn of a field is what its symmetry leaves alone. */
class FieldPictureTest {
  private static final int BATCH = 3;

  private static double[] random(FieldLayout layout) {
    double[] fields = new double[layout.size() * BATCH];
    Streams.of(6, "picture", layout.size(), 0).uniforms(fields, 0, 1, fields.length);
    for (int i = 0; i < fields.length; i++) {
      fields[i] = Math.PI * (2 * fields[i] - 1);
    }
    return fields;
  }

  /** The cosines of the plaquettes add up to the Wilson action in two dimensions. */
  @Test
  void plaquettesOfLinksGiveTheWilsonAction() {
    U1Action action = U1Action.of(Lattice.of(4, 3), 1.7);
    double[] links = random(action.layout());
    double[] s = new double[BATCH];
    action.action(links, BATCH, s);
    FieldPicture picture = new FieldPicture(action.layout());
    assertEquals(4, picture.rows());
    assertEquals(3, picture.columns());
    for (int b = 0; b < BATCH; b++) {
      double sum = 0;
      for (double angle : picture.of(links, BATCH, b)) {
        assertTrue(angle >= -Math.PI && angle < Math.PI);
        sum += Math.cos(angle);
      }
      assertEquals(s[b], -1.7 * sum, 1e-11);
    }
  }

  /** theta_mu(x) + a(x) - a(x + mu) leaves every plaquette as it is, in a plane of three axes. */
  @Test
  void gaugeTransformationsDoNotChangeThePicture() {
    Lattice lattice = Lattice.of(2, 3, 4);
    FieldLayout layout = FieldLayout.linkAngles(lattice);
    double[] links = random(layout);
    double[] gauge = random(FieldLayout.siteAngles(lattice));
    double[] turned = links.clone();
    for (int x = 0; x < 24; x++) {
      int[] at = {x / 12, x / 4 % 3, x % 4};
      for (int mu = 0; mu < 3; mu++) {
        int[] next = at.clone();
        next[mu] = (next[mu] + 1) % lattice.extent(mu);
        int y = (next[0] * 3 + next[1]) * 4 + next[2];
        for (int b = 0; b < BATCH; b++) {
          int i = (x * 3 + mu) * BATCH + b;
          turned[i] = Angles.wrap(links[i] + gauge[x * BATCH + b] - gauge[y * BATCH + b]);
        }
      }
    }
    FieldPicture picture = new FieldPicture(layout);
    double[] before = picture.of(links, BATCH, 1);
    assertEquals(12, before.length);
    assertArrayEquals(before, picture.of(turned, BATCH, 1), 1e-12);
    assertTrue(picture.remark().contains("plaquette") && picture.remark().contains("first plane"));
  }

  /** Rotations of all vectors leave their lengths. */
  @Test
  void rotationsDoNotChangeThePicture() {
    FieldLayout layout = FieldLayout.real(Lattice.of(5), 2);
    double[] fields = random(layout);
    double[] turned = fields.clone();
    double angle = 0.7;
    for (int x = 0; x < 5; x++) {
      for (int b = 0; b < BATCH; b++) {
        double a = fields[2 * x * BATCH + b];
        double c = fields[(2 * x + 1) * BATCH + b];
        turned[2 * x * BATCH + b] = a * Math.cos(angle) - c * Math.sin(angle);
        turned[(2 * x + 1) * BATCH + b] = a * Math.sin(angle) + c * Math.cos(angle);
      }
    }
    FieldPicture picture = new FieldPicture(layout);
    assertEquals(FieldPicture.Colours.LENGTH, picture.colours());
    assertArrayEquals(picture.of(fields, BATCH, 2), picture.of(turned, BATCH, 2), 1e-12);
  }

  /** Colours close at the cut of the circle, and nowhere else are two angles alike. */
  @Test
  void coloursOfAnglesClose() throws IOException {
    int cut = pixel(-Math.PI);
    assertEquals(cut, pixel(Math.nextDown(Math.PI)));
    for (double angle = -3; angle <= 3.01; angle += 0.5) {
      assertNotEquals(cut, pixel(angle));
      assertNotEquals(pixel(angle), pixel(angle + 0.25));
    }
  }

  /** The colour of one pixel as Java reads the image. */
  private static int pixel(double angle) throws IOException {
    String uri =
        FieldImage.dataUri(new double[] {angle}, 1, 1, Math.PI, FieldPicture.Colours.CYCLIC);
    byte[] png = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
    return ImageIO.read(new ByteArrayInputStream(png)).getRGB(0, 0);
  }

  @Test
  void whatHasNoPictureIsLeftOut() {
    assertFalse(FieldPicture.suits(FieldLayout.scalar(Lattice.of(1))));
    assertFalse(FieldPicture.suits(FieldLayout.real(Lattice.of(1), 3)));
    assertTrue(FieldPicture.suits(FieldLayout.scalar(Lattice.of(2))));
    assertEquals("", new FieldPicture(FieldLayout.scalar(Lattice.of(2, 2))).remark());
  }
}
