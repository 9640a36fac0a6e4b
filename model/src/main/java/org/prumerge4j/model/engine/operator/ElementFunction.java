package org.prumerge4j.model.engine.operator;

import org.prumerge4j.model.engine.kernel.Exponentials;
import org.prumerge4j.model.engine.kernel.Vectors;

/** A function of single elements and its derivative, on the first n elements of arrays. */
enum ElementFunction {
    SQUARE {
        @Override
        void value(float[] x, float[] out, float[] t, int n) {
            System.arraycopy(x, 0, out, 0, n);
            Vectors.multiply(out, x, n);
        }

        @Override
        void slope(float[] x, float[] out, float[] t, int n) {
            System.arraycopy(x, 0, out, 0, n);
            Vectors.scale(out, 2f, n);
        }
    },
    RECIPROCAL_SQUARE_ROOT {
        @Override
        void value(float[] x, float[] out, float[] t, int n) {
            for (int i = 0; i < n; i++) {
                out[i] = (float) (1 / Math.sqrt(x[i]));
            }
        }

        @Override
        void slope(float[] x, float[] out, float[] t, int n) {
            for (int i = 0; i < n; i++) {
                out[i] = (float) (-0.5 / (x[i] * Math.sqrt(x[i])));
            }
        }
    },
    ERF {
        @Override
        void value(float[] x, float[] out, float[] t, int n) {
            for (int i = 0; i < n; i++) {
                out[i] = (float) Exponentials.erf(x[i]);
            }
        }

        @Override
        void slope(float[] x, float[] out, float[] t, int n) {
            double atZero = 2 / Math.sqrt(Math.PI);
            for (int i = 0; i < n; i++) {
                double v = x[i];
                out[i] = (float) (atZero * Math.exp(-v * v));
            }
        }
    },
    SIGMOID {
        @Override
        void value(float[] x, float[] out, float[] t, int n) {
            Exponentials.sigmoid(x, 1f, out, t, n);
        }

        @Override
        void slope(float[] x, float[] out, float[] t, int n) {
            Exponentials.sigmoid(x, 1f, out, t, n);
            for (int i = 0; i < n; i++) {
                out[i] *= 1f - out[i];
            }
        }
    },
    QUICK_GELU {
        @Override
        void value(float[] x, float[] out, float[] t, int n) {
            Exponentials.quickGelu(x, out, t, n);
        }

        @Override
        void slope(float[] x, float[] out, float[] t, int n) {
            Exponentials.quickGeluSlope(x, out, t, n);
        }
    },
    GELU {
        @Override
        void value(float[] x, float[] out, float[] t, int n) {
            Exponentials.gelu(x, out, n);
        }

        @Override
        void slope(float[] x, float[] out, float[] t, int n) {
            Exponentials.geluSlope(x, out, n);
        }
    };

    /** Writes the function of x to out; t is free for use. */
    abstract void value(float[] x, float[] out, float[] t, int n);

    /** Writes the derivative at x to out; t is free for use. */
    abstract void slope(float[] x, float[] out, float[] t, int n);
}
