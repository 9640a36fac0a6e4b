package org.prumerge4j.training.llava;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.data.sample.Labels;
import org.prumerge4j.data.sample.SplicedSample;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.decoder.RowSelection;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.decoder.TokenEmbeddings;
import org.prumerge4j.model.decoder.TokenLayout;
import org.prumerge4j.model.execution.RowWriter;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.layer.MergeLayer;

/**
 * Samples that go through the decoder together, one after another without padding.
 *
 * @param samples sequences, each with the visual tokens of its image in place
 * @param images the image of each sample; null where a sample has none
 */
public record LlavaBatch(List<SplicedSample> samples, List<@Nullable ReducedImage> images) {
    /** Where the samples lie. */
    public TokenLayout layout() {
        return new TokenLayout(samples.stream().map(SplicedSample::length).toList());
    }

    /** The supervised rows of the batch. */
    public SupervisedLoss loss() {
        return SupervisedLoss.of(samples.stream().map(SplicedSample::labels).toList(), Labels.IGNORE);
    }

    /** Arrays for all inputs of {@link LlavaGraph#training} but dropout masks; the caller closes them. */
    public Map<String, INDArray> arrays(LlavaConfig config, TokenEmbeddings embeddings) {
        int tokens = layout().tokens();
        Map<String, INDArray> arrays = new HashMap<>(layout().arrays(config.decoder()));
        arrays.putAll(loss().arrays(tokens));
        arrays.put(LlavaGraph.TEXT, text(tokens, embeddings));
        arrays.putAll(visual(config));
        return arrays;
    }

    private INDArray text(int tokens, TokenEmbeddings embeddings) {
        int width = embeddings.hiddenSize();
        RowWriter rows = new RowWriter(tokens, width);
        float[] embedding = new float[width];
        int row = 0;
        for (SplicedSample sample : samples) {
            for (int id : sample.tokenIds()) {
                if (id != SplicedSample.NONE) {
                    embeddings.read(id, embedding);
                    rows.write(Math.multiplyExact(row, width), embedding, width);
                }
                row++;
            }
        }
        return rows.array();
    }

    private Map<String, INDArray> visual(LlavaConfig config) {
        int patches = config.vision().patches();
        List<MergeMatrix> matrices = new ArrayList<>();
        List<float[]> features = new ArrayList<>();
        for (ReducedImage image : images) {
            if (image != null) {
                matrices.add(image.merge());
                features.add(image.features());
            }
        }
        if (matrices.isEmpty()) {
            // Graphs have no empty arrays: text alone takes an image of zeros along that no position shows.
            matrices.add(MergeMatrix.selection(patches, 0));
            features.add(new float[patches * config.vision().hiddenSize()]);
        }
        int stride = MergeLayer.mostTokens(matrices);
        int most = matrices.stream().mapToInt(MergeMatrix::patches).max().orElseThrow();
        Map<String, INDArray> arrays = new HashMap<>();
        arrays.put(
                LlavaGraph.MERGE,
                MergeLayer.stack(
                        matrices.stream().map(matrix -> widened(matrix, most)).toList()));
        arrays.put(LlavaGraph.FEATURES, stack(features, most, config.vision().hiddenSize()));
        arrays.put(LlavaGraph.PLACEMENT, RowSelection.matrix(visualRows(stride), matrices.size() * stride));
        return arrays;
    }

    /** For every position of the batch the visual token that goes there, -1 for none. */
    private int[] visualRows(int stride) {
        int[] rows = new int[layout().tokens()];
        int position = 0;
        int firstRow = 0;
        for (int i = 0; i < samples.size(); i++) {
            for (int row : samples.get(i).visualRows()) {
                rows[position++] = row == SplicedSample.NONE ? -1 : firstRow + row;
            }
            if (images.get(i) != null) {
                firstRow += stride;
            }
        }
        return rows;
    }

    /** The same matrix with columns for features that are not there; images from a cache have as many as tokens. */
    private static MergeMatrix widened(MergeMatrix matrix, int features) {
        return matrix.patches() == features
                ? matrix
                : new MergeMatrix(features, matrix.rowStarts(), matrix.columns(), matrix.weights(), matrix.centres());
    }

    /** The features of all images, filled up with zeros to the same number. */
    private static INDArray stack(List<float[]> features, int most, int channels) {
        int size = Math.multiplyExact(most, channels);
        RowWriter all = new RowWriter(features.size(), most, channels);
        for (int i = 0; i < features.size(); i++) {
            all.write(Math.multiplyExact(i, size), features.get(i), features.get(i).length);
        }
        return all.array();
    }
}
