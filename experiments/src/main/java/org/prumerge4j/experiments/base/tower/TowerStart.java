package org.prumerge4j.experiments.base.tower;

import java.util.Arrays;
import java.util.Random;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.graph.ParameterSpec;

/**
 * First values of a tower: deviations by width and depth as OpenAI's CLIP has them, and positions that already tell
 * rows and columns apart. With one deviation for all, as transformers has it, shapes are not learned in the time.
 */
final class TowerStart {
    private static final double POSITION = 0.5;
    private static final double CLASS_POSITION = 0.01;
    private static final double WAVELENGTHS = 10_000;
    /** Sine and cosine of column and row. */
    private static final int WAVES = 4;

    private final VisionConfig config;
    private final long seed;

    TowerStart(VisionConfig config, long seed) {
        this.config = config;
        this.seed = seed;
    }

    float[] of(ParameterSpec parameter) {
        String name = parameter.name();
        float[] values = new float[Math.toIntExact(parameter.shape().elements())];
        if (name.endsWith("position_embedding.weight")) {
            positions(values);
        } else if (name.endsWith("norm.weight")
                || name.endsWith("layer_norm1.weight")
                || name.endsWith("layer_norm2.weight")
                || name.endsWith("layrnorm.weight")) {
            Arrays.fill(values, 1f);
        } else if (!name.endsWith(".bias")) {
            Random random = new Random(seed * 31 + name.hashCode());
            double deviation = deviation(name, parameter);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * deviation);
            }
        }
        return values;
    }

    private double deviation(String name, ParameterSpec parameter) {
        double byWidth = 1 / Math.sqrt(config.hiddenSize());
        double byDepth = 1 / Math.sqrt(2.0 * config.layers());
        if (name.endsWith("out_proj.weight") || name.endsWith("fc2.weight")) {
            return byWidth * byDepth;
        }
        if (name.endsWith("fc1.weight")) {
            return byWidth / Math.sqrt(2);
        }
        if (name.endsWith("patch_embedding.weight")) {
            return Math.sqrt(config.hiddenSize() / (double) parameter.shape().elements());
        }
        return byWidth;
    }

    /** Row 0 is [CLS]. */
    private void positions(float[] values) {
        int width = config.hiddenSize();
        Random random = new Random(seed);
        for (int i = 0; i < width; i++) {
            values[i] = (float) (random.nextGaussian() * CLASS_POSITION);
        }
        int frequencies = width / WAVES;
        for (int patch = 0; patch < config.patches(); patch++) {
            int column = patch % config.grid();
            int row = patch / config.grid();
            int at = (patch + 1) * width;
            for (int i = 0; i < frequencies; i++) {
                double frequency = 1 / Math.pow(WAVELENGTHS, i / (double) frequencies);
                values[at + i] = (float) (POSITION * Math.sin(column * frequency));
                values[at + frequencies + i] = (float) (POSITION * Math.cos(column * frequency));
                values[at + 2 * frequencies + i] = (float) (POSITION * Math.sin(row * frequency));
                values[at + 3 * frequencies + i] = (float) (POSITION * Math.cos(row * frequency));
            }
        }
    }
}
