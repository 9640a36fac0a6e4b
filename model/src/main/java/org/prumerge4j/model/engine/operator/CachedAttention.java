package org.prumerge4j.model.engine.operator;

import java.util.List;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.kernel.AttentionKernel;
import org.prumerge4j.model.engine.kernel.CachedAttentionKernel;
import org.prumerge4j.model.engine.kernel.KeyRanges;

/**
 * Softmax attention of new tokens to cached keys and to one another; inputs queries, keys, values, cached keys, cached
 * values, ranges as {@link org.prumerge4j.model.graph.Block.Kind#CACHED_ATTENTION} has them. For generation only: it
 * has no gradient.
 */
record CachedAttention(int headSize, float scale) implements Operator {
    private static final int CACHED_KEYS = 3;
    private static final int CACHED_VALUES = 4;
    private static final int RANGES = 5;

    @Override
    public int[] shape(List<Tensor> inputs) {
        return inputs.get(0).shape();
    }

    @Override
    public void forward(Node node, Program program) {
        Tensor queries = node.input(0);
        Tensor ranges = node.input(RANGES);
        int cached = node.input(CACHED_KEYS).rows();
        KeyRanges visible = program.shared(ranges.root(), KeyRanges.class, () -> {
            KeyRanges read = new KeyRanges(ranges.region(), queries.rows(), ranges.width() / 2, cached);
            program.add(read, List.of(ranges));
            return read;
        });
        AttentionKernel.Heads heads = new AttentionKernel.Heads(
                queries.width() / headSize, node.input(1).width() / headSize, headSize, scale);
        CachedAttentionKernel.Places places = new CachedAttentionKernel.Places(
                queries.region(),
                node.input(1).region(),
                node.input(2).region(),
                node.input(CACHED_KEYS).region(),
                node.input(CACHED_VALUES).region(),
                node.output().region());
        program.add(new CachedAttentionKernel(visible, heads, places), node.inputs(), node.output());
    }

    @Override
    public void backward(Node node, Program program) {
        throw new IllegalStateException("attention to cached keys is for generation and has no gradient");
    }
}
