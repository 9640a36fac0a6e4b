package org.prumerge4j.training.llava;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.prumerge4j.data.image.ImagePreprocessor;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.data.sample.EncodedSample;
import org.prumerge4j.data.sample.SampleEncoder;

/** Instruction records as samples: encoded when asked for, images read from a folder. */
public final class InstructionSamples implements SampleSource {
    private final List<InstructionRecord> records;
    private final SampleEncoder encoder;
    private final Path images;
    private final ImageReader reader;
    private final ImagePreprocessor preprocessor;

    /**
     * Samples.
     *
     * @param images folder that the records' image paths are relative to
     */
    public InstructionSamples(
            List<InstructionRecord> records,
            SampleEncoder encoder,
            Path images,
            ImageReader reader,
            ImagePreprocessor preprocessor) {
        this.records = List.copyOf(records);
        this.encoder = encoder;
        this.images = images;
        this.reader = reader;
        this.preprocessor = preprocessor;
    }

    @Override
    public List<String> ids() {
        return records.stream().map(InstructionRecord::id).toList();
    }

    @Override
    public EncodedSample sample(int index) {
        return encoder.encode(records.get(index));
    }

    @Override
    public float[] pixels(EncodedSample sample) throws IOException {
        if (sample.image() == null) {
            throw new IllegalArgumentException("sample " + sample.id() + " has no image");
        }
        try {
            return preprocessor.preprocess(reader.read(images.resolve(sample.image())));
        } catch (IOException e) {
            throw new IOException("sample " + sample.id() + ": " + e.getMessage(), e);
        }
    }
}
