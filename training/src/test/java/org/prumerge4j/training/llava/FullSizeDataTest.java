package org.prumerge4j.training.llava;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.data.image.AspectRatio;
import org.prumerge4j.data.image.ImagePreprocessor;
import org.prumerge4j.data.image.ImageReader;
import org.prumerge4j.data.image.PixelSettings;
import org.prumerge4j.data.index.IndexedRecords;
import org.prumerge4j.data.index.InstructionIndex;
import org.prumerge4j.data.prompt.PromptTemplate;
import org.prumerge4j.data.sample.EncodedSample;
import org.prumerge4j.data.sample.SampleEncoder;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.prumerge4j.training.order.Batch;
import org.prumerge4j.training.order.BatchCursor;
import org.prumerge4j.training.order.FullSizeOrder;
import org.prumerge4j.training.order.Position;
import org.prumerge4j.training.order.SampleOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One epoch over as many records as LLaVA-1.5's mix has, without a model; takes minutes, so it runs only when asked. */
@EnabledIfSystemProperty(named = "full.size", matches = "true", disabledReason = "see docs/data.md")
class FullSizeDataTest {
    private static final Logger LOG = LoggerFactory.getLogger(FullSizeDataTest.class);
    private static final int BATCH = 4;
    private static final int ACCUMULATION = 32;
    private static final int STEPS = 5198;
    private static final long MEGABYTE = 1 << 20;
    private static final long INDEX_LIMIT = 200 * MEGABYTE;

    @TempDir
    Path folder;

    /** Stands in for the decoder: has a look at everything it is given. */
    private long checksum;

    @Test
    void oneEpoch() throws IOException {
        int workers = Integer.getInteger("full.workers", Runtime.getRuntime().availableProcessors());
        long begin = System.nanoTime();
        new SyntheticMix().write(folder);
        Path file = folder.resolve("data.json");
        LOG.info("generated {} MB in {}", Files.size(file) / MEGABYTE, seconds(begin));

        long heap = usedHeap();
        begin = System.nanoTime();
        InstructionIndex index = InstructionIndex.read(file);
        String indexed = seconds(begin);
        long indexHeap = usedHeap() - heap;
        LOG.info("indexed {} records in {}, heap {} MB", index.size(), indexed, indexHeap / MEGABYTE);
        assertThat(index.size()).isEqualTo(SyntheticMix.RECORDS);
        assertThat(index.images()).isEqualTo(624_610);
        assertThat(indexHeap).isLessThan(INDEX_LIMIT);

        begin = System.nanoTime();
        SampleOrder order = FullSizeOrder.checked(index.modalityLengths(), BATCH, ACCUMULATION);
        LOG.info("sampled and compared with the oracle in {}", seconds(begin));

        try (IndexedRecords records = IndexedRecords.open(index);
                Tokenizer tokenizer = new WordTokenizer();
                PrefetchedSamples samples = new PrefetchedSamples(
                        source(records, tokenizer), order, Position.START, FullSizeDataTest::readAhead, workers)) {
            begin = System.nanoTime();
            epoch(samples, order);
            double seconds = (System.nanoTime() - begin) / 1e9;
            LOG.info(
                    "one epoch with {} workers in {}: {} records/s, waited {} s, most heap {} MB (checksum {})",
                    workers,
                    seconds(begin),
                    Math.round(index.size() / seconds),
                    Math.round(samples.secondsWaited()),
                    Runtime.getRuntime().maxMemory() / MEGABYTE,
                    checksum);
        }
    }

    private static ImageInput readAhead(ImageInput image) throws IOException {
        return new PreparedImage(image.name(), new byte[0], image.pixels(), null);
    }

    private InstructionSamples source(IndexedRecords records, Tokenizer tokenizer) {
        PixelSettings pixels = new PixelSettings(14, 14, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));
        return new InstructionSamples(
                records,
                new SampleEncoder(PromptTemplate.VICUNA_V1, tokenizer, 2048),
                folder.resolve("images"),
                new ImageReader(),
                new ImagePreprocessor(pixels, AspectRatio.PAD));
    }

    private void epoch(PrefetchedSamples samples, SampleOrder order) throws IOException {
        BatchCursor cursor = new BatchCursor(order, BATCH, Position.START);
        BitSet seen = new BitSet();
        for (int step = 0; step < STEPS; step++) {
            for (Batch batch : cursor.nextWindow(ACCUMULATION)) {
                for (int index : batch.indices()) {
                    EncodedSample sample = samples.sample(index);
                    assertThat(sample.id()).isEqualTo(samples.ids().get(index));
                    checksum += sample.ids().length;
                    if (sample.image() != null) {
                        checksum += samples.pixels(sample).length;
                    }
                    seen.set(index);
                }
            }
        }
        assertThat(seen.cardinality()).isEqualTo(SyntheticMix.RECORDS);
        assertThat(cursor.position()).isEqualTo(new Position(1, 0));
    }

    private static String seconds(long begin) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - begin) / 1e9);
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
