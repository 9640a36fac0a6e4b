package org.prumerge4j.training.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Function;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;

/**
 * The two tables with a row for each token, lengthened by the tokens that the llava-hf layout adds.
 *
 * <p>A model that came in that layout gets its own additional rows back. Any other gets the mean of its rows, around
 * which transformers' converter draws them: nothing is ever trained to predict these tokens, and the embedding of the
 * image token is replaced by visual tokens.
 */
final class VocabularyRows {
    /** Tokens llava-hf adds: one for an image, one for padding. */
    static final int ADDED_TOKENS = 2;
    /** llava-hf pads tables to a multiple of this. */
    private static final int MULTIPLE = 64;

    private final int baseRows;
    private final Function<String, Optional<OutputTensor>> extraRows;

    VocabularyRows(int baseRows, Function<String, Optional<OutputTensor>> extraRows) {
        this.baseRows = baseRows;
        this.extraRows = extraRows;
    }

    /** Rows of the lengthened tables. */
    int total(String name) {
        return extraRows
                .apply(name)
                .map(extra -> baseRows + Math.toIntExact(extra.info().shape().size(0)))
                .orElse((baseRows + ADDED_TOKENS + MULTIPLE - 1) / MULTIPLE * MULTIPLE);
    }

    /** A lengthened table. */
    OutputTensor lengthened(TensorSource weights, String name, String newName, ElementType type) {
        TensorInfo base = weights.tensors().get(name);
        if (base == null) {
            throw new IllegalArgumentException("the model has no " + name);
        }
        int width = Math.toIntExact(base.shape().size(1));
        TensorInfo info = new TensorInfo(newName, type, Shape.of(total(name), width));
        return new OutputTensor(info, () -> {
            float[] values = TensorValues.floats(weights, name);
            ByteBuffer bytes =
                    ByteBuffer.allocate(Math.toIntExact(info.byteSize())).order(ByteOrder.LITTLE_ENDIAN);
            bytes.put(TensorValues.encode(values, type));
            bytes.put(TensorValues.encode(additional(values, name, width), type));
            return bytes.flip();
        });
    }

    private float[] additional(float[] values, String name, int width) {
        Optional<OutputTensor> own = extraRows.apply(name);
        if (own.isPresent()) {
            return TensorValues.decode(own.get().bytes().get(), own.get().info());
        }
        float[] mean = mean(values, width);
        float[] rows = new float[(total(name) - baseRows) * width];
        for (int start = 0; start < rows.length; start += width) {
            System.arraycopy(mean, 0, rows, start, width);
        }
        return rows;
    }

    private static float[] mean(float[] values, int width) {
        double[] sum = new double[width];
        for (int i = 0; i < values.length; i++) {
            sum[i % width] += values[i];
        }
        int rows = values.length / width;
        float[] mean = new float[width];
        for (int column = 0; column < width; column++) {
            mean[column] = (float) (sum[column] / rows);
        }
        return mean;
    }
}
