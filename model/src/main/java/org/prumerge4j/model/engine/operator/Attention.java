package org.prumerge4j.model.engine.operator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Program.Target;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.kernel.AttentionKernel;
import org.prumerge4j.model.engine.kernel.VisibleRanges;
import org.prumerge4j.model.engine.memory.Region;

/**
 * Softmax attention; inputs queries {@code [queries, heads * headSize]}, keys and values {@code [tokens, keyValueHeads *
 * headSize]} and, with 0 samples, an additive mask {@code [queries, tokens]}. Keeps the logarithm of each softmax's sum.
 *
 * @param samples number of samples of equal length that see all of themselves; 0 if a mask tells
 */
record Attention(int headSize, float scale, int samples) implements Operator {
    private static final int MASK = 3;

    @Override
    public int[] shape(List<Tensor> inputs) {
        return inputs.get(0).shape();
    }

    private VisibleRanges ranges(Node node, Program program) {
        int queries = node.input(0).rows();
        int tokens = node.input(1).rows();
        if (samples > 0) {
            return program.shared(
                    "samples " + samples + " of " + tokens,
                    VisibleRanges.class,
                    () -> VisibleRanges.ofSamples(samples, tokens));
        }
        Tensor mask = node.input(MASK);
        return program.shared(mask.root(), VisibleRanges.class, () -> {
            VisibleRanges ranges = VisibleRanges.ofMask(mask.region(), queries, tokens);
            program.add(ranges, List.of(mask));
            return ranges;
        });
    }

    private AttentionKernel.Heads heads(Node node) {
        int queries = node.input(0).width() / headSize;
        return new AttentionKernel.Heads(queries, node.input(1).width() / headSize, headSize, scale);
    }

    private static AttentionKernel.Forward arrays(Node node, Tensor sums) {
        return new AttentionKernel.Forward(
                node.input(0).region(),
                node.input(1).region(),
                node.input(2).region(),
                node.output().region(),
                sums.region());
    }

    @Override
    public void forward(Node node, Program program) {
        VisibleRanges ranges = ranges(node, program);
        int tokens = node.input(0).rows();
        Tensor sums = Tensor.computed(
                node.output().name() + ".sums", false, heads(node).queries(), tokens);
        node.keep(sums);
        AttentionKernel kernel = new AttentionKernel(ranges, heads(node), arrays(node, sums), null);
        program.add(kernel, node.inputs().subList(0, MASK), node.output(), sums);
    }

    @Override
    public void backward(Node node, Program program) {
        Tensor gradient = program.gradientOfOutput(node);
        List<Tensor> reads = new ArrayList<>(node.inputs().subList(0, MASK));
        reads.add(gradient);
        reads.add(node.kept(0));
        List<Tensor> writes = new ArrayList<>();
        boolean addToQueries = false;
        @Nullable Region[] targets = new Region[MASK];
        // Queries last: should keys be the same array, its gradient has been begun by then.
        for (int i = MASK - 1; i >= 0; i--) {
            if (node.input(i).trained()) {
                Target target = program.target(node.input(i));
                targets[i] = target.tensor().region();
                addToQueries |= i == 0 && target.accumulate();
                if (i > 0 && !target.accumulate()) {
                    program.add(Copies.fill(target.tensor(), 0f), List.of(), target.tensor());
                }
                writes.add(target.tensor());
                if (i > 0 || target.accumulate()) {
                    reads.add(target.tensor());
                }
            }
        }
        AttentionKernel.Backward wanted =
                new AttentionKernel.Backward(gradient.region(), targets[0], targets[1], targets[2], addToQueries);
        program.add(
                new AttentionKernel(ranges(node, program), heads(node), arrays(node, node.kept(0)), wanted),
                reads,
                writes.toArray(Tensor[]::new));
    }
}
