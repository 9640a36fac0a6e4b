package org.prumerge4j.experiments.base.learning;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.training.optimizer.TrainableParameter;

/**
 * Steps of equal length in all directions of a matrix: momentum whose singular values are brought near one.
 *
 * <p>Muon (Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024), with Nesterov momentum, five
 * Newton-Schulz iterations of its quintic polynomial, decoupled weight decay, and steps scaled to the root mean square
 * of AdamW's (Liu et al., "Muon is Scalable for LLM Training", arXiv 2502.16982, equation 4):
 *
 * <pre>
 * m = momentum m + (1 - momentum) g
 * u = (1 - momentum) g + momentum m
 * p = (1 - rate decay) p - rate 0.2 sqrt(max(rows, columns)) orthogonal(u)
 * </pre>
 */
final class Muon {
    private static final float MOMENTUM = 0.95f;
    private static final int ITERATIONS = 5;
    /** Coefficients of x, x^3 and x^5: steepest at zero among those that keep singular values between 0.7 and 1.2. */
    private static final double LINEAR = 3.4445;

    private static final double CUBIC = -4.7750;
    private static final double QUINTIC = 2.0315;
    /** Root mean square of AdamW's usual step, in learning rates. */
    private static final double STEP_OF_ADAMW = 0.2;
    /** Keeps a gradient of zeros from being divided by its norm. */
    private static final double EPSILON = 1e-12;

    private final List<Matrix> matrices;
    private final double learningRate;
    private final double decay;

    /**
     * An optimiser at its first step.
     *
     * @param parameters matrices
     * @param learningRate at its highest
     * @param decay of weights
     */
    Muon(List<TrainableParameter> parameters, double learningRate, double decay) {
        this.matrices = parameters.stream().map(Matrix::new).toList();
        this.learningRate = learningRate;
        this.decay = decay;
    }

    /**
     * One update of all matrices.
     *
     * @param gradients by the names of parameters, others among them
     * @param multiplier what the schedule multiplies the learning rate with
     */
    void step(Map<String, float[]> gradients, double multiplier) {
        double rate = learningRate * multiplier;
        matrices.parallelStream()
                .forEach(matrix -> matrix.step(
                        Objects.requireNonNull(gradients.get(matrix.parameter.name())), rate, 1 - rate * decay));
    }

    /** A parameter, its momentum and its working memory: column-major, and so transposed, which changes nothing. */
    private static final class Matrix {
        private final TrainableParameter parameter;
        private final float[] momentum;
        private final float[] values;
        private final INDArray direction;
        private final INDArray next;
        private final INDArray square;
        private final INDArray polynomial;

        Matrix(TrainableParameter parameter) {
            this.parameter = parameter;
            this.momentum = new float[parameter.size()];
            this.values = new float[parameter.size()];
            long rows = parameter.shape().size(1);
            long columns = parameter.shape().size(0);
            long least = Math.min(rows, columns);
            this.direction = columnMajor(rows, columns);
            this.next = columnMajor(rows, columns);
            this.square = columnMajor(least, least);
            this.polynomial = columnMajor(least, least);
        }

        private static INDArray columnMajor(long rows, long columns) {
            return Nd4j.create(DataType.FLOAT, new long[] {rows, columns}, 'f');
        }

        void step(float[] gradient, double rate, double keep) {
            double squares = 0;
            for (int i = 0; i < values.length; i++) {
                momentum[i] = MOMENTUM * momentum[i] + (1 - MOMENTUM) * gradient[i];
                values[i] = (1 - MOMENTUM) * gradient[i] + MOMENTUM * momentum[i];
                squares += (double) values[i] * values[i];
            }
            orthogonalize((float) (1 / (Math.sqrt(squares) + EPSILON)));
            float length = (float) (rate * STEP_OF_ADAMW * Math.sqrt(Math.max(direction.rows(), direction.columns())));
            FloatBuffer target = parameter.values();
            for (int i = 0; i < values.length; i++) {
                target.put(i, (float) keep * target.get(i) - length * values[i]);
            }
        }

        /** Brings the singular values of {@link #values} near one. */
        private void orthogonalize(float scale) {
            for (int i = 0; i < values.length; i++) {
                values[i] *= scale;
            }
            Weights.memory(direction).put(0, values);
            boolean flat = direction.rows() <= direction.columns();
            for (int i = 0; i < ITERATIONS; i++) {
                Nd4j.gemm(direction, direction, square, !flat, flat, 1, 0);
                polynomial.assign(square);
                Nd4j.gemm(square, square, polynomial, false, false, QUINTIC, CUBIC);
                next.assign(direction);
                if (flat) {
                    Nd4j.gemm(polynomial, direction, next, false, false, 1, LINEAR);
                } else {
                    Nd4j.gemm(direction, polynomial, next, false, false, 1, LINEAR);
                }
                direction.assign(next);
            }
            Weights.memory(direction).get(0, values);
        }
    }
}
