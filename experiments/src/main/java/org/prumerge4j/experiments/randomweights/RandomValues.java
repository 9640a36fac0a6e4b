package org.prumerge4j.experiments.randomweights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.prumerge4j.model.tensor.ElementType;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorValues;

/**
 * Values drawn by lot, as fast as memory takes them: uniform ones from a table, four for each random number. What a tensor
 * holds depends on seed and name alone.
 */
final class RandomValues {
    /** Standard deviation of the initial weights of LLaMA and CLIP. */
    private static final double DEVIATION = 0.02;

    private static final int TABLE = 1 << Short.SIZE;
    private static final int INDEX_MASK = TABLE - 1;
    /** Table indices in a random number. */
    private static final int DRAWS = Long.SIZE / Short.SIZE;
    /** Elements that one thread draws at a time; a multiple of the draws of a number. */
    private static final int BLOCK = 1 << 20;

    private final long seed;
    private final ElementType type;
    private final ByteBuffer table;
    private ByteBuffer memory = ByteBuffer.allocateDirect(0);

    /** Values of one element type. */
    RandomValues(long seed, ElementType type) {
        this.seed = seed;
        this.type = type;
        float[] uniform = new float[TABLE];
        double bound = Math.sqrt(3) * DEVIATION;
        for (int i = 0; i < TABLE; i++) {
            uniform[i] = (float) (bound * (2 * (i + 0.5) / TABLE - 1));
        }
        this.table = TensorValues.encode(uniform, type);
    }

    /**
     * The values of a tensor: ones for the weights of norms, zeros for biases, random ones for everything else.
     *
     * @return memory that the next call overwrites
     */
    ByteBuffer of(TensorInfo info) {
        int size = Math.toIntExact(info.byteSize());
        if (memory.capacity() < size) {
            memory = ByteBuffer.allocateDirect(size);
        }
        ByteBuffer values = memory.slice(0, size).order(ByteOrder.LITTLE_ENDIAN);
        int elements = size / type.bytes();
        if (info.name().endsWith(".bias")) {
            fill(values, elements, 0);
        } else if (info.name().contains("norm") && info.shape().rank() == 1) {
            fill(values, elements, 1);
        } else {
            long start = new SplittableRandom(seed ^ info.name().hashCode()).nextLong();
            LongStream.range(0, (elements + BLOCK - 1L) / BLOCK)
                    .parallel()
                    .forEach(block -> draw(values, start, block));
        }
        return values;
    }

    private void fill(ByteBuffer values, int elements, float value) {
        float[] same = new float[elements];
        Arrays.fill(same, value);
        values.duplicate().put(TensorValues.encode(same, type));
    }

    private void draw(ByteBuffer values, long start, long block) {
        SplittableRandom random = new SplittableRandom(start + block);
        int width = type.bytes();
        int end = values.capacity() / width;
        int from = Math.toIntExact(block * BLOCK);
        int to = Math.min(end, from + BLOCK);
        for (int i = from; i < to; i += DRAWS) {
            long bits = random.nextLong();
            for (int j = i; j < Math.min(to, i + DRAWS); j++) {
                int index = (int) (bits & INDEX_MASK);
                if (width == Short.BYTES) {
                    values.putShort(j * Short.BYTES, table.getShort(index * Short.BYTES));
                } else {
                    values.putInt(j * Integer.BYTES, table.getInt(index * Integer.BYTES));
                }
                bits >>>= Short.SIZE;
            }
        }
    }
}
