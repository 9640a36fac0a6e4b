package org.prumerge4j.experiments.efficiency;

import java.util.ArrayList;
import java.util.List;
import org.prumerge4j.model.config.DecoderConfig;

/**
 * The operators of one decoder layer as LLM-Viewer (Yuan et al., "LLM Inference Unveiled", arXiv 2402.16363) counts
 * them: the whole square of scores without halving it for causality, and the activation of the MLP as if it were as wide
 * as the hidden state. Both are kept, because published tables were made that way.
 */
final class LayerOperators {
    private static final double NORM_OPERATIONS = 7;
    private static final double SOFTMAX_OPERATIONS = 5;
    private static final double ACTIVATION_OPERATIONS = 2;
    private static final double MULTIPLY_ADD = 2;

    private final Workload workload;
    private final DecoderConfig decoder;
    private final double onChipBytes;
    /** New tokens of all sequences. */
    private final double rows;

    private final long queries;
    private final long keys;
    private final List<Operator> operators = new ArrayList<>();

    private LayerOperators(Workload workload, double onChipBytes, long queries, long keys) {
        this.workload = workload;
        this.decoder = workload.decoder();
        this.onChipBytes = onChipBytes;
        this.queries = queries;
        this.keys = keys;
        this.rows = (double) workload.batch() * queries;
    }

    /**
     * The operators of one layer.
     *
     * @param onChipBytes fast memory that fused attention keeps a block in
     * @param queries new tokens of each sequence
     * @param keys tokens each of them attends to
     */
    static List<Operator> of(Workload workload, double onChipBytes, long queries, long keys) {
        LayerOperators layer = new LayerOperators(workload, onChipBytes, queries, keys);
        layer.linears();
        if (workload.fusedAttention()) {
            layer.fusedAttention();
        } else {
            layer.attention();
        }
        layer.elementwise();
        return layer.operators;
    }

    private void linears() {
        long hidden = decoder.hiddenSize();
        long keyValue = decoder.keyValueSize();
        long inner = decoder.intermediateSize();
        linear("q_proj", hidden, hidden, false);
        linear("k_proj", hidden, keyValue, true);
        linear("v_proj", hidden, keyValue, true);
        linear("o_proj", hidden, hidden, false);
        linear("gate_proj", hidden, inner, false);
        linear("up_proj", hidden, inner, false);
        linear("down_proj", inner, hidden, false);
    }

    /** Keys and values go to the cache instead of being stored as activations. */
    private void linear(String name, long in, long out, boolean cached) {
        double results = out * rows;
        operators.add(new Operator(
                name,
                MULTIPLY_ADD * in * out * rows,
                in * out * workload.bits().weightBytes(),
                in * rows * activationBytes(),
                cached ? 0 : results * activationBytes(),
                0,
                cached ? results * workload.bits().keyValueBytes() : 0));
    }

    private void attention() {
        double scores = scores() * activationBytes();
        double cache = cacheBytes();
        operators.add(new Operator(
                "qk_matmul",
                productOperations(),
                0,
                rows * decoder.keyValueSize() * activationBytes(),
                scores,
                cache,
                0));
        operators.add(new Operator("softmax", SOFTMAX_OPERATIONS * scores(), 0, scores, scores, 0, 0));
        operators.add(new Operator("sv_matmul", productOperations(), 0, scores, hiddenBytes(), cache, 0));
    }

    /**
     * FlashAttention-2 (Dao, arXiv 2307.08691): keys and values are read once for each block of queries; scores never
     * leave the chip. The output is written twice, to initialise and to save it.
     */
    private void fusedAttention() {
        double headBytes = decoder.headSize() * workload.bits().keyValueBytes();
        long blockRows = (long) Math.min(Math.ceil(onChipBytes / headBytes), decoder.headSize());
        long blocks = (queries + blockRows - 1) / blockRows;
        operators.add(new Operator(
                "fused_attention",
                2 * productOperations() + SOFTMAX_OPERATIONS * scores(),
                0,
                hiddenBytes(),
                2 * hiddenBytes(),
                2 * blocks * cacheBytes(),
                0));
    }

    private void elementwise() {
        double values = rows * decoder.hiddenSize();
        double bytes = hiddenBytes();
        for (String norm : List.of("attn_norm", "mlp_norm")) {
            operators.add(new Operator(norm, NORM_OPERATIONS * values, 0, bytes, bytes, 0, 0));
        }
        for (String sum : List.of("attn_add", "mlp_add")) {
            operators.add(new Operator(sum, values, 0, bytes, bytes, 0, 0));
        }
        operators.add(new Operator("mlp_act", ACTIVATION_OPERATIONS * values, 0, 2 * bytes, bytes, 0, 0));
    }

    /** Of scores, or of the mix of values: a product over the hidden width for each pair of query and key. */
    private double productOperations() {
        return MULTIPLY_ADD * rows * keys * decoder.hiddenSize();
    }

    private double scores() {
        return rows * keys * decoder.heads();
    }

    private double hiddenBytes() {
        return rows * decoder.hiddenSize() * activationBytes();
    }

    /** Keys, or values, of all sequences. */
    private double cacheBytes() {
        return (double) workload.batch()
                * keys
                * decoder.keyValueSize()
                * workload.bits().keyValueBytes();
    }

    private double activationBytes() {
        return workload.bits().activationBytes();
    }
}
