package org.prumerge4j.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.model.engine.CompiledExecutor;
import org.prumerge4j.model.execution.Gradients;
import org.prumerge4j.model.execution.SameDiffExecutor;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.ParameterSpec;
import org.prumerge4j.model.graph.Value;

class LoraLinearsTest {
    private static final int IN = 5;
    private static final int OUT = 4;
    private static final int RANK = 2;
    private static final int TOKENS = 3;
    private static final double SCALING = 1.5;
    private static final int VALUE_STEPS = 1024;
    private static final double PROBABILITY = 0.4;
    private static final String PATH = "model.layers.0.mlp.up_proj";
    private static final Adapter ADAPTER = new Adapter(new LinearShape(PATH, IN, OUT), RANK, SCALING);
    private static final AdapterLayout LAYOUT = new AdapterLayout(List.of(ADAPTER));

    private final SplittableRandom random = new SplittableRandom(20);
    private Map<String, INDArray> parameters;
    private Map<String, INDArray> inputs;
    private float @Nullable [] mask;

    @BeforeEach
    void drawValues() {
        parameters = new HashMap<>();
        parameters.put(PATH + ".weight", values(OUT, IN));
        parameters.put(ADAPTER.nameA(), values(RANK, IN));
        parameters.put(ADAPTER.nameB(), values(OUT, RANK));
        inputs = new HashMap<>();
        inputs.put("x", values(TOKENS, IN));
    }

