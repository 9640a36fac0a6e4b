package org.prumerge4j.training.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.training.accumulation.GradientSink;
import org.prumerge4j.training.optimizer.TrainableParameter;

/**
 * Logistic regression with dropout on its inputs: each sample has a few "tokens", each with features and a class that a
 * hidden plane decides. Weights are called like an adapter's, the bias like the projector's.
 */
final class ToyModel implements TrainingStep {
    static final String WEIGHT = "model.layers.0.self_attn.q_proj.lora_A.weight";
    static final String BIAS = "mm_projector.0.bias";
    private static final int FEATURES = 6;

    final TrainableParameter weight = new TrainableParameter(WEIGHT, Shape.of(1, FEATURES), direct(FEATURES));
    final TrainableParameter bias = new TrainableParameter(BIAS, Shape.of(1), direct(1));
    final List<List<String>> seen = new ArrayList<>();
    private final double dropout;
    private final int samples;

    ToyModel(int samples, double dropout) {
        this.samples = samples;
        this.dropout = dropout;
        for (int i = 0; i < FEATURES; i++) {
            weight.values().put(i, 0.01f * i);
        }
    }

    List<TrainableParameter> parameters() {
        return List.of(weight, bias);
    }

    List<String> ids() {
        return IntStream.range(0, samples).mapToObj(i -> "s" + i).toList();
    }

    float[] values() {
        float[] values = new float[FEATURES + 1];
        weight.values().get(0, values, 0, FEATURES);
        values[FEATURES] = bias.values().get(0);
        return values;
    }

    /** Sample 0 has 1 token, sample 1 has 2, sample 2 has 3, sample 3 has 1, and so on. */
    static int tokens(int sample) {
        return 1 + sample % 3;
    }

    @Override
    public MicroBatchLoss compute(MicroBatch batch, GradientSink gradients) throws IOException {
        seen.add(batch.ids());
        SplittableRandom random = new SplittableRandom(batch.randomSeed());
        float[] weightGradient = new float[FEATURES];
        float[] biasGradient = new float[1];
        double loss = 0;
        long tokens = 0;
        for (int sample : batch.samples()) {
            for (int token = 0; token < tokens(sample); token++) {
                loss += token(features(sample, token), random, weightGradient, biasGradient);
                tokens++;
            }
        }
        gradients.add(WEIGHT, FloatBuffer.wrap(weightGradient));
        gradients.add(BIAS, FloatBuffer.wrap(biasGradient));
        return new MicroBatchLoss(loss, tokens, 2 * tokens);
    }

    private double token(double[] features, SplittableRandom random, float[] weightGradient, float[] biasGradient) {
        double target = features[0] + 2 * features[1] - features[2] > 0.2 ? 1 : 0;
        double logit = bias.values().get(0);
        for (int i = 0; i < FEATURES; i++) {
            features[i] = random.nextDouble() < dropout ? 0 : features[i] / (1 - dropout);
            logit += features[i] * weight.values().get(i);
        }
        double probability = 1 / (1 + Math.exp(-logit));
        for (int i = 0; i < FEATURES; i++) {
            weightGradient[i] += (float) ((probability - target) * features[i]);
        }
        biasGradient[0] += (float) (probability - target);
        return -Math.log(target == 1 ? probability : 1 - probability);
    }

    private static double[] features(int sample, int token) {
        SplittableRandom random = new SplittableRandom(1000L * sample + token);
        return random.doubles(FEATURES, -1, 1).toArray();
    }

    private static FloatBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}
