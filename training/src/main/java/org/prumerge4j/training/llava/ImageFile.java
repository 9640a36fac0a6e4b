package org.prumerge4j.training.llava;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.image.ImagePreprocessor;
import org.prumerge4j.data.image.ImageReader;

/** An image in a file. Hash and pixels are of the same bytes, which are read once. To be used by one thread at a time. */
public final class ImageFile implements ImageInput {
    private final String name;
    private final Path file;
    private final ImageReader reader;
    private final ImagePreprocessor preprocessor;
    private byte @Nullable [] bytes;

    /**
     * An image.
     *
     * @param name what the image is called, which need not be the file's whole path
     */
    public ImageFile(String name, Path file, ImageReader reader, ImagePreprocessor preprocessor) {
        this.name = name;
        this.file = file;
        this.reader = reader;
        this.preprocessor = preprocessor;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public byte[] contentHash() throws IOException {
        return ImageInput.sha256(bytes());
    }

    @Override
    public float[] pixels() throws IOException {
        return preprocessor.preprocess(reader.read(file, bytes()));
    }

    private byte[] bytes() throws IOException {
        byte[] read = bytes;
        if (read == null) {
            read = Files.readAllBytes(file);
            bytes = read;
        }
        return read;
    }
}
