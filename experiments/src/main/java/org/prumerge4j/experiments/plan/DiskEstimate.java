package org.prumerge4j.experiments.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.prumerge4j.experiments.schema.ExportSection;
import org.prumerge4j.experiments.schema.ExportType;
import org.prumerge4j.experiments.schema.TrainingSection;

/**
 * What a run writes.
 *
 * @param items every kind of file
 */
public record DiskEstimate(List<Item> items) {
    /** Trained weights and both moments of Adam, float32. */
    private static final double CHECKPOINT_BYTES = 3.0 * Float.BYTES;

    private static final double HALF_BYTES = 2;

    /**
     * Files of one kind.
     *
     * @param purpose what they are
     * @param bytes all of them
     */
    public record Item(String purpose, double bytes) {}

    /** Keeps its own copy of the items. */
    public DiskEstimate {
        items = List.copyOf(items);
    }

    /** Checkpoints and exports of a run. */
    public static DiskEstimate of(ParameterCounts parameters, TrainingSection training, List<ExportSection> exports) {
        List<Item> items = new ArrayList<>();
        // The oldest one is deleted when the newest is complete.
        int most = training.checkpointEvery() == 0 ? 1 : training.keepCheckpoints() + 1;
        double each = CHECKPOINT_BYTES * parameters.trained();
        items.add(new Item(
                most + (most == 1 ? " checkpoint" : " checkpoints, the one being written included"), most * each));
        for (ExportSection export : exports) {
            items.add(new Item(name(export), numbers(parameters, export) * bytes(export.dtype())));
        }
        return new DiskEstimate(items);
    }

    private static String name(ExportSection export) {
        String layout = export.layout().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return "export " + layout + ", " + export.dtype().name().toLowerCase(Locale.ROOT);
    }

    private static double numbers(ParameterCounts parameters, ExportSection export) {
        return switch (export.layout()) {
            case LLAVA_HF, LLAVA -> parameters.languageModel() + parameters.vision() + parameters.projector();
            case PEFT -> parameters.adapters() + parameters.projector();
            case PROJECTOR -> parameters.projector();
        };
    }

    private static double bytes(ExportType type) {
        return type == ExportType.F32 ? Float.BYTES : HALF_BYTES;
    }

    /** All files together. */
    public double total() {
        return items.stream().mapToDouble(Item::bytes).sum();
    }
}
