package dev.antibody.experiment;

import dev.antibody.method.Interval;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart in {@link PlotStyle}, with error bars of two different sides and with names on its horizontal axis: XChart has
 * bars of equal sides only, and names only where it places the bars itself.
 */
final class QuietChart extends XYChart {

    /** Half the width of an error bar's ends, in pixels. */
    private static final double CAP = 3;

    /** Pixels of a legend's mark with the space around it. */
    private static final int LEGEND_MARK = 50;

    /** Pixels between error bars in the same place. */
    private static final double ASIDE = 2;

    /** Pixels between neighbouring names, at least. */
    private static final double BETWEEN_NAMES = 6;

    private static final double HEADROOM = 0.08;
    private static final double MOST_OF_A_SHARE = 1.02;
    private static final double UNEVEN = 0.37;
    private static final String PLAIN = "0.######";

    private record ErrorBar(Interval interval, Color color) {}

    /** By their places on the horizontal axis. */
    private final Map<Double, List<ErrorBar>> errorBars = new LinkedHashMap<>();

    private List<String> names = List.of();

    QuietChart(String title, Axis x, Axis y) {
        super(new XYChartBuilder()
                .width(PlotStyle.WIDTH)
                .height(PlotStyle.HEIGHT)
                .title(title)
                .xAxisTitle(x.label())
                .yAxisTitle(y.label()));
        PlotStyle.apply(getStyler());
        getStyler().setXAxisLogarithmic(x.scale() == Axis.Scale.LOGARITHMIC);
        getStyler().setYAxisLogarithmic(y.scale() == Axis.Scale.LOGARITHMIC);
        getStyler().setXAxisDecimalPattern(x.scale() == Axis.Scale.LOGARITHMIC ? "0E0" : PLAIN);
        getStyler().setYAxisDecimalPattern(y.scale() == Axis.Scale.LOGARITHMIC ? "0E0" : PLAIN);
        if (x.scale() == Axis.Scale.SHARE) {
            getStyler().setxAxisTickLabelsFormattingFunction(QuietChart::percent);
        }
        if (y.scale() == Axis.Scale.SHARE) {
            getStyler().setyAxisTickLabelsFormattingFunction(QuietChart::percent);
        }
    }

    /** Draws an error bar; those in the same place stand side by side, so that they do not hide each other. */
    void errorBar(double x, Interval interval, Color color) {
        errorBars.computeIfAbsent(x, place -> new ArrayList<>()).add(new ErrorBar(interval, color));
    }

    /**
     * Fits the vertical axis to all that is drawn, error bars included. It begins at 0 where it can, so that heights
     * compare.
     */
    void vertical(Axis.Scale scale, double lowest, double highest) {
        double low = scale == Axis.Scale.LOGARITHMIC ? lowest : Math.min(0, lowest);
        double high = highest > low ? highest : low + 1;
        double room = scale == Axis.Scale.LOGARITHMIC ? 0 : HEADROOM * (high - low);
        getStyler().setYAxisMin(low);
        getStyler().setYAxisMax(scale == Axis.Scale.SHARE ? Math.min(MOST_OF_A_SHARE, high + room) : high + room);
        // XChart puts its ticks on the data where those happen to be evenly spaced, as any two are: these are not
        double[] places = getSeriesMap().values().iterator().next().getXData();
        hidden(new double[] {places[0], places[0]}, new double[] {low, low + UNEVEN * (high - low)});
    }

    /** Keeps XChart from putting ticks of the horizontal axis on the data. */
    void roundTicks(double low, double high) {
        hidden(new double[] {low, low + UNEVEN * (high - low)}, new double[] {0, 0});
    }

    private void hidden(double[] x, double[] y) {
        XYSeries series = addSeries("hidden " + getSeriesMap().size(), x, y);
        series.setShowInLegend(false);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineStyle(SeriesLines.NONE);
    }

    /** Shows names in the places 0, 1, ... of the horizontal axis instead of numbers. */
    void names(List<String> texts) {
        names = List.copyOf(texts);
        getStyler().setXAxisMin(-0.5);
        getStyler().setXAxisMax(names.size() - 0.5);
        // keeps the space of the labels without their text
        getStyler().setxAxisTickLabelsFormattingFunction(place -> " ");
    }

    @Override
    public void paint(Graphics2D graphics, int width, int height) {
        // XChart cuts a horizontal legend off where it does not fit
        if (legendWidth(graphics) > width) {
            getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
            getStyler().setLegendLayout(Styler.LegendLayout.Vertical);
        }
        super.paint(graphics, width, height);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        errorBars.forEach((place, beside) -> paint(graphics, getScreenXFromChart(place), beside));
        graphics.setColor(PlotStyle.TEXT);
        graphics.setFont(fontOfNames(graphics));
        for (int place = 0; place < names.size(); place++) {
            paint(graphics, names.get(place), place);
        }
    }

    /** The usual one, or a smaller one where names would run into each other. */
    private Font fontOfNames(Graphics2D graphics) {
        Font font = getStyler().getAxisTickLabelsFont();
        FontMetrics metrics = graphics.getFontMetrics(font);
        int widest = names.stream().mapToInt(metrics::stringWidth).max().orElse(0);
        double room = getScreenXFromChart(1) - getScreenXFromChart(0) - BETWEEN_NAMES;
        return widest > room ? font.deriveFont((float) (font.getSize2D() * room / widest)) : font;
    }

    private int legendWidth(Graphics2D graphics) {
        FontMetrics metrics = graphics.getFontMetrics(getStyler().getLegendFont());
        return getSeriesMap().values().stream()
                .filter(XYSeries::isShowInLegend)
                .mapToInt(series -> LEGEND_MARK + metrics.stringWidth(series.getName()))
                .sum();
    }

    private void paint(Graphics2D graphics, String name, int place) {
        FontMetrics metrics = graphics.getFontMetrics();
        double left = getScreenXFromChart(place) - metrics.stringWidth(name) / 2.0;
        double axis = getScreenYFromChart(0);
        graphics.drawString(
                name, (float) left, (float) (axis + getStyler().getAxisTickPadding() + metrics.getAscent()));
    }

    private void paint(Graphics2D graphics, double middle, List<ErrorBar> beside) {
        for (int i = 0; i < beside.size(); i++) {
            paint(graphics, middle + ASIDE * (i - (beside.size() - 1) / 2.0), beside.get(i));
        }
    }

    private void paint(Graphics2D graphics, double x, ErrorBar bar) {
        double low = getScreenYFromChart(bar.interval().low());
        double high = getScreenYFromChart(bar.interval().high());
        graphics.setColor(bar.color());
        graphics.setStroke(new BasicStroke(1.2f));
        graphics.draw(new Line2D.Double(x, low, x, high));
        graphics.draw(new Line2D.Double(x - CAP, low, x + CAP, low));
        graphics.draw(new Line2D.Double(x - CAP, high, x + CAP, high));
    }

    private static String percent(double share) {
        return new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(100 * share);
    }
}
