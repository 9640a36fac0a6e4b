package org.prumerge4j.experiments.base.language;

import java.util.Arrays;
import java.util.Random;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.graph.ParameterSpec;
import org.prumerge4j.model.tensor.Shape;

/** First values of projector and decoder: deviations by width and, where blocks add to the residual stream, by depth. */
final class LanguageStart {
    private static final double GAIN = 0.6;
    private static final double EMBEDDING = 0.3;

    private final DecoderConfig config;
    private final long seed;

    LanguageStart(DecoderConfig config, long seed) {
        this.config = config;
        this.seed = seed;
    }

    float[] of(ParameterSpec parameter) {
        String name = parameter.name();
        float[] values = new float[Math.toIntExact(parameter.shape().elements())];
        if (name.endsWith("norm.weight")) {
            Arrays.fill(values, 1f);
        } else if (!name.endsWith(".bias")) {
            Random random = new Random(seed * 31 + name.hashCode());
            double deviation = deviation(name, parameter.shape());
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * deviation);
            }
        }
        return values;
    }

    private double deviation(String name, Shape shape) {
        if (name.contains("embed_tokens")) {
            return EMBEDDING;
        }
        double byWidth = GAIN / Math.sqrt((double) shape.size(1));
        boolean residual = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
        return residual ? byWidth / Math.sqrt(2.0 * config.layers()) : byWidth;
    }
}
