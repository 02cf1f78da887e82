package dev.antibody.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;

/** Writes plots, as PNG to look at and as SVG to print. */
public final class PlotFiles {

    /** Twice the usual 72, for screens with small dots. */
    private static final int DOTS_PER_INCH = 144;

    static {
        // before the first class of AWT is asked: there may be no screen, and where there is one nothing shall appear
        // on it
        System.setProperty("java.awt.headless", "true");
    }

    private PlotFiles() {}

    /**
     * Writes {@code name.png} and {@code name.svg}, over those that are there.
     *
     * @param directory is made if it is not there
     * @param name of the files, without an ending
     */
    public static void write(Plot plot, Path directory, String name) throws IOException {
        Files.createDirectories(directory);
        XYChart chart = plot.chart();
        String path = directory.resolve(name).toString();
        BitmapEncoder.saveBitmapWithDPI(chart, path, BitmapEncoder.BitmapFormat.PNG, DOTS_PER_INCH);
        VectorGraphicsEncoder.saveVectorGraphic(chart, path, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
    }
}
