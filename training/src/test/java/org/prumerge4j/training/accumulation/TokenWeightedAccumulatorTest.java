package org.prumerge4j.training.accumulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.training.optimizer.TrainableParameter;

class TokenWeightedAccumulatorTest {
    private final TokenWeightedAccumulator accumulator =
            new TokenWeightedAccumulator(List.of(parameter("a", 2), parameter("b", 5000)));

    @Test
    void weighsEveryTokenTheSame() {
        accumulator.begin();
        accumulator.add("a", FloatBuffer.wrap(new float[] {3, 6}));
        accumulator.addLoss(12, 3);
        accumulator.add("a", FloatBuffer.wrap(new float[] {1, -2}));
        accumulator.addLoss(4, 1);
        assertThat(accumulator.meanLoss()).isEqualTo(4);
        assertThat(accumulator.supervisedTokens()).isEqualTo(4);
        assertThat(accumulator.meanGradients().get("a")).containsExactly(1, 1);
    }

    @Test
    void takesLargeBuffersWholeAndNothingGivenIsZero() {
        float[] large = new float[5000];
        for (int i = 0; i < large.length; i++) {
            large[i] = i;
        }
        accumulator.begin();
        accumulator.add("b", FloatBuffer.wrap(large));
        accumulator.addLoss(1, 1);
        Map<String, float[]> gradients = accumulator.meanGradients();
        assertThat(gradients.get("b")).containsExactly(large);
        assertThat(gradients.get("a")).containsExactly(0, 0);
    }

    @Test
    void nextWindowBeginsAtZero() {
        accumulator.add("a", FloatBuffer.wrap(new float[] {3, 6}));
        accumulator.addLoss(12, 3);
        accumulator.meanGradients();
        accumulator.begin();
        accumulator.addLoss(1, 2);
        assertThat(accumulator.meanLoss()).isEqualTo(0.5);
        assertThat(accumulator.meanGradients().get("a")).containsExactly(0, 0);
    }

    @Test
    void windowWithoutSupervisedTokensHasNoGradient() {
        accumulator.begin();
        accumulator.addLoss(0, 0);
        assertThat(accumulator.supervisedTokens()).isZero();
        assertThat(accumulator.meanLoss()).isNaN();
        assertThatThrownBy(accumulator::meanGradients).hasMessageContaining("without supervised tokens");
    }

    @Test
    void refusesUnknownMisshapenAndLateGradients() {
        FloatBuffer three = FloatBuffer.allocate(3);
        assertThatThrownBy(() -> accumulator.add("c", three)).hasMessageContaining("gradient of c");
        assertThatThrownBy(() -> accumulator.add("a", three)).hasMessageContaining("3 elements, the parameter 2");
        accumulator.addLoss(1, 1);
        accumulator.meanGradients();
        FloatBuffer two = FloatBuffer.allocate(2);
        assertThatThrownBy(() -> accumulator.add("a", two)).hasMessageContaining("begin()");
    }

    private static TrainableParameter parameter(String name, int size) {
        return new TrainableParameter(name, Shape.of(size), FloatBuffer.allocate(size));
    }
}
