package dev.antibody.experiment;

import dev.antibody.method.Interval;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;

/**
 * A measure against a number, such as HS against samples, with a line for each method.
 *
 * @param title what is shown
 * @param x the number
 * @param y the measure
 * @param lines at least one
 */
public record LinePlot(String title, Axis x, Axis y, List<Line> lines) implements Plot {

    /**
     * One line.
     *
     * @param name for the legend, other than those of the other lines
     * @param points from left to right, at least one
     */
    public record Line(String name, List<Point> points) {

        public Line {
            points = List.copyOf(points);
        }
    }

    /**
     * One point.
     *
     * @param x finite
     * @param y finite
     * @param interval drawn as an error bar
     */
    public record Point(double x, double y, Optional<Interval> interval) {

        public Point {
            if (!Double.isFinite(x) || !Double.isFinite(y)) {
                throw new IllegalArgumentException("a point at " + x + ", " + y + " cannot be drawn");
            }
        }

        /** A share with its interval. */
        public static Point of(double x, Estimate share) {
            return new Point(x, share.value(), share.interval());
        }

        /** A number without an interval. */
        public static Point of(double x, double y) {
            return new Point(x, y, Optional.empty());
        }

        private DoubleStream heights() {
            return DoubleStream.concat(
                    DoubleStream.of(y),
                    interval.stream().flatMapToDouble(range -> DoubleStream.of(range.low(), range.high())));
        }
    }

    public LinePlot {
        lines = List.copyOf(lines);
        if (lines.isEmpty() || lines.stream().anyMatch(line -> line.points().isEmpty())) {
            throw new IllegalArgumentException("a plot needs a line, and a line a point");
        }
    }

    @Override
    public XYChart chart() {
        QuietChart chart = new QuietChart(title, x, y);
        for (int group = 0; group < lines.size(); group++) {
            List<Point> points = lines.get(group).points();
            PlotStyle.line(
                    chart.addSeries(
                            lines.get(group).name(),
                            points.stream().mapToDouble(Point::x).toArray(),
                            points.stream().mapToDouble(Point::y).toArray()),
                    group);
            for (Point point : points) {
                if (point.interval().isPresent()) {
                    chart.errorBar(point.x(), point.interval().get(), PlotStyle.color(group));
                }
            }
        }
        chart.vertical(y.scale(), heights().min().orElseThrow(), heights().max().orElseThrow());
        return chart;
    }

    private DoubleStream heights() {
        return lines.stream().flatMap(line -> line.points().stream()).flatMapToDouble(Point::heights);
    }
}
