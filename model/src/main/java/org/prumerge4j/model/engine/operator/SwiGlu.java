package org.prumerge4j.model.engine.operator;

import java.util.ArrayList;
import java.util.List;
import org.prumerge4j.model.engine.ir.Node;
import org.prumerge4j.model.engine.ir.Operator;
import org.prumerge4j.model.engine.ir.Program;
import org.prumerge4j.model.engine.ir.Program.Target;
import org.prumerge4j.model.engine.ir.Tensor;
import org.prumerge4j.model.engine.kernel.Exponentials;
import org.prumerge4j.model.engine.kernel.RowKernel;
import org.prumerge4j.model.engine.kernel.Vectors;
import org.prumerge4j.model.engine.memory.Region;

/** {@code gate sigmoid(gate) up}, elementwise; inputs gate, up. */
record SwiGlu() implements Operator {
    @Override
    public int[] shape(List<Tensor> inputs) {
        return inputs.get(0).shape();
    }

    @Override
    public void forward(Node node, Program program) {
        Region gate = node.input(0).region();
        Region up = node.input(1).region();
        Region out = node.output().region();
        RowKernel kernel = RowKernel.elements("swiglu", node.output().size(), (first, count, scratch) -> {
            float[] g = scratch.row(0, count);
            float[] s = scratch.row(1, count);
            float[] u = scratch.row(2, count);
            Vectors.load(gate, first, g, count);
            Exponentials.sigmoid(g, 1f, s, u, count);
            Vectors.load(up, first, u, count);
            for (int i = 0; i < count; i++) {
                u[i] *= g[i] * s[i];
            }
            Vectors.store(u, out, first, count);
        });
        program.addReplacing(node.input(0), kernel, node.inputs(), node.output());
    }

    @Override
    public void backward(Node node, Program program) {
        Tensor gradient = program.gradientOfOutput(node);
        Target upTarget = node.input(1).trained() ? program.target(node.input(1)) : null;
        Target gateTarget = node.input(0).trained() ? program.target(node.input(0)) : null;
        List<Tensor> reads = new ArrayList<>(List.of(node.input(0), node.input(1), gradient));
        List<Tensor> writes = new ArrayList<>();
        for (Target target : new Target[] {upTarget, gateTarget}) {
            if (target != null) {
                writes.add(target.tensor());
                if (target.accumulate()) {
                    reads.add(target.tensor());
                }
            }
        }
        RowKernel kernel = RowKernel.elements("swiglu '", node.output().size(), (first, count, scratch) -> {
            float[] g = scratch.row(0, count);
            float[] s = scratch.row(1, count);
            float[] d = scratch.row(2, count);
            float[] u = scratch.row(3, count);
            float[] result = scratch.row(4, count);
            Vectors.load(node.input(0).region(), first, g, count);
            Vectors.load(node.input(1).region(), first, u, count);
            Exponentials.sigmoid(g, 1f, s, d, count);
            Vectors.load(gradient.region(), first, d, count);
            if (upTarget != null) {
                for (int i = 0; i < count; i++) {
                    result[i] = d[i] * g[i] * s[i];
                }
                store(result, upTarget, first, count, scratch.row(5, count));
            }
            if (gateTarget != null) {
                for (int i = 0; i < count; i++) {
                    result[i] = d[i] * u[i] * (s[i] + g[i] * s[i] * (1f - s[i]));
                }
                store(result, gateTarget, first, count, scratch.row(5, count));
            }
        });
        program.addReplacing(gradient, kernel, reads, writes.toArray(Tensor[]::new));
    }

    private static void store(float[] row, Target target, int first, int count, float[] temporary) {
        Vectors.store(row, target.tensor().region(), first, count, target.accumulate() ? temporary : null);
    }
}
