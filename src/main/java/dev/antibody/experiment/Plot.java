package dev.antibody.experiment;

import org.knowm.xchart.XYChart;

/** A plot in the one style that all have. {@link PlotFiles} writes it. */
public sealed interface Plot permits LinePlot, BarPlot, HistogramPlot {

    /** Draws it as a chart of XChart. */
    XYChart chart();
}
