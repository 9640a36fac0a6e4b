package org.prumerge4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.prumerge4j.data.index.InstructionRecords;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.data.record.Speaker;
import org.prumerge4j.data.record.Turn;
import org.prumerge4j.training.loop.MicroBatch;
import org.prumerge4j.training.loop.MicroBatchLoss;

class PicturedStepTest {
    private static final MicroBatchLoss LOSS = new MicroBatchLoss(1, 1, 2);

    private final List<String> drawn = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();

    private static InstructionRecord record(int number, @Nullable String image) {
        return new InstructionRecord(
                "r" + number, image, List.of(new Turn(Speaker.HUMAN, "Why?"), new Turn(Speaker.ASSISTANT, "Because.")));
    }

    private static InstructionRecords records() {
        return InstructionRecords.of(IntStream.range(0, 8)
                .mapToObj(number -> record(number, number == 0 ? null : number + ".png"))
                .toList());
    }

    private PicturedStep step(RunTracking.Pictures pictures) {
        return new PicturedStep(
                (batch, gradients) -> LOSS,
                3,
                records(),
                image -> {
                    drawn.add(image);
                    return new BufferedImage(5, 5, BufferedImage.TYPE_INT_RGB);
                },
                pictures);
    }

    private static MicroBatch batch(long step, int index, Integer... samples) {
        return new MicroBatch(step, index, List.of(samples), List.of(), 0);
    }

    @Test
    void imagesOfTheFirstBatchAreShownAtIntervals() throws IOException {
        PicturedStep step = step((key, png, width, height) -> shown.add(key + " " + width + "x" + height));

        for (long number = 1; number <= 4; number++) {
            assertThat(step.compute(batch(number, 0, 0, (int) number), (name, gradient) -> {}))
                    .isEqualTo(LOSS);
            step.compute(batch(number, 1, 7), (name, gradient) -> {});
        }

        assertThat(drawn).containsExactly("1.png", "4.png");
        assertThat(shown).containsExactly("kept_tokens_1 5x5", "kept_tokens_1 5x5");
    }

    @Test
    void fourImagesAreEnough() throws IOException {
        step((key, png, width, height) -> shown.add(key))
                .compute(batch(1, 0, 1, 2, 3, 4, 5, 6), (name, gradient) -> {});

        assertThat(shown).containsExactly("kept_tokens_1", "kept_tokens_2", "kept_tokens_3", "kept_tokens_4");
    }

    @Test
    void troubleWithPicturesStopsNothing() throws IOException {
        PicturedStep step = step((key, png, width, height) -> {
            throw new IOException("no space");
        });

        assertThat(step.compute(batch(1, 0, 1), (name, gradient) -> {})).isEqualTo(LOSS);
        assertThat(step.compute(batch(4, 0, 1), (name, gradient) -> {})).isEqualTo(LOSS);
    }
}
