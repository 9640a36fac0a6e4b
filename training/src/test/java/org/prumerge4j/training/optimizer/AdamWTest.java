package org.prumerge4j.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.prumerge4j.model.tensor.Shape;

/** The stored numbers were made with {@code torch.optim.AdamW} and {@code clip_grad_norm_}, version in the file. */
class AdamWTest {
    private final JsonNode torch = read();

    @Test
    void followsTorchStepByStep() {
        List<ParameterGroup> groups = groups();
        AdamW adamW = new AdamW(
                groups,
                new AdamWOptions(
                        torch.at("/betas/0").asDouble(),
                        torch.at("/betas/1").asDouble(),
                        torch.get("eps").asDouble()));
        for (JsonNode step : torch.get("steps")) {
            Map<String, float[]> gradients = floatsByName(step.get("gradients"));
            double norm = GradientClipping.clip(gradients, torch.get("max_norm").asDouble());
            assertThat(norm).isCloseTo(step.get("norm").asDouble(), within(1e-5));
            gradients.forEach((name, values) ->
                    assertClose(values, floats(step.get("clipped").get(name)), 1e-6));
            adamW.step(gradients, step.get("multiplier").asDouble());
            for (TrainableParameter parameter : adamW.parameters()) {
                assertClose(values(parameter), floats(step.get("values").get(parameter.name())), 1e-6);
            }
        }
        adamW.firstMoments()
                .forEach((name, values) ->
                        assertClose(values, floats(torch.get("exp_avg").get(name)), 1e-6));
        adamW.secondMoments()
                .forEach((name, values) ->
                        assertClose(values, floats(torch.get("exp_avg_sq").get(name)), 1e-6));
        assertThat(adamW.steps()).isEqualTo(torch.get("steps").size());
    }

    @Test
    void goesOnBitForBitFromRestoredState() {
        AdamW straight = new AdamW(groups(), AdamWOptions.DEFAULTS);
        AdamW first = new AdamW(groups(), AdamWOptions.DEFAULTS);
        AdamW second = new AdamW(groups(), AdamWOptions.DEFAULTS);
        for (int i = 0; i < 6; i++) {
            Map<String, float[]> gradients =
                    floatsByName(torch.get("steps").get(i).get("gradients"));
            straight.step(gradients, 1);
            if (i == 3) {
                second.restore(first.steps(), (parameter, m, v) -> {
                    System.arraycopy(first.firstMoments().get(parameter.name()), 0, m, 0, m.length);
                    System.arraycopy(first.secondMoments().get(parameter.name()), 0, v, 0, v.length);
                });
                for (int p = 0; p < first.parameters().size(); p++) {
                    second.parameters()
                            .get(p)
                            .values()
                            .put(0, values(first.parameters().get(p)));
                }
            }
            (i < 3 ? first : second).step(gradients, 1);
        }
        for (int p = 0; p < straight.parameters().size(); p++) {
            assertThat(values(second.parameters().get(p)))
                    .containsExactly(values(straight.parameters().get(p)));
        }
    }

