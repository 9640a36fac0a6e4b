package org.prumerge4j.training.llava;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.prumerge4j.data.image.ImagePreprocessor;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.data.index.InstructionRecords;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.data.sample.EncodedSample;
import org.prumerge4j.data.sample.SampleEncoder;

/** Instruction records as samples: encoded when asked for, images read from a folder. Threads may share an instance. */
public final class InstructionSamples implements SampleSource {
    private final InstructionRecords records;
    private final SampleEncoder encoder;
    private final Path images;
    private final ImageReader reader;
    private final ImagePreprocessor preprocessor;

    /**
     * Samples of records in memory.
     *
     * @param images folder that the records' image paths are relative to
     */
    public InstructionSamples(
            List<InstructionRecord> records,
            SampleEncoder encoder,
            Path images,
            ImageReader reader,
            ImagePreprocessor preprocessor) {
        this(InstructionRecords.of(records), encoder, images, reader, preprocessor);
    }

    /**
     * Samples of records wherever they are.
     *
     * @param records stay the caller's to close
     * @param images folder that the records' image paths are relative to
     */
    public InstructionSamples(
            InstructionRecords records,
            SampleEncoder encoder,
            Path images,
            ImageReader reader,
            ImagePreprocessor preprocessor) {
        this.records = records;
        this.encoder = encoder;
        this.images = images;
        this.reader = reader;
        this.preprocessor = preprocessor;
    }

    @Override
    public List<String> ids() {
        return records.ids();
    }

    @Override
    public EncodedSample sample(int index) throws IOException {
        return encoder.encode(records.get(index));
    }

    @Override
    public float[] pixels(EncodedSample sample) throws IOException {
        return image(sample).pixels();
    }

    @Override
    public ImageInput image(EncodedSample sample) {
        String image = sample.image();
        if (image == null) {
            throw new IllegalArgumentException("sample " + sample.id() + " has no image");
        }
        Path path = images.resolve(image);
        return new SampleImage(sample.id(), images, path, new ImageFile(image, path, reader, preprocessor));
    }

    /** An image whose troubles are told with the sample it belongs to. */
    private record SampleImage(String sample, Path folder, Path path, ImageFile file) implements ImageInput {
        @Override
        public String name() {
            return file.name();
        }

        @Override
        public byte[] contentHash() throws IOException {
            try {
                return file.contentHash();
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        @Override
        public float[] pixels() throws IOException {
            try {
                return file.pixels();
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        private IOException unreadable(IOException failure) {
            if (!Files.isDirectory(folder)) {
                return new IOException(
                        "sample " + sample + ": the image folder " + folder
                                + " is gone; mount it again, or give its new place as data.images, then resume",
                        failure);
            }
            String what = failure instanceof NoSuchFileException ? "there is no file " + path : failure.getMessage();
            return new UnreadableImageException("sample " + sample + ": " + what, failure);
        }
    }
}
