package dev.antibody.experiment;

import java.util.ArrayList;
import java.util.List;

/**
 * The outline of bars that stand on the horizontal axis, from left to right. It is one polygon, which runs along the axis
 * where bars do not touch, and along their tops where they do.
 */
final class Outline {

    private final List<Double> x = new ArrayList<>();
    private final List<Double> y = new ArrayList<>();

    /** Adds a bar. */
    void add(double left, double right, double height) {
        boolean touches = !x.isEmpty() && x.get(x.size() - 1) == left;
        if (touches) {
            x.remove(x.size() - 1);
            y.remove(y.size() - 1);
        } else {
            corner(left, 0);
        }
        corner(left, height);
        corner(right, height);
        corner(right, 0);
    }

    private void corner(double atX, double atY) {
        x.add(atX);
        y.add(atY);
    }

    double[] x() {
        return x.stream().mapToDouble(Double::doubleValue).toArray();
    }

    double[] y() {
        return y.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
