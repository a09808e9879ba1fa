package org.fieldbeam.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The TorchScript of an {@link EquivariantNet}, in the letters of its formula. */
final class EquivariantScript {
  private EquivariantScript() {}

  static String of(EquivariantNet network) {
    List<Integer> shape = network.shape();
    Conditioning conditioning = network.conditioning();
    List<Integer> halved = new ArrayList<>(shape);
    halved.set(shape.size() - 1, shape.get(shape.size() - 1) / 2 + 1);
    Map<String, String> words =
        Map.ofEntries(
            Map.entry("J", Integer.toString(network.filters())),
            Map.entry("V", Integer.toString(network.volume())),
            Map.entry("D", number(conditioning.meanSquare())),
            Map.entry("EXCESS", number(conditioning.excess())),
            Map.entry("REST", number(1 / conditioning.information())),
            Map.entry("STEP", number(EquivariantNet.STEP)),
            Map.entry("CURVES", Integer.toString(EquivariantNet.CURVES)),
            Map.entry("SHAPE", words(shape)),
            Map.entry("HALF", words(halved)),
            Map.entry("AXES", axes(shape, 1)),
            Map.entry("FILTERED", axes(shape, 2)),
            Map.entry("ONES", words(shape.stream().map(n -> 1).toList())),
            Map.entry("SITES", sites()),
            Map.entry("MEANS", means()));
    String script = SCRIPT;
    for (Map.Entry<String, String> word : words.entrySet()) {
      script = script.replace("<" + word.getKey() + ">", word.getValue());
    }
    return script;
  }

  /** What is written in angle brackets depends on lattice and data. */
  private static final String SCRIPT =
      """
      def evaluate(self, x: Tensor, c: Tensor, closed: bool) -> Tuple[Tensor, Tensor]:
          if bool((c == c[0]).all()):
              c = c[:1]
          tau = torch.exp(8.0 * c)
          power = self.power.unsqueeze(0)
          share = self.share.unsqueeze(0)
          noisy = power + tau
          total = <D> + tau
          wiener = power / noisy
          gauss = (power - <D>) / noisy * torch.sqrt((tau + <REST>) / <EXCESS>)
          width = torch.sum(share * power * wiener, [1], True)
          kept = torch.sum(share * power * wiener * wiener, [1], True) / width
          gain = torch.sqrt((tau + <REST>) / <EXCESS> * total / width) * kept
          place = torch.log(tau / <D>) / 8.0
          e = torch.exp(-torch.square((place - self.bumps) / <STEP>))
          e = torch.silu(torch.linear(e, self.clock, self.clockBias))
          f = torch.stack([self.logs.unsqueeze(0).expand_as(wiener), wiener, place.expand_as(wiener)], 2)
          f = torch.silu(torch.linear(f, self.first, self.firstBias))
          f = torch.silu(torch.linear(f, self.second, self.secondBias))
          a = wiener.unsqueeze(2) * torch.exp(torch.linear(f, self.inward, self.inwardBias))
          a = a / torch.sqrt(torch.sum((share * noisy / total).unsqueeze(2) * a * a, [1], True))
          b = (wiener * gain).unsqueeze(2) * torch.linear(f, self.outward, self.outwardBias)
          k = (wiener / torch.sum(share * wiener, [1], True)).unsqueeze(2)
          k = k * torch.linear(f, self.across, self.acrossBias)
          orbit = self.orbit.long()
          k = k.transpose(1, 2).index_select(2, orbit)
          y = torch.fft_rfftn(x.reshape([-1, <SHAPE>]), None, <AXES>).reshape(x.size(0), 1, -1)
          u = y * a.transpose(1, 2).index_select(2, orbit)
          u = torch.fft_irfftn(u.reshape([-1, <J>, <HALF>]), [<SHAPE>], <FILTERED>)
          c = torch.linear(e, self.curves, self.curvesBias).reshape([-1, <CURVES>, <J>, <ONES>])
          <SITES>
          z = torch.fft_rfftn(u * other, None, <FILTERED>).reshape(x.size(0), <J>, -1) * k
          z = torch.fft_irfftn(z.reshape([-1, <J>, <HALF>]), [<SHAPE>], <FILTERED>)
          v = torch.fft_rfftn(u * curve + even * z, None, <FILTERED>).reshape(x.size(0), <J>, -1)
          v = (v * b.transpose(1, 2).index_select(2, orbit)).sum(1)
          v = v + y.squeeze(1) * gauss.index_select(1, orbit)
          v = torch.fft_irfftn(v.reshape([-1, <HALF>]), [<SHAPE>], <AXES>).reshape(x.shape)
          d = torch.zeros([1])
          if closed:
              ab = a * b
              d = torch.sum(share.unsqueeze(2) * ab, [1])
              d = d * (slope + u * bend * z).flatten(2).sum(2)
              ab = ab.transpose(1, 2).index_select(2, orbit).reshape([-1, <J>, <HALF>])
              ab = torch.fft_irfftn(ab, [<SHAPE>], <FILTERED>)
              ab = ab * torch.fft_irfftn(k.reshape([-1, <J>, <HALF>]), [<SHAPE>], <FILTERED>)
              z = torch.fft_rfftn(slant, None, <FILTERED>) * torch.fft_rfftn(ab, None, <FILTERED>)
              z = torch.fft_irfftn(z, [<SHAPE>], <FILTERED>)
              d = (d + (even * z).flatten(2).sum(2)).sum(1)
              d = d + <V> * (share * gauss).sum(1)
          spread = torch.sqrt(noisy.narrow(1, 0, 1) / total / <V>)
          m = torch.mean(x, [1], True) / spread
          h = torch.linear(e, self.mean, self.meanBias)
          size = torch.sqrt(wiener.narrow(1, 0, 1) * total / <D> / <V>)
          <MEANS>
          if closed:
              d = d + (size * tilt / spread).squeeze(1)
          return v + size * m * rise, d

      def network(self, x: Tensor, c: Tensor) -> Tensor:
          return self.evaluate(x, c, False)[0]

      def network_and_divergence(self, x: Tensor, c: Tensor) -> Tuple[Tensor, Tensor]:
          return self.evaluate(x, c, True)
      """;

