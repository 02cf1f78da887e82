package dev.antibody.method;

/**
 * How far apart two sets of equally many vectors lie: the squared maximum mean discrepancy, with a sum of five Gaussian
 * kernels around the mean distance.
 *
 * <pre>
 * k(a, b) = Σ over i = −2 … 2 of exp(−‖a − b‖² / (2^i s))     s: mean of ‖a − b‖² over all pairs of both sets together
 * MMD²    = mean k(x, x') + mean k(y, y') − 2 · mean k(x, y)   a vector is a pair with itself, too
 * </pre>
 *
 * <em>Faithful</em> to the published code of RepNoise, also in that no gradient flows through s.
 *
 * @param value 0 where the sets are the same
 * @param gradient by each x, shaped as these
 */
public record KernelDiscrepancy(double value, float[][] gradient) {

    private static final double[] WIDTHS = {0.25, 0.5, 1, 2, 4};

    /**
     * Computes it in fp64.
     *
     * @param x vectors of one length
     * @param y as many of the same length
     */
    public static KernelDiscrepancy of(float[][] x, float[][] y) {
        if (x.length != y.length || x.length == 0) {
            throw new IllegalArgumentException(x.length + " vectors against " + y.length);
        }
        int count = x.length;
        float[][] all = new float[2 * count][];
        System.arraycopy(x, 0, all, 0, count);
        System.arraycopy(y, 0, all, count, count);
        double[][] distances = new double[all.length][all.length];
        double sum = 0;
        for (int i = 0; i < all.length; i++) {
            for (int j = 0; j < i; j++) {
                distances[i][j] = squaredDistance(all[i], all[j]);
                distances[j][i] = distances[i][j];
                sum += 2 * distances[i][j];
            }
        }
        float[][] gradient = new float[count][x[0].length];
        if (sum == 0) {
            return new KernelDiscrepancy(0, gradient);
        }
        double mean = sum / (all.length * (all.length - 1.0));
        double share = 1.0 / ((double) count * count);
        double value = 0;
        for (int i = 0; i < all.length; i++) {
            double[] pull = new double[i < count ? x[0].length : 0];
            for (int j = 0; j < all.length; j++) {
                double sign = i < count == j < count ? share : -share;
                value += sign * kernel(distances[i][j], mean);
                if (i < count && i != j) {
                    // once as (i, j) and once as (j, i), and the square's derivative
                    add(pull, 4 * sign * slope(distances[i][j], mean), all[i], all[j]);
                }
            }
            for (int c = 0; c < pull.length; c++) {
                gradient[i][c] = (float) pull[c];
            }
        }
        return new KernelDiscrepancy(value, gradient);
    }

    private static double squaredDistance(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(a.length + " coordinates against " + b.length);
        }
        double sum = 0;
        for (int c = 0; c < a.length; c++) {
            double difference = (double) a[c] - b[c];
            sum += difference * difference;
        }
        return sum;
    }

    private static double kernel(double distance, double mean) {
        double sum = 0;
        for (double width : WIDTHS) {
            sum += StrictMath.exp(-distance / (width * mean));
        }
        return sum;
    }

    private static double slope(double distance, double mean) {
        double sum = 0;
        for (double width : WIDTHS) {
            sum -= StrictMath.exp(-distance / (width * mean)) / (width * mean);
        }
        return sum;
    }

    private static void add(double[] sum, double factor, float[] a, float[] b) {
        for (int c = 0; c < sum.length; c++) {
            sum[c] += factor * ((double) a[c] - b[c]);
        }
    }
}
