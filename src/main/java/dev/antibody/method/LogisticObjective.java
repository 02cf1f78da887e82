package dev.antibody.method;

/**
 * What {@link LogisticRegression} minimises.
 *
 * @param rows {@code [sample][1 + features]}: 1, then the standardised features
 * @param firsts samples of the first group, which come first
 * @param ridge strength of the penalty on all parameters but the intercept
 */
record LogisticObjective(double[][] rows, int firsts, double ridge) {

    /**
     * The way down from a point.
     *
     * @param direction Newton's step
     * @param decrement what the quadratic model expects of it, twice: gᵀ H⁻¹ g
     */
    record Descent(double[] direction, double decrement) {

        /** The point a share of the step away. */
        double[] from(double[] point, double length) {
            double[] next = new double[point.length];
            for (int j = 0; j < next.length; j++) {
                next[j] = point[j] + length * direction[j];
            }
            return next;
        }
    }

    /** Parameters: the intercept and the weights. */
    int size() {
        return rows[0].length;
    }

    int samples() {
        return rows.length;
    }

    /** J, in nats. */
    double value(double[] point) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            sum += share(i) * softplus(-sign(i) * dot(rows[i], point));
        }
        for (int j = 1; j < point.length; j++) {
            sum += ridge / 2 * point[j] * point[j];
        }
        return sum;
    }

    /** Newton's step from a point: −H⁻¹ g. */
    Descent newton(double[] point) {
        int size = point.length;
        double[] gradient = new double[size];
        double[][] hessian = new double[size][size];
        for (int i = 0; i < rows.length; i++) {
            double wrong = logistic(-sign(i) * dot(rows[i], point));
            double slope = -share(i) * sign(i) * wrong;
            double curvature = share(i) * wrong * (1 - wrong);
            for (int j = 0; j < size; j++) {
                gradient[j] += slope * rows[i][j];
                for (int k = 0; k <= j; k++) {
                    hessian[j][k] += curvature * rows[i][j] * rows[i][k];
                }
            }
        }
        for (int j = 1; j < size; j++) {
            gradient[j] += ridge * point[j];
            hessian[j][j] += ridge;
        }
        double[] step = solve(hessian, gradient);
        double decrement = dot(gradient, step);
        for (int j = 0; j < size; j++) {
            step[j] = -step[j];
        }
        return new Descent(step, decrement);
    }

    private double sign(int sample) {
        return sample < firsts ? 1 : -1;
    }

    /** So much of a sample that both groups weigh half of all. */
    private double share(int sample) {
        return rows.length / (2.0 * (sample < firsts ? firsts : rows.length - firsts));
    }

    /**
     * Solves by Cholesky's decomposition, in place.
     *
     * @param matrix lower triangle of a positive definite one
     */
    private static double[] solve(double[][] matrix, double[] right) {
        int size = right.length;
        double[] solution = right.clone();
        for (int j = 0; j < size; j++) {
            for (int k = 0; k <= j; k++) {
                double sum = matrix[j][k];
                for (int l = 0; l < k; l++) {
                    sum -= matrix[j][l] * matrix[k][l];
                }
                matrix[j][k] = k == j ? Math.sqrt(sum) : sum / matrix[k][k];
            }
            for (int k = 0; k < j; k++) {
                solution[j] -= matrix[j][k] * solution[k];
            }
            solution[j] /= matrix[j][j];
        }
        for (int j = size - 1; j >= 0; j--) {
            for (int k = j + 1; k < size; k++) {
                solution[j] -= matrix[k][j] * solution[k];
            }
            solution[j] /= matrix[j][j];
        }
        return solution;
    }

    private static double dot(double[] left, double[] right) {
        double sum = 0;
        for (int j = 0; j < left.length; j++) {
            sum += left[j] * right[j];
        }
        return sum;
    }

    /** log(1 + exp(x)) without overflow. */
    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