  /**
   * Lines that sum up the functions of a site, with {@code q = 1 / (1 + u^2 / s)}: {@code curve} is
   * g(u) / u, {@code other} q(u) / u, {@code even} p(u); and where they are asked for {@code slope}
   * g', {@code slant} q' and {@code bend} p' / u, by {@code (u q)' = q (2 q - 1)} and {@code q' =
   * -2 u q^2 / s}.
   */
  private static String sites() {
    List<String> lines = new ArrayList<>();
    lines.add("square = u * u");
    lines.add("curve = c.select(1, 0)");
    lines.add("other = c.select(1, 1)");
    lines.add("even = torch.zeros_like(u)");
    lines.add("slope = curve.expand_as(u)");
    lines.add("slant = other.expand_as(u)");
    lines.add("bend = even");
    for (int n = 0; n < EquivariantNet.WIDTHS.length; n++) {
      lines.add(
          "q = torch.reciprocal(square * " + number(1 / EquivariantNet.WIDTHS[n]) + " + 1.0)");
      int next = 2;
      for (String sum : List.of("curve", "other", "even")) {
        lines.add("%1$s = %1$s + c.select(1, %2$d) * q".formatted(sum, 3 * n + next++));
      }
      lines.add("if closed:");
      lines.add("    s = q * (2.0 * q - 1.0)");
      lines.add("    slope = slope + c.select(1, %d) * s".formatted(3 * n + 2));
      lines.add("    slant = slant + c.select(1, %d) * s".formatted(3 * n + 3));
      lines.add(
          "    bend = bend - c.select(1, %d) * q * q * %s"
              .formatted(3 * n + 4, number(2 / EquivariantNet.WIDTHS[n])));
    }
    return String.join("\n    ", lines);
  }

  /** Lines that set {@code rise} to h(m) / m and {@code tilt} to h'(m). */
  private static String means() {
    List<String> lines = new ArrayList<>();
    lines.add("rise = torch.zeros_like(m)");
    lines.add("tilt = rise");
    for (int n = 0; n < EquivariantNet.MEAN_WIDTHS.length; n++) {
      lines.add(
          "q = torch.reciprocal(m * m * " + number(1 / EquivariantNet.MEAN_WIDTHS[n]) + " + 1.0)");
      lines.add("rise = rise + h.narrow(1, %d, 1) * q".formatted(n));
      lines.add("tilt = tilt + h.narrow(1, %d, 1) * q * (2.0 * q - 1.0)".formatted(n));
    }
    return String.join("\n    ", lines);
  }

  private static String words(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String axes(List<Integer> shape, int first) {
    return IntStream.range(first, first + shape.size()).boxed().toList().toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.17g", value);
  }
}
