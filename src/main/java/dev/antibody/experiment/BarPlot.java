package dev.antibody.experiment;

import dev.antibody.method.Interval;
import java.util.List;
import org.knowm.xchart.XYChart;

/**
 * Shares side by side: a cluster of bars for each name, a bar in it for each group.
 *
 * @param title what is shown
 * @param share what the heights are, with its unit %
 * @param names of the clusters, such as tasks, at least one
 * @param groups in the order of the bars, such as methods, at least one
 */
public record BarPlot(String title, String share, List<String> names, List<Group> groups) implements Plot {

    /** Share of a cluster's place that its bars take. */
    private static final double FILLED = 0.75;

    /** Share of a bar's place that is left free beside it. */
    private static final double GAP = 0.08;

    /**
     * One bar in every cluster.
     *
     * @param name for the legend, other than those of the other groups
     * @param values one per cluster
     */
    public record Group(String name, List<Estimate> values) {

        public Group {
            values = List.copyOf(values);
        }
    }

    public BarPlot {
        names = List.copyOf(names);
        groups = List.copyOf(groups);
        int clusters = names.size();
        if (clusters == 0 || groups.isEmpty()) {
            throw new IllegalArgumentException("a plot of bars needs a cluster and a group");
        }
        if (groups.stream().anyMatch(group -> group.values().size() != clusters)) {
            throw new IllegalArgumentException("each group needs " + clusters + " values, one per cluster");
        }
    }

    @Override
    public XYChart chart() {
        QuietChart chart = new QuietChart(title, Axis.linear(""), Axis.share(share));
        chart.names(names);
        double highest = 0;
        for (int group = 0; group < groups.size(); group++) {
            List<Estimate> values = groups.get(group).values();
            Outline bars = new Outline();
            for (int cluster = 0; cluster < values.size(); cluster++) {
                double width = FILLED / groups.size();
                double left = cluster - FILLED / 2 + group * width;
                bars.add(
                        left + GAP / 2 * width,
                        left + (1 - GAP / 2) * width,
                        values.get(cluster).value());
                if (values.get(cluster).interval().isPresent()) {
                    Interval interval = values.get(cluster).interval().get();
                    chart.errorBar(left + width / 2, interval, 0, PlotStyle.TEXT);
                    highest = Math.max(highest, interval.high());
                }
                highest = Math.max(highest, values.get(cluster).value());
            }
            PlotStyle.bars(chart.addSeries(groups.get(group).name(), bars.x(), bars.y()), group);
        }
        chart.vertical(Axis.Scale.SHARE, 0, highest);
        return chart;
    }
}
