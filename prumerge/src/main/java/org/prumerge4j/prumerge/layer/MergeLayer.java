package org.prumerge4j.prumerge.layer;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.model.execution.RowWriter;
import org.prumerge4j.model.graph.GraphBuilder;
import org.prumerge4j.model.graph.Value;
import org.prumerge4j.prumerge.MergeMatrix;

/**
 * The layer T = S · Y: patch features Y in, visual tokens T out.
 *
 * <p>S is an input of the graph, made from attention statistics outside of it, so no gradient flows through the
 * selection. The layer is linear in Y: the gradient with respect to Y is {@code S^T · dT}, whatever the reducer did.
 */
public final class MergeLayer {
    private MergeLayer() {}

    /**
     * Adds the layer to a graph.
     *
     * @param merge merge matrices of all images {@code [images, tokens, patches]}, see {@link #stack}
     * @param features patch features {@code [images, patches, channels]}
     * @return visual tokens {@code [images * tokens, channels]}, image after image
     */
    public static Value apply(GraphBuilder graph, Value merge, Value features, long channels) {
        return graph.reshape(graph.matmul(merge, features), -1, channels);
    }

    /**
     * Dense merge matrices of several images. Images may keep different numbers of tokens: shorter matrices end in
     * rows of zeros, which nobody reads.
     *
     * @param matrices one for each image, all of the same number of patches
     * @return {@code [images, most tokens of an image, patches]}
     */
    public static INDArray stack(List<MergeMatrix> matrices) {
        int tokens = mostTokens(matrices);
        int patches = matrices.get(0).patches();
        RowWriter dense = new RowWriter(matrices.size(), tokens, patches);
        for (int image = 0; image < matrices.size(); image++) {
            MergeMatrix matrix = matrices.get(image);
            if (matrix.patches() != patches) {
                throw new IllegalArgumentException("image " + image + " has " + matrix.patches()
                        + " patches, the first one " + patches + "; images of one batch go through one tower");
            }
            for (int row = 0; row < matrix.rows(); row++) {
                int at = Math.multiplyExact(image * tokens + row, patches);
                for (int entry = matrix.rowStarts()[row]; entry < matrix.rowStarts()[row + 1]; entry++) {
                    dense.write(at + matrix.columns()[entry], matrix.weights()[entry]);
                }
            }
        }
        return dense.array();
    }

    /** Most tokens of an image: the distance of two images' first rows in the result of {@link #apply}. */
    public static int mostTokens(List<MergeMatrix> matrices) {
        return matrices.stream().mapToInt(MergeMatrix::rows).max().orElseThrow();
    }
}