    private INDArray values(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(-VALUE_STEPS, VALUE_STEPS + 1) / (float) VALUE_STEPS;
        }
        return Nd4j.create(values, new long[] {rows, columns}, 'c');
    }

    /** Draws a number for the dropout; the same factors as the graph will use. */
    private void drawDropout(long step) {
        DropoutMasks dropout = new DropoutMasks(4, PROBABILITY);
        inputs.putAll(dropout.inputs(step, 0));
        mask = new float[TOKENS * IN];
        DropoutMasks.pattern(PROBABILITY, ADAPTER).factors(dropout.draw(step, 0), 0, mask, mask.length);
    }

    /** Half the sum of squares, whose derivatives depend on every element. */
    private static Graph graph(LoraLinears linears) {
        GraphBuilder builder = new GraphBuilder();
        Value y = linears.apply(builder, PATH, builder.input("x", -1, IN), IN, OUT);
        builder.output("y", y);
        builder.loss("loss", builder.scale(builder.sum(builder.sumOfLast(builder.square(y))), 0.5));
        return builder.build();
    }

    private INDArray forward(Graph graph) {
        try (SameDiffExecutor executor = new SameDiffExecutor(graph, parameters)) {
            return executor.run(inputs, List.of("y")).get("y");
        }
    }

    private double loss() {
        INDArray x = inputs.get("x");
        double loss = 0;
        for (int t = 0; t < TOKENS; t++) {
            for (int o = 0; o < OUT; o++) {
                double y = 0;
                for (int i = 0; i < IN; i++) {
                    double update = 0;
                    for (int r = 0; r < RANK; r++) {
                        update += parameters.get(ADAPTER.nameB()).getDouble(o, r)
                                * parameters.get(ADAPTER.nameA()).getDouble(r, i);
                    }
                    double kept = mask == null ? 1 : mask[t * IN + i];
                    y += x.getDouble(t, i)
                            * (parameters.get(PATH + ".weight").getDouble(o, i) + kept * SCALING * update);
                }
                loss += y * y / 2;
            }
        }
        return loss;
    }

    private void assertGradientEqualsDifferences(String name, INDArray gradient) {
        INDArray parameter = parameters.get(name);
        // The loss is quadratic in each element, so the central difference has no error of truncation; values and step
        // are multiples of one power of two, so the sums have none of rounding.
        float step = 16f / VALUE_STEPS;
        for (int row = 0; row < parameter.rows(); row++) {
            for (int column = 0; column < parameter.columns(); column++) {
                float value = parameter.getFloat(row, column);
                parameter.putScalar(row, column, value + step);
                double above = loss();
                parameter.putScalar(row, column, value - step);
                double below = loss();
                parameter.putScalar(row, column, value);
                assertThat(gradient.getDouble(row, column))
                        .as("%s[%d, %d]", name, row, column)
                        .isCloseTo((above - below) / (2 * step), within(2e-5));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsEqualFiniteDifferences(boolean dropout) {
        if (dropout) {
            drawDropout(1);
            assertThat(mask).contains(0f, (float) (1 / (1 - PROBABILITY)));
        }
        Graph graph = graph(LoraLinears.training(LAYOUT, dropout ? PROBABILITY : 0));
        try (SameDiffExecutor executor = new SameDiffExecutor(graph, parameters);
                Gradients result = executor.gradients(inputs, List.of("loss"))) {
            assertThat(result.outputs().get("loss").getDouble(0)).isCloseTo(loss(), within(1e-5));
            assertThat(result.gradients()).containsOnlyKeys(ADAPTER.nameA(), ADAPTER.nameB());
            assertGradientEqualsDifferences(ADAPTER.nameA(), result.gradients().get(ADAPTER.nameA()));
            assertGradientEqualsDifferences(ADAPTER.nameB(), result.gradients().get(ADAPTER.nameB()));
        }
    }

    @Test
    void aFreshAdapterChangesNothingAndLearnsThroughBAlone() {
        LoraInitialisation initialisation = new LoraInitialisation(5);
        parameters.put(ADAPTER.nameA(), Nd4j.create(initialisation.valuesA(ADAPTER), new long[] {RANK, IN}, 'c'));
        parameters.put(ADAPTER.nameB(), Nd4j.create(initialisation.valuesB(ADAPTER), new long[] {OUT, RANK}, 'c'));
        Graph graph = graph(LoraLinears.training(LAYOUT, 0));
        INDArray plain = forward(graph(LoraLinears.training(new AdapterLayout(List.of()), 0)));
        assertThat(forward(graph)).isEqualTo(plain);
        try (SameDiffExecutor executor = new SameDiffExecutor(graph, parameters);
                Gradients result = executor.gradients(inputs, List.of())) {
            assertThat(result.gradients().get(ADAPTER.nameA()).data().asFloat()).containsOnly(0f);
            assertThat(result.gradients().get(ADAPTER.nameB()).data().asFloat()).doesNotContain(0f);
        }
    }

    @Test
    void aColumnZeroedInEveryTokenHasNoGradientInA() {
        long step = 0;
        do {
            drawDropout(step++);
        } while (kept(2) > 0 || kept(1) == 0);
        Graph graph = graph(LoraLinears.training(LAYOUT, PROBABILITY));
        try (SameDiffExecutor executor = new SameDiffExecutor(graph, parameters);
                Gradients result = executor.gradients(inputs, List.of())) {
            INDArray gradient = result.gradients().get(ADAPTER.nameA());
            for (int r = 0; r < RANK; r++) {
                assertThat(gradient.getFloat(r, 2)).isZero();
                assertThat(gradient.getFloat(r, 1)).isNotZero();
            }
        }
    }

    private int kept(int column) {
        int kept = 0;
        for (int t = 0; t < TOKENS; t++) {
            kept += mask[t * IN + column] == 0 ? 0 : 1;
        }
        return kept;
    }

    @Test
    void theEngineDropsWhatSameDiffDrops() {
        drawDropout(3);
        Graph graph = graph(LoraLinears.training(LAYOUT, PROBABILITY));
        try (SameDiffExecutor slow = new SameDiffExecutor(graph, parameters);
                CompiledExecutor fast = new CompiledExecutor(graph, parameters);
                Gradients expected = slow.gradients(inputs, List.of("y"));
                Gradients actual = fast.gradients(inputs, List.of("y"))) {
            assertThat(actual.outputs()
                            .get("y")
                            .equalsWithEps(expected.outputs().get("y"), 1e-6))
                    .isTrue();
            expected.gradients().forEach((name, gradient) -> assertThat(
                            actual.gradients().get(name).equalsWithEps(gradient, 1e-5))
                    .as(name)
                    .isTrue());
        }
    }

    @Test
    void isTheMergedLayer() {
        INDArray y = forward(graph(LoraLinears.evaluation(LAYOUT)));
        float[] merged = LoraMerge.merge(
                ADAPTER,
                parameters.get(PATH + ".weight").data().asFloat(),
                parameters.get(ADAPTER.nameA()).data().asFloat(),
                parameters.get(ADAPTER.nameB()).data().asFloat());
        parameters.put(PATH + ".weight", Nd4j.create(merged, new long[] {OUT, IN}, 'c'));
        INDArray expected = forward(graph(LoraLinears.evaluation(new AdapterLayout(List.of()))));
        assertThat(y.equalsWithEps(expected, 1e-5)).isTrue();
    }

    @Test
    void declaresWhatTrainsAndWhatDoesNot() {
        Graph training = graph(LoraLinears.training(LAYOUT, 0.1));
        assertThat(training.trainable())
                .extracting(ParameterSpec::name, ParameterSpec::shape)
                .containsExactly(tuple(ADAPTER.nameA(), ADAPTER.shapeA()), tuple(ADAPTER.nameB(), ADAPTER.shapeB()));
        assertThat(training.parameters().get(PATH + ".weight").role()).isEqualTo(ParameterRole.FROZEN);
        assertThat(training.inputs()).containsOnlyKeys("x", GraphBuilder.DRAW);
    }

    @Test
    void evaluationHasNeitherDropoutNorTrainableParameters() {
        Graph evaluation = graph(LoraLinears.evaluation(LAYOUT));
        assertThat(evaluation.inputs()).containsOnlyKeys("x");
        assertThat(evaluation.trainable()).isEmpty();
        assertThat(evaluation.dropouts()).isEmpty();
        assertThat(graph(LoraLinears.training(LAYOUT, 0)).inputs()).containsOnlyKeys("x");
    }

    @Test
    void refusesALayerOfAnotherWidth() {
        GraphBuilder builder = new GraphBuilder();
        Value x = builder.input("x", -1, IN + 1);
        assertThatThrownBy(() -> LoraLinears.evaluation(LAYOUT).apply(builder, PATH, x, IN + 1, OUT))
                .hasMessageContaining("the adapter was made for")
                .hasMessageContaining(PATH);
    }
}
