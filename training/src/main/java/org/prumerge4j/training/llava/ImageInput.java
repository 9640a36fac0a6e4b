package org.prumerge4j.training.llava;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** An image on its way into visual tokens, as far as it has come. */
public interface ImageInput {
    /** Names the image in messages, and seeds random choices. */
    String name();

    /**
     * A hash of the content, by which stored tokens of the image are found. What it is a hash of, the file or the
     * pixels, makes no difference to correctness: equal hashes mean equal pixels.
     *
     * @throws IOException if the image cannot be read
     */
    byte[] contentHash() throws IOException;

    /**
     * Normalised pixels {@code [3, imageSize, imageSize]} row by row.
     *
     * @throws IOException if the image cannot be read; the message names the file
     */
    float[] pixels() throws IOException;

    /** The image with its tokens, if somebody has got them already. */
    default @Nullable ReducedImage reduced() {
        return null;
    }

    /** An image of which there is nothing but pixels; they are read once, when they are needed. */
    static ImageInput ofPixels(String name, VisualTokens.Pixels pixels) {
        return new ImageInput() {
            private float @Nullable [] read;

            @Override
            public String name() {
                return name;
            }

            @Override
            public float[] pixels() throws IOException {
                float[] values = read;
                if (values == null) {
                    values = pixels.read();
                    read = values;
                }
                return values;
            }

            @Override
            public byte[] contentHash() throws IOException {
                float[] values = pixels();
                ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
                bytes.asFloatBuffer().put(values);
                return sha256(bytes.array());
            }
        };
    }

    /** SHA-256 of bytes. */
    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
