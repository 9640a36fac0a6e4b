package org.prumerge4j.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LoraMergeTest {
    private static float[] random(SplittableRandom random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }

    /** The definition, in double precision. */
    private static double[] oracle(Adapter adapter, float[] weight, float[] a, float[] b) {
        int in = (int) adapter.linear().in();
        double[] merged = new double[weight.length];
        for (int i = 0; i < merged.length; i++) {
            double product = 0;
            for (int k = 0; k < adapter.rank(); k++) {
                product += (double) b[i / in * adapter.rank() + k] * a[k * in + i % in];
            }
            merged[i] = weight[i] + adapter.scaling() * product;
        }
        return merged;
    }

    @Property(tries = 60)
    void equalsTheDefinitionAndUnmergesBack(
            @ForAll @IntRange(min = 1, max = 40) int in,
            @ForAll @IntRange(min = 1, max = 40) int out,
            @ForAll @IntRange(min = 1, max = 12) int rank,
            @ForAll long seed) {
        Adapter adapter = new Adapter(new LinearShape("model.layers.0.mlp.up_proj", in, out), rank, 1.75);
        SplittableRandom random = new SplittableRandom(seed);
        float[] weight = random(random, in * out);
        float[] a = random(random, rank * in);
        float[] b = random(random, out * rank);
        float[] before = weight.clone();

        float[] merged = LoraMerge.merge(adapter, weight, a, b);
        double[] expected = oracle(adapter, weight, a, b);
        float[] back = LoraMerge.unmerge(adapter, merged, a, b);

        assertThat(weight).isEqualTo(before);
        for (int i = 0; i < merged.length; i++) {
            double tolerance = 1e-6 * (1 + adapter.scaling() * rank);
            assertThat((double) merged[i]).isBetween(expected[i] - tolerance, expected[i] + tolerance);
            assertThat((double) back[i]).isBetween(weight[i] - 2 * tolerance, weight[i] + 2 * tolerance);
        }
    }

    @Test
    void aZeroAdapterChangesNothing() {
        Adapter adapter = new Adapter(new LinearShape("model.layers.0.mlp.up_proj", 3, 2), 2, 4);
        float[] weight = {1, 2, 3, 4, 5, 6};
        assertThat(LoraMerge.merge(adapter, weight, new float[] {1, 2, 3, 4, 5, 6}, new float[4]))
                .containsExactly(weight);
    }

    @Test
    void namesTheArrayOfTheWrongSize() {
        Adapter adapter = new Adapter(new LinearShape("model.layers.0.mlp.up_proj", 3, 2), 2, 4);
        assertThatThrownBy(() -> LoraMerge.merge(adapter, new float[6], new float[5], new float[4]))
                .hasMessage("model.layers.0.mlp.up_proj.lora_A.weight has 5 elements, expected 6");
    }
}
