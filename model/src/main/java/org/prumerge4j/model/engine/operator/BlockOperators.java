package org.prumerge4j.model.engine.operator;

import java.util.List;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.graph.Block;
import org.prumerge4j.model.graph.DropoutPattern;

/** The fused operator of each kind of marked block. */
final class BlockOperators {
    private BlockOperators() {}

    static Operator of(Block block) {
        List<Double> numbers = block.attributes();
        return switch (block.kind()) {
            case RMS_NORM -> new Norm(false, numbers.get(0).floatValue());
            case LAYER_NORM -> new Norm(true, numbers.get(0).floatValue());
            case QUICK_GELU -> new Elementwise(ElementFunction.QUICK_GELU);
            case GELU -> new Elementwise(ElementFunction.GELU);
            case SWIGLU -> new SwiGlu();
            case ROTARY -> new Rotary(numbers.get(0).intValue());
            case ATTENTION ->
                new Attention(
                        numbers.get(0).intValue(),
                        numbers.get(1).floatValue(),
                        numbers.get(2).intValue());
            case CACHED_ATTENTION ->
                new CachedAttention(numbers.get(0).intValue(), numbers.get(1).floatValue());
            case CROSS_ENTROPY -> new CrossEntropy();
            case DROPOUT -> new Drop(pattern(numbers.get(0), numbers.get(1), numbers.get(2)));
        };
    }

    private static DropoutPattern pattern(double probability, double upper, double lower) {
        return new DropoutPattern(probability, ((long) upper << Integer.SIZE) | Integer.toUnsignedLong((int) lower));
    }
}
