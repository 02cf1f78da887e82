package dev.antibody.experiment;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How all plots look: white ground, horizontal lines that are hardly there, no frames, colours that people with colour
 * blindness tell apart (Okabe and Ito), markers of different forms for prints without colour, and the legend below.
 */
final class PlotStyle {

    static final int WIDTH = 720;
    static final int HEIGHT = 440;

    static final Color TEXT = new Color(0x33, 0x33, 0x33);
    private static final Color QUIET = new Color(0xE4, 0xE4, 0xE4);
    private static final int TRANSLUCENT = 90;

    private static final Color[] COLORS = {
        new Color(0x00, 0x72, 0xB2),
        new Color(0xD5, 0x5E, 0x00),
        new Color(0x00, 0x9E, 0x73),
        new Color(0xCC, 0x79, 0xA7),
        new Color(0xE6, 0x9F, 0x00),
        new Color(0x56, 0xB4, 0xE9),
        new Color(0xF0, 0xE4, 0x42),
        new Color(0x77, 0x77, 0x77),
    };

    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE,
        SeriesMarkers.SQUARE,
        SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.DIAMOND,
        SeriesMarkers.TRIANGLE_DOWN,
    };

    private PlotStyle() {}

    /** Puts it on a chart. */
    static void apply(XYStyler styler) {
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
        styler.setBaseFont(font);
        styler.setChartTitleFont(font.deriveFont(Font.BOLD, 15f));
        styler.setAxisTitleFont(font);
        styler.setAxisTickLabelsFont(font.deriveFont(12f));
        styler.setLegendFont(font.deriveFont(12f));
        styler.setChartFontColor(TEXT);
        styler.setAxisTickLabelsColor(TEXT);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setPlotGridLinesColor(QUIET);
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setAxisTicksLineVisible(false);
        styler.setAxisTicksMarksVisible(false);
        styler.setAxisTickPadding(6);
        styler.setAxisTitlePadding(10);
        styler.setPlotMargin(0);
        styler.setPlotContentSize(0.96);
        styler.setChartPadding(16);
        styler.setChartTitleBoxVisible(false);
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendBackgroundColor(Color.WHITE);
        styler.setMarkerSize(7);
        styler.setLocale(Locale.ROOT);
        styler.setAntiAlias(true);
    }

    /** The colour of the so-manyth group of a plot. */
    static Color color(int group) {
        return COLORS[group % COLORS.length];
    }

    /** Gives a line its colour and its marker. */
    static void line(XYSeries series, int group) {
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
        series.setLineColor(color(group));
        series.setLineStyle(new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        series.setMarkerColor(color(group));
        series.setMarker(MARKERS[group % MARKERS.length]);
    }

    /** Gives bars their colour. */
    static void bars(XYSeries series, int group) {
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
        series.setFillColor(color(group));
        series.setLineColor(color(group)); // around its box in the legend
        series.setLineStyle(SeriesLines.NONE);
        series.setMarker(SeriesMarkers.NONE);
    }

    /** Gives a distribution its colour; those behind it show through. */
    static void distribution(XYSeries series, int group) {
        Color color = color(group);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
        series.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), TRANSLUCENT));
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(1.5f));
        series.setMarker(SeriesMarkers.NONE);
    }
}
