package org.prumerge4j.data.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.prumerge4j.data.InvalidDataException;

/**
 * Tokenisers of checkpoint folders.
 *
 * <p>Where a folder has both files, {@code tokenizer.model} is taken: it is the file the language model was trained
 * with, whereas a {@code tokenizer.json} beside it was derived from it by some version of some converter.
 */
public final class Tokenizers {
    /** SentencePiece's file. */
    public static final String SENTENCE_PIECE_FILE = "tokenizer.model";

    /** Hugging Face's file. */
    public static final String JSON_FILE = "tokenizer.json";

    private Tokenizers() {}

    /**
     * The tokeniser of a checkpoint; to be closed by the caller.
     *
     * @throws InvalidDataException if the folder has no tokeniser, a damaged one, or one that is not LLaMA's
     * @throws IOException if a file cannot be read
     */
    public static Tokenizer load(Path checkpointFolder) throws IOException {
        return create(vocabulary(checkpointFolder));
    }

    /** A tokeniser of given pieces and merges; to be closed by the caller. */
    public static Tokenizer create(LlamaVocabulary vocabulary) throws IOException {
        return new HuggingFaceTokenizerAdapter(vocabulary);
    }

    /**
     * Pieces and merges of a checkpoint's tokeniser; {@link TokenizerJson#write} makes a {@code tokenizer.json} of it.
     *
     * @throws InvalidDataException if the folder has no tokeniser, a damaged one, or one that is not LLaMA's
     * @throws IOException if a file cannot be read
     */
    public static LlamaVocabulary vocabulary(Path checkpointFolder) throws IOException {
        Path sentencePiece = checkpointFolder.resolve(SENTENCE_PIECE_FILE);
        if (Files.exists(sentencePiece)) {
            return SentencePieceModel.read(sentencePiece).vocabulary();
        }
        Path json = checkpointFolder.resolve(JSON_FILE);
        if (Files.exists(json)) {
            return TokenizerJson.read(json);
        }
        throw new InvalidDataException(checkpointFolder + " has neither " + SENTENCE_PIECE_FILE + " nor " + JSON_FILE
                + "; give the folder of a checkpoint with its tokenizer");
    }
}
