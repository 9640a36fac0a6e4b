package org.prumerge4j.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.prumerge4j.model.checkpoint.LlavaWeights;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.Checksums;
import org.prumerge4j.model.io.StrictJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hash of a vision tower's weights, remembered in a feature cache: once it is known, a run that finds all its tokens
 * there does not read the weights. It is remembered by path, size, time of change and a sample of the content of the
 * files, so that other weights in the same place are noticed.
 */
final class TowerHash {
    private static final Logger LOG = LoggerFactory.getLogger(TowerHash.class);
    private static final String TOWER = "vision_model.";
    private static final String REMEMBERED = "towers.json";
    private static final int SAMPLES = 64;
    private static final int SAMPLE_BYTES = 4096;

    private TowerHash() {}

    /**
     * SHA-256 of the tower's weights.
     *
     * @param cache folder of the feature cache
     */
    static String of(LlavaWeights weights, Path cache) throws IOException {
        String files = describe(weights.files(TOWER));
        Path file = cache.resolve(REMEMBERED);
        ObjectNode remembered = remembered(file);
        JsonNode known = remembered.get(files);
        if (known != null) {
            return known.asText();
        }
        String hash = WeightsHash.of(weights, TOWER);
        remembered.put(files, hash);
        try {
            new AtomicFiles().writeFile(file, StrictJson.format(remembered));
        } catch (IOException e) {
            // Another process may be writing it, or the cache may be there for reading only; the hash is made again
            // then.
            LOG.debug("the hash of the vision tower is not remembered", e);
        }
        return hash;
    }

    private static ObjectNode remembered(Path file) {
        try {
            return Files.isRegularFile(file) ? StrictJson.readObject(file) : StrictJson.object();
        } catch (IOException e) {
            LOG.warn("{} is not readable and is made anew: {}", file, e.getMessage());
            return StrictJson.object();
        }
    }

    private static String describe(List<Path> files) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path file : files) {
            Path real = file.toRealPath();
            text.append(real)
                    .append(' ')
                    .append(Files.size(real))
                    .append(' ')
                    .append(Files.getLastModifiedTime(real))
                    .append(' ')
                    .append(sample(real))
                    .append('\n');
        }
        return Checksums.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Hash of blocks spread evenly over a file, its beginning and its end among them. */
    private static String sample(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long last = Math.max(0, channel.size() - SAMPLE_BYTES);
            ByteBuffer blocks = ByteBuffer.allocate(SAMPLES * SAMPLE_BYTES);
            for (int sample = 0; sample < SAMPLES; sample++) {
                ByteBuffer block = blocks.slice(sample * SAMPLE_BYTES, SAMPLE_BYTES);
                long offset = last / (SAMPLES - 1) * sample;
                while (block.hasRemaining()) {
                    if (channel.read(block, (sample == SAMPLES - 1 ? last : offset) + block.position()) < 0) {
                        break;
                    }
                }
            }
            return Checksums.sha256(blocks.array());
        }
    }
}