    @Test
    void resultOfLargeDirectBuffersEqualsThatOfTheirPieces() {
        int size = 200_003;
        SplittableRandom random = new SplittableRandom(3);
        float[] gradient = new float[size];
        float[] start = new float[size];
        for (int i = 0; i < size; i++) {
            gradient[i] = (float) random.nextDouble(-1, 1);
            start[i] = (float) random.nextDouble(-1, 1);
        }
        FloatBuffer direct = ByteBuffer.allocateDirect(size * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .put(0, start);
        AdamW whole = adamW(new TrainableParameter("w", Shape.of(size), direct));
        whole.step(Map.of("w", gradient), 1);
        whole.step(Map.of("w", gradient), 1);
        for (int i : new int[] {0, 1, 2047, 2048, 65_535, 65_536, 131_072, size - 1}) {
            FloatBuffer one = FloatBuffer.wrap(new float[] {start[i]});
            AdamW piece = adamW(new TrainableParameter("w", Shape.of(1), one));
            piece.step(Map.of("w", new float[] {gradient[i]}), 1);
            piece.step(Map.of("w", new float[] {gradient[i]}), 1);
            assertThat(direct.get(i)).isEqualTo(one.get(0));
        }
    }

    @Test
    void missingOrMisshapenGradientChangesNothing() {
        TrainableParameter parameter = new TrainableParameter("w", Shape.of(2), FloatBuffer.wrap(new float[] {1, 2}));
        AdamW adamW = adamW(parameter);
        assertThatThrownBy(() -> adamW.step(Map.of(), 1)).hasMessageContaining("no gradient of parameter w");
        assertThatThrownBy(() -> adamW.step(Map.of("w", new float[3]), 1)).hasMessageContaining("its gradient 3");
        assertThat(adamW.steps()).isZero();
        assertThat(values(parameter)).containsExactly(1, 2);
    }

    @Test
    void refusesAmbiguousGroups() {
        TrainableParameter a = new TrainableParameter("a", Shape.of(1), FloatBuffer.allocate(1));
        TrainableParameter b = new TrainableParameter("b", Shape.of(1), FloatBuffer.allocate(1));
        assertThatThrownBy(() -> new AdamW(
                        List.of(new ParameterGroup("x", 1, 0, List.of(a)), new ParameterGroup("y", 1, 0, List.of(a))),
                        AdamWOptions.DEFAULTS))
                .hasMessageContaining("parameter a is in the optimiser twice");
        assertThatThrownBy(() -> new AdamW(
                        List.of(new ParameterGroup("x", 1, 0, List.of(a)), new ParameterGroup("x", 2, 0, List.of(b))),
                        AdamWOptions.DEFAULTS))
                .hasMessageContaining("1.0 and 2.0");
        assertThatThrownBy(() -> new ParameterGroup("x", Double.NaN, 0, List.of(a)))
                .hasMessageContaining("learning rate of parameter group x is NaN");
        assertThatThrownBy(() -> new TrainableParameter("a", Shape.of(2, 3), FloatBuffer.allocate(5)))
                .hasMessageContaining("6 elements, its buffer 5");
    }

    private static AdamW adamW(TrainableParameter parameter) {
        return new AdamW(List.of(new ParameterGroup("g", 0.01, 0.1, List.of(parameter))), AdamWOptions.DEFAULTS);
    }

    private List<ParameterGroup> groups() {
        List<ParameterGroup> groups = new ArrayList<>();
        for (JsonNode group : torch.get("groups")) {
            List<TrainableParameter> parameters = new ArrayList<>();
            for (JsonNode name : group.get("parameters")) {
                float[] initial = floats(torch.get("initial").get(name.asText()));
                long[] shape = new long[torch.get("shapes").get(name.asText()).size()];
                for (int i = 0; i < shape.length; i++) {
                    shape[i] = torch.get("shapes").get(name.asText()).get(i).asLong();
                }
                parameters.add(new TrainableParameter(name.asText(), Shape.of(shape), FloatBuffer.wrap(initial)));
            }
            groups.add(new ParameterGroup(
                    group.get("name").asText(),
                    group.get("lr").asDouble(),
                    group.get("weight_decay").asDouble(),
                    parameters));
        }
        return groups;
    }

    private static float[] values(TrainableParameter parameter) {
        float[] values = new float[parameter.size()];
        parameter.values().get(0, values);
        return values;
    }

    private static void assertClose(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i])
                    .isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
        }
    }

    private static Map<String, float[]> floatsByName(JsonNode node) {
        Map<String, float[]> map = new LinkedHashMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), floats(entry.getValue())));
        return map;
    }

    private static float[] floats(JsonNode node) {
        float[] values = new float[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) node.get(i).asDouble();
        }
        return values;
    }

    private static JsonNode read() {
        try (InputStream in = AdamWTest.class.getResourceAsStream("adamw-torch.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
