package dev.antibody.method;

import java.util.ArrayList;
import java.util.List;

/**
 * An orthonormal basis of what some rows span, by modified Gram and Schmidt's method. The minimum of a ridge regression lies
 * there, so that one with more features than samples can be found among as few numbers as there are samples.
 *
 * @param basis {@code [at most samples][feature]}
 */
record RowSpace(double[][] basis) {

    /** Share of a row's length below which what is left of it is rounding. */
    private static final double ROUNDING = 1e-9;

    static RowSpace of(double[][] rows) {
        List<double[]> basis = new ArrayList<>();
        for (double[] row : rows) {
            double[] rest = row.clone();
            // twice, since the first time leaves rounding where a row is nearly in the space
            for (int pass = 0; pass < 2; pass++) {
                for (double[] direction : basis) {
                    subtract(rest, direction, dot(rest, direction));
                }
            }
            double length = Math.sqrt(dot(rest, rest));
            if (length > ROUNDING * Math.sqrt(dot(row, row))) {
                for (int j = 0; j < rest.length; j++) {
                    rest[j] /= length;
                }
                basis.add(rest);
            }
        }
        return new RowSpace(basis.toArray(double[][]::new));
    }

    /** Coordinates of a vector's part within the space. */
    double[] coordinates(double[] vector) {
        double[] coordinates = new double[basis.length];
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = dot(basis[i], vector);
        }
        return coordinates;
    }

    /** The vector of some coordinates. */
    double[] vector(double[] coordinates, int features) {
        double[] vector = new double[features];
        for (int i = 0; i < basis.length; i++) {
            subtract(vector, basis[i], -coordinates[i]);
        }
        return vector;
    }

    private static void subtract(double[] from, double[] direction, double factor) {
        for (int j = 0; j < from.length; j++) {
            from[j] -= factor * direction[j];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
