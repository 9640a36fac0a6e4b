package org.prumerge4j.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.decoder.DecoderInputs;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.engine.CompiledExecutor.Mode;
import org.prumerge4j.model.execution.GradientCheck;
import org.prumerge4j.model.execution.Gradients;
import org.prumerge4j.model.execution.SameDiffExecutor;
import org.prumerge4j.model.graph.Graph;

/** Several questions that share the beginning of a sequence: each token sees that and its own question. */
class GapAttentionTest {
    private static final double TOLERANCE = 1e-5;
    private static final float HIDDEN = -1e9f;
    private static final DecoderConfig CONFIG = new DecoderConfig(16, 24, 2, 4, 2, 11, 1e-5, 10000, 512);
    private static final Graph GRAPH = DecoderGraphs.training(CONFIG, Set.of("q_proj", "k_proj", "v_proj"));

    @Property(tries = 6, shrinking = ShrinkingMode.OFF)
    void gradientsWithGapsEqualSameDiffs(
            @ForAll @IntRange(min = 1, max = 100) int shared,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 70) Integer> questions,
            @ForAll @IntRange(min = 1, max = 90) int other) {
        int first = shared + questions.stream().mapToInt(Integer::intValue).sum();
        float[] mask = mask(shared, questions, other);
        Map<String, INDArray> inputs = inputs(mask, first, other);
        Map<String, INDArray> parameters = GradientCheck.randomParameters(GRAPH, shared, 0.6);
        List<String> outputs = List.of(SupervisedLoss.LOSS);
        try (SameDiffExecutor slow = new SameDiffExecutor(GRAPH, parameters);
                CompiledExecutor fast = new CompiledExecutor(GRAPH, parameters, 2, Mode.POISONED);
                Gradients expected = slow.gradients(inputs, outputs);
                Gradients actual = fast.gradients(inputs, outputs)) {
            expected.gradients().forEach((name, gradient) -> assertThat(
                            DecoderGraphs.distance(gradient, actual.gradients().get(name)))
                    .as(name)
                    .isLessThan(TOLERANCE));
            assertThat(DecoderGraphs.distance(
                            expected.outputs().get(SupervisedLoss.LOSS),
                            actual.outputs().get(SupervisedLoss.LOSS)))
                    .isLessThan(TOLERANCE);
        }
    }

    /** A sample of questions that share its beginning, and an ordinary sample behind it. */
    private static float[] mask(int shared, List<Integer> questions, int other) {
        int first = shared + questions.stream().mapToInt(Integer::intValue).sum();
        int tokens = first + other;
        float[] mask = new float[tokens * tokens];
        Arrays.fill(mask, HIDDEN);
        for (int token = 0; token < shared; token++) {
            Arrays.fill(mask, token * tokens, token * tokens + token + 1, 0f);
        }
        int start = shared;
        for (int length : questions) {
            for (int token = start; token < start + length; token++) {
                Arrays.fill(mask, token * tokens, token * tokens + shared, 0f);
                Arrays.fill(mask, token * tokens + start, token * tokens + token + 1, 0f);
            }
            start += length;
        }
        for (int token = first; token < tokens; token++) {
            Arrays.fill(mask, token * tokens + first, token * tokens + token + 1, 0f);
        }
        return mask;
    }

    private static Map<String, INDArray> inputs(float[] mask, int first, int other) {
        Map<String, INDArray> inputs = new HashMap<>(DecoderGraphs.inputs(CONFIG, List.of(first, other), 3));
        inputs.put(DecoderInputs.MASK, Nd4j.createFromArray(mask).reshape(first + other, first + other));
        return inputs;
    }
}
