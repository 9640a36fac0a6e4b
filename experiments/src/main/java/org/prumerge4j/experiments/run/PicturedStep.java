package org.prumerge4j.experiments.run;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.index.InstructionRecords;
import org.prumerge4j.experiments.picture.KeptTokenPicture;
import org.prumerge4j.training.accumulation.GradientSink;
import org.prumerge4j.training.loop.MicroBatch;
import org.prumerge4j.training.loop.MicroBatchLoss;
import org.prumerge4j.training.loop.TrainingStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training step that now and then shows which visual tokens of its images are kept. Trouble with a picture is logged
 * once and changes nothing else.
 */
final class PicturedStep implements TrainingStep {
    /** Pictures at a time. */
    static final int PICTURES = 4;

    private static final Logger LOG = LoggerFactory.getLogger(PicturedStep.class);

    private final TrainingStep step;
    private final int every;
    private final InstructionRecords records;
    private final Drawing drawing;
    private final RunTracking.Pictures pictures;
    private boolean failed;

    /** Draws the kept tokens of an image. */
    @FunctionalInterface
    interface Drawing {
        BufferedImage of(String image) throws IOException;
    }

    /**
     * A step that shows pictures at its first step and after every so many.
     *
     * @param every steps between pictures, at least 1
     * @param drawing draws an image of the records
     */
    PicturedStep(
            TrainingStep step, int every, InstructionRecords records, Drawing drawing, RunTracking.Pictures pictures) {
        this.step = step;
        this.every = every;
        this.records = records;
        this.drawing = drawing;
        this.pictures = pictures;
    }

    /** A step of an experiment: with pictures if they are asked for and somebody takes them. */
    static TrainingStep of(
            TrainingStep step,
            int every,
            InstructionRecords records,
            Path folder,
            Images images,
            RunTracking tracking) {
        RunTracking.@Nullable Pictures pictures = tracking.pictures();
        if (every == 0 || pictures == null) {
            return step;
        }
        return new PicturedStep(step, every, records, image -> images.keptTokens(image, folder), pictures);
    }

    @Override
    public MicroBatchLoss compute(MicroBatch batch, GradientSink gradients) throws IOException {
        if (batch.index() == 0 && (batch.step() - 1) % every == 0) {
            show(batch);
        }
        return step.compute(batch, gradients);
    }

    private void show(MicroBatch batch) {
        int shown = 0;
        try {
            for (int index : batch.samples()) {
                String image = records.get(index).image();
                if (image != null && shown < PICTURES) {
                    shown++;
                    BufferedImage picture = drawing.of(image);
                    pictures.show(
                            "kept_tokens_" + shown,
                            KeptTokenPicture.png(picture),
                            picture.getWidth(),
                            picture.getHeight());
                }
            }
        } catch (IOException | RuntimeException e) {
            if (!failed) {
                LOG.warn("no picture of kept tokens at step {}: {}; training goes on", batch.step(), e.toString());
            }
            failed = true;
        }
    }
}
