package dev.antibody.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.method.Marks;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;

class PlotFilesTest {

    @TempDir
    private Path directory;

    @Test
    void shouldDrawLinesWithErrorBars() throws IOException {
        LinePlot plot = new LinePlot(
                "HS against samples, 20 % harmful",
                Axis.linear("samples"),
                Axis.share("harmful score, %"),
                List.of(
                        line("SFT", 0.35, 0.52, 0.7, 0.81),
                        line("Booster", 0.2, 0.29, 0.33, 0.4),
                        line("Lisa", 0.12, 0.13, 0.2, 0.22),
                        line("Antibody", 0, 0.02, 0.03, 0.03),
                        line("without poison", 0.01, 0.01, 0.02, 0.02)));

        assertDrawn(plot, "lines");
    }

    @Test
    void shouldPutTheLegendAsideWhenItWouldBeCutOffBelow() throws IOException {
        LinePlot plot = new LinePlot(
                "loss",
                Axis.linear("step"),
                Axis.linear("nats"),
                Stream.of("paper", "control", "antibody")
                        .flatMap(method -> Stream.of(method + ", benign samples", method + ", harmful samples"))
                        .map(name ->
                                new LinePlot.Line(name, List.of(LinePlot.Point.of(0, 1), LinePlot.Point.of(40, 2))))
                        .toList());
        XYChart chart = plot.chart();

        chart.paint(
                new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics(),
                PlotStyle.WIDTH,
                PlotStyle.HEIGHT);

        assertThat(chart.getStyler().getLegendPosition()).isEqualTo(Styler.LegendPosition.OutsideE);
        assertDrawn(plot, "legend");
    }

    @Test
    void shouldDrawLinesOverDecades() throws IOException {
        LinePlot plot = new LinePlot(
                "HS against learning rate",
                new Axis("learning rate", Axis.Scale.LOGARITHMIC),
                Axis.share("harmful score, %"),
                List.of(new LinePlot.Line(
                        "SFT",
                        List.of(
                                LinePlot.Point.of(1e-5, Estimate.ofShares(0.02, 0.05)),
                                LinePlot.Point.of(1e-4, Estimate.ofShares(0.1, 0.14)),
                                LinePlot.Point.of(1e-3, Estimate.ofShares(0.7))))));

        assertDrawn(plot, "decades");
    }

    @Test
    void shouldDrawNumbersBelowZero() throws IOException {
        LinePlot plot = new LinePlot(
                "r against steps",
                Axis.linear("step"),
                Axis.linear("r, nats per token"),
                List.of(new LinePlot.Line(
                        "harmful", List.of(LinePlot.Point.of(0, -2.137), LinePlot.Point.of(70, 1.234)))));

        assertDrawn(plot, "numbers");
    }

    @Test
    void shouldDrawBarsWithErrorBars() throws IOException {
        List<String> tasks = List.of("SST-2", "AG News", "Banking77", "GSM8K");
        BarPlot plot = new BarPlot(
                "HS per task, 20 % harmful",
                "harmful score, %",
                tasks,
                List.of(
                        bars("SFT", tasks, 0.6, 0.55, 0.9, 0.4),
                        bars("Booster", tasks, 0.3, 0.25, 0.4, 0.2),
                        bars("Antibody", tasks, 0.03, 0, 0.05, 0.02)));

        assertDrawn(plot, "bars");
    }

    @Test
    void shouldLeaveAPlaceFreeForABarThatIsMissing() throws IOException {
        List<String> attacks = List.of("plain", "burst");
        BarPlot plot = new BarPlot(
                "HS per attack",
                "harmful score, %",
                attacks,
                List.of(bars("control", List.of("burst"), 0.5), bars("Antibody", attacks, 0.6, 0.7)));

        assertDrawn(plot, "missing");
        // Then the one bar of the first group stands where it would without a gap: two bars share 1 ± 0.375
        assertThat(plot.chart().getSeriesMap()).hasEntrySatisfying("control", bar -> assertThat(bar.getXData())
                .containsExactly(new double[] {0.64, 0.64, 0.985, 0.985}, within(1e-9)));
    }

    @Test
    void shouldDrawHistograms() throws IOException {
        Random random = new Random(5);
        HistogramPlot plot = new HistogramPlot(
                "r before fine-tuning",
                Axis.linear("r, nats per token"),
                List.of(
                        new HistogramPlot.Group("benign", normal(random, 1, 400)),
                        new HistogramPlot.Group("harmful", normal(random, -2, 100))),
                30);

        assertDrawn(plot, "histogram");
    }

