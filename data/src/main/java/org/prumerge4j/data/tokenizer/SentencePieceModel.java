package org.prumerge4j.data.tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.prumerge4j.data.InvalidDataException;

/**
 * A {@code tokenizer.model}: the message {@code ModelProto} that SentencePiece writes.
 *
 * <p>Only what LLaMA uses is accepted: byte-pair encoding with byte fallback, no normalisation, a space put in front.
 * Anything else would tokenise differently here than where it was trained, so it is refused.
 */
public final class SentencePieceModel {
    private static final String GIT_LFS_POINTER = "version https://git-lfs";
    private static final int BPE = 2;
    private static final int BYTE_VALUES = 256;

    /** What a piece is for; in the order of the numbers in the file, which begin at 1. */
    public enum PieceType {
        /** Made by merging. */
        NORMAL,
        /** Stands for what cannot be encoded. */
        UNKNOWN,
        /** Begin or end of sequence, padding; never produced from text by SentencePiece itself. */
        CONTROL,
        /** Always kept whole. */
        USER_DEFINED,
        /** Left out when encoding. */
        UNUSED,
        /** One of the 256 byte values. */
        BYTE
    }

    /**
     * An entry of the vocabulary; its id is its place.
     *
     * @param text with U+2581 for a space
     * @param score higher merges first
     */
    public record Piece(String text, float score, PieceType type) {}

    private final List<Piece> pieces = new ArrayList<>();
    private int modelType = 1;
    private boolean byteFallback;
    private boolean whitespaceAsSuffix;
    private int unknownId;
    private int bosId = 1;
    private int eosId = 2;
    private int charsMapBytes;
    private boolean dummyPrefix = true;
    private boolean removeExtraWhitespace = true;
    private boolean escapeWhitespace = true;

    private SentencePieceModel() {}

    /**
     * Reads a {@code tokenizer.model}.
     *
     * @throws InvalidDataException if the file is damaged, is something else, or is a model of another kind than LLaMA's
     * @throws IOException if the file cannot be read
     */
    public static SentencePieceModel read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (new String(bytes, 0, Math.min(bytes.length, GIT_LFS_POINTER.length()), StandardCharsets.US_ASCII)
                .equals(GIT_LFS_POINTER)) {
            throw new InvalidDataException(
                    file + " is only a Git LFS pointer to the tokenizer; fetch the file itself with `git lfs pull`");
        }
        SentencePieceModel model = new SentencePieceModel();
        try {
            model.parse(new ProtobufReader(ByteBuffer.wrap(bytes)));
        } catch (ProtobufReader.MalformedMessageException e) {
            throw new InvalidDataException(
                    file + " (" + bytes.length + " bytes) is not a complete SentencePiece model: " + e.getMessage()
                            + "; fetch the file again",
                    e);
        }
        model.check(file);
        return model;
    }

    /** The entries in the order of their ids. */
    public List<Piece> pieces() {
        return List.copyOf(pieces);
    }

    /** Id of {@code <unk>}. */
    public int unknownId() {
        return unknownId;
    }

    /** Id of {@code <s>}. */
    public int bosId() {
        return bosId;
    }

    /** Id of {@code </s>}. */
    public int eosId() {
        return eosId;
    }

    /** Pieces and merges of this model, from which a {@code tokenizer.json} can be written. */
    public LlamaVocabulary vocabulary() {
        return new LlamaVocabulary(
                pieces.stream().map(Piece::text).toList(), Merges.of(pieces), unknownId, bosId, eosId);
    }

    private void parse(ProtobufReader model) {
        while (model.next()) {
            switch (model.field()) {
                case 1 -> pieces.add(piece(model.message()));
                case 2 -> trainerSpec(model.message());
                case 3 -> normalizerSpec(model.message());
                default -> model.skip();
            }
        }
    }

    private static Piece piece(ProtobufReader message) {
        String text = "";
        float score = 0;
        PieceType type = PieceType.NORMAL;
        while (message.next()) {
            switch (message.field()) {
                case 1 -> text = message.text();
                case 2 -> score = message.floatValue();
                case 3 -> type = pieceType(message.intValue());
                default -> message.skip();
            }
        }
        return new Piece(text, score, type);
    }

    private static PieceType pieceType(int number) {
        PieceType[] types = PieceType.values();
        if (number < 1 || number > types.length) {
            throw new ProtobufReader.MalformedMessageException("piece type " + number, 0);
        }
        return types[number - 1];
    }

    private void trainerSpec(ProtobufReader message) {
        while (message.next()) {
            switch (message.field()) {
                case 3 -> modelType = message.intValue();
                case 24 -> whitespaceAsSuffix = message.booleanValue();
                case 35 -> byteFallback = message.booleanValue();
                case 40 -> unknownId = message.intValue();
                case 41 -> bosId = message.intValue();
                case 42 -> eosId = message.intValue();
                default -> message.skip();
            }
        }
    }

    private void normalizerSpec(ProtobufReader message) {
        while (message.next()) {
            switch (message.field()) {
                case 2 -> charsMapBytes = message.length();
                case 3 -> dummyPrefix = message.booleanValue();
                case 4 -> removeExtraWhitespace = message.booleanValue();
                case 5 -> escapeWhitespace = message.booleanValue();
                default -> message.skip();
            }
        }
    }

    private void check(Path file) throws InvalidDataException {
        require(!pieces.isEmpty(), file, "it holds no pieces");
        require(modelType == BPE, file, "it is no byte-pair encoding (model_type " + modelType + ")");
        require(byteFallback, file, "it has no byte fallback");
        require(!whitespaceAsSuffix, file, "it treats white space as a suffix");
        require(charsMapBytes == 0, file, "it normalises characters");
        require(dummyPrefix, file, "it puts no space in front of a text");
        require(!removeExtraWhitespace, file, "it removes repeated spaces");
        require(escapeWhitespace, file, "it does not escape spaces");
        long bytes =
                pieces.stream().filter(piece -> piece.type() == PieceType.BYTE).count();
        require(bytes == BYTE_VALUES, file, "it has " + bytes + " byte pieces instead of " + BYTE_VALUES);
        for (Piece piece : pieces) {
            boolean usual = piece.type() != PieceType.USER_DEFINED && piece.type() != PieceType.UNUSED;
            require(usual, file, "piece \"" + piece.text() + "\" is of type " + piece.type());
        }
        for (int id : new int[] {unknownId, bosId, eosId}) {
            require(
                    id >= 0 && id < pieces.size(),
                    file,
                    "special token id " + id + " is none of its " + pieces.size() + " pieces");
        }
    }

    private static void require(boolean condition, Path file, String problem) throws InvalidDataException {
        if (!condition) {
            throw new InvalidDataException(file + " is not a tokenizer as LLaMA, Vicuna and LLaVA have it: " + problem);
        }
    }
}
