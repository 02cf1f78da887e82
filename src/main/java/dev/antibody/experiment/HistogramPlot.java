package dev.antibody.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;

/**
 * How numbers are distributed, such as r of benign and of harmful samples. Each group's bars add up to 1, so that groups of
 * different sizes compare, and all have the same bins.
 *
 * @param title what is shown
 * @param x the number
 * @param groups at least one
 * @param bins of the whole range, at least 1
 */
public record HistogramPlot(String title, Axis x, List<Group> groups, int bins) implements Plot {

    /**
     * One group.
     *
     * @param name for the legend, other than those of the other groups
     * @param values at least one, finite
     */
    public record Group(String name, double[] values) {}

    public HistogramPlot {
        groups = List.copyOf(groups);
        if (groups.isEmpty() || bins < 1) {
            throw new IllegalArgumentException("a histogram needs a group and a bin");
        }
        for (Group group : groups) {
            if (group.values().length == 0 || !Arrays.stream(group.values()).allMatch(Double::isFinite)) {
                throw new IllegalArgumentException("group " + group.name() + " needs values, and finite ones");
            }
        }
    }

    /**
     * Share of a group's values in each bin; a value between two bins is in the upper one, the greatest of all in the last.
     *
     * @param group position of the group
     */
    double[] shares(int group) {
        double low = low();
        double width = width();
        double[] values = groups.get(group).values();
        double[] shares = new double[bins];
        for (double value : values) {
            int bin = (int) Math.floor((value - low) / width);
            shares[Math.min(bins - 1, bin)] += 1.0 / values.length;
        }
        return shares;
    }

    @Override
    public XYChart chart() {
        QuietChart chart = new QuietChart(title, x, Axis.share("share of the group, %"));
        double highest = 0;
        for (int group = 0; group < groups.size(); group++) {
            Outline bars = new Outline();
            double[] shares = shares(group);
            for (int bin = 0; bin < bins; bin++) {
                bars.add(low() + bin * width(), low() + (bin + 1) * width(), shares[bin]);
                highest = Math.max(highest, shares[bin]);
            }
            PlotStyle.distribution(chart.addSeries(groups.get(group).name(), bars.x(), bars.y()), group);
        }
        chart.vertical(Axis.Scale.SHARE, 0, highest);
        chart.roundTicks(low(), low() + bins * width());
        return chart;
    }

    private double low() {
        return all().min().orElseThrow();
    }

    /** Of a bin; 1 where all values are the same. */
    private double width() {
        double range = all().max().orElseThrow() - low();
        return range == 0 ? 1.0 / bins : range / bins;
    }

    private DoubleStream all() {
        return groups.stream().flatMapToDouble(group -> Arrays.stream(group.values()));
    }
}
