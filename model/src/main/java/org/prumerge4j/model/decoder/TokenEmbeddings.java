package org.prumerge4j.model.decoder;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;

/** The decoder's input embeddings, read row by row from where the checkpoint keeps them; they are never trained. */
public final class TokenEmbeddings {
    /** Canonical name of the table, {@code [vocabulary, hidden]}. */
    public static final String NAME = "model.embed_tokens.weight";

    private final TensorInfo row;
    private final ByteBuffer table;
    private final long vocabularySize;

    /** The embeddings of a checkpoint, which has to stay open. */
    public TokenEmbeddings(TensorSource source) {
        TensorInfo info = source.tensors().get(NAME);
        if (info == null) {
            throw new IllegalArgumentException("the checkpoint has no " + NAME);
        }
        vocabularySize = info.shape().size(0);
        row = new TensorInfo(NAME, info.type(), Shape.of(info.shape().size(1)));
        table = source.bytes(NAME).duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Width of an embedding. */
    public int hiddenSize() {
        return Math.toIntExact(row.shape().size(0));
    }

    /**
     * The embedding of a token.
     *
     * @return {@code [hidden]}
     * @throws IllegalArgumentException if the id is outside of the vocabulary
     */
    public float[] of(int id) {
        float[] embedding = new float[hiddenSize()];
        read(id, embedding);
        return embedding;
    }

    /**
     * Writes the embedding of a token to an array.
     *
     * @param embedding {@code [hidden]}
     * @throws IllegalArgumentException if the id is outside of the vocabulary
     */
    public void read(int id, float[] embedding) {
        if (id < 0 || id >= vocabularySize) {
            throw new IllegalArgumentException("token id " + id + " is outside of the vocabulary of " + vocabularySize
                    + "; the tokenizer does not belong to this model");
        }
        int bytes = Math.toIntExact(row.byteSize());
        ByteBuffer stored = table.slice(table.position() + id * bytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
        TensorValues.decode(stored, row, embedding);
    }
}