    @Test
    void shouldDrawWhatHasNoRange() throws IOException {
        // Given a single point, bars of nothing, and a group of equal numbers
        assertDrawn(
                new LinePlot(
                        "one",
                        Axis.linear("x"),
                        Axis.share("y, %"),
                        List.of(new LinePlot.Line("a", List.of(LinePlot.Point.of(3, 0))))),
                "point");
        assertDrawn(
                new BarPlot(
                        "none",
                        "y, %",
                        List.of("a"),
                        List.of(new BarPlot.Group("b", Map.of("a", Estimate.ofShares(0))))),
                "nothing");
        assertDrawn(
                new HistogramPlot(
                        "equal", Axis.linear("x"), List.of(new HistogramPlot.Group("a", new double[] {2, 2})), 5),
                "equal");
    }

    @Test
    void shouldCountEveryValueOnceInTheBinsOfAHistogram() {
        // Given bins of width 1 from 0 to 4, and all of the other group in the last
        HistogramPlot plot = new HistogramPlot(
                "counts",
                Axis.linear("x"),
                List.of(
                        new HistogramPlot.Group("a", new double[] {0, 0.5, 1, 3.99}),
                        new HistogramPlot.Group("b", new double[] {4, 4})),
                4);

        assertThat(plot.shares(0)).containsExactly(0.5, 0.25, 0, 0.25);
        assertThat(plot.shares(1)).containsExactly(0, 0, 0, 1);
    }

    @Test
    void shouldRefuseWhatCannotBeDrawn() {
        assertThatThrownBy(() -> new LinePlot("t", Axis.linear("x"), Axis.linear("y"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BarPlot("t", "y", List.of("one"), List.of(new BarPlot.Group("g", Map.of()))))
                .hasMessage("each group needs values, and those only of one");
        assertThatThrownBy(() -> new BarPlot("t", "y", List.of("one"), List.of(bars("g", List.of("two"), 0.5))))
                .hasMessage("each group needs values, and those only of one");
        assertThatThrownBy(() -> new HistogramPlot(
                        "t", Axis.linear("x"), List.of(new HistogramPlot.Group("g", new double[] {Double.NaN})), 3))
                .hasMessageContaining("finite");
    }

    private void assertDrawn(Plot plot, String name) throws IOException {
        Path out = directory.resolve("plots");

        PlotFiles.write(plot, out, name);

        BufferedImage image = ImageIO.read(out.resolve(name + ".png").toFile());
        assertThat(image.getWidth()).isEqualTo(2 * PlotStyle.WIDTH);
        assertThat(image.getHeight()).isEqualTo(2 * PlotStyle.HEIGHT);
        assertThat(colors(image)).as("colours").hasSizeGreaterThan(2);
        String svg = Files.readString(out.resolve(name + ".svg"));
        assertThat(svg.contains("<svg") && !svg.contains("NaN"))
                .as("a whole SVG")
                .isTrue();
        PlotFiles.write(plot, out, name); // over the old ones
    }

    private static List<Integer> colors(BufferedImage image) {
        List<Integer> colors = new ArrayList<>();
        for (int x = 0; x < image.getWidth(); x += 3) {
            for (int y = 0; y < image.getHeight(); y += 3) {
                colors.add(image.getRGB(x, y));
            }
        }
        return colors.stream().distinct().toList();
    }

    private static LinePlot.Line line(String name, double... shares) {
        List<LinePlot.Point> points = new ArrayList<>();
        List<Estimate> estimates = estimates(shares);
        for (int i = 0; i < shares.length; i++) {
            points.add(LinePlot.Point.of(500 * (i + 1), estimates.get(i)));
        }
        return new LinePlot.Line(name, points);
    }

    private static BarPlot.Group bars(String name, List<String> clusters, double... shares) {
        List<Estimate> estimates = estimates(shares);
        Map<String, Estimate> values = new HashMap<>();
        for (int i = 0; i < shares.length; i++) {
            values.put(clusters.get(i), estimates.get(i));
        }
        return new BarPlot.Group(name, values);
    }

    private static List<Estimate> estimates(double... shares) {
        return DoubleStream.of(shares)
                .mapToObj(share -> Estimate.ofMarks(List.of(new Marks(100 * share, 100))))
                .toList();
    }

    private static double[] normal(Random random, double mean, int count) {
        return DoubleStream.generate(() -> mean + random.nextGaussian())
                .limit(count)
                .toArray();
    }
}
