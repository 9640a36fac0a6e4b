package org.prumerge4j.experiments.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.prumerge4j.data.InvalidDataException;

/** The picture that a question is about: a file of the benchmark's image folder, or part of the questions file. */
public sealed interface QuestionImage {
    /**
     * The bytes of the image file.
     *
     * @param folder where the benchmark's images are; of no concern to an image that is in the questions file
     * @throws IOException if it cannot be read
     */
    byte[] bytes(Path folder) throws IOException;

    /** An image file. Two questions about one image have equal records. */
    record InFolder(String path) implements QuestionImage {
        @Override
        public byte[] bytes(Path folder) throws IOException {
            return Files.readAllBytes(folder.resolve(path));
        }
    }

    /**
     * An image written in base64.
     *
     * @param place {@code file:line}, for messages
     */
    record Embedded(String base64, String place) implements QuestionImage {
        @Override
        public byte[] bytes(Path folder) throws IOException {
            try {
                return Base64.getMimeDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                throw new InvalidDataException(place + ": the image is not base64: " + e.getMessage(), e);
            }
        }
    }
}
