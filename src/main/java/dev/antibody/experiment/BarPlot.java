package dev.antibody.experiment;

import dev.antibody.method.Interval;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
     * At most one bar in every cluster.
     *
     * @param name for the legend, other than those of the other groups
     * @param values by cluster, at least one; where there is none, its place stays free
     */
    public record Group(String name, Map<String, Estimate> values) {

        public Group {
            values = Map.copyOf(values);
        }
    }

    public BarPlot {
        names = List.copyOf(names);
        groups = List.copyOf(groups);
        Set<String> clusters = Set.copyOf(names);
        if (clusters.isEmpty() || groups.isEmpty()) {
            throw new IllegalArgumentException("a plot of bars needs a cluster and a group");
        }
        for (Group group : groups) {
            if (group.values().isEmpty() || !clusters.containsAll(group.values().keySet())) {
                throw new IllegalArgumentException(
                        "each group needs values, and those only of " + String.join(", ", names));
            }
        }
    }

    @Override
    public XYChart chart() {
        QuietChart chart = new QuietChart(title, Axis.linear(""), Axis.share(share));
        chart.names(names);
        double highest = 0;
        for (int group = 0; group < groups.size(); group++) {
            Outline bars = new Outline();
            for (int cluster = 0; cluster < names.size(); cluster++) {
                Estimate estimate = groups.get(group).values().get(names.get(cluster));
                if (estimate != null) {
                    double width = FILLED / groups.size();
                    double left = cluster - FILLED / 2 + group * width;
                    bars.add(left + GAP / 2 * width, left + (1 - GAP / 2) * width, estimate.value());
                    highest = Math.max(highest, estimate.value());
                    if (estimate.interval().isPresent()) {
                        Interval interval = estimate.interval().get();
                        chart.errorBar(left + width / 2, interval, PlotStyle.TEXT);
                        highest = Math.max(highest, interval.high());
                    }
                }
            }
            PlotStyle.bars(chart.addSeries(groups.get(group).name(), bars.x(), bars.y()), group);
        }
        chart.vertical(Axis.Scale.SHARE, 0, highest);
        return chart;
    }
}
