package org.prumerge4j.experiments.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the PruMerge paper (Shang et al., LLaVA-PruMerge, arXiv 2403.15388) for LLaVA-1.5 7B on the real
 * benchmarks.
 */
final class PaperFigures {
    private static final List<String> BENCHMARKS =
            List.of("LLaVA-1.5 7B", "tokens", "VQAv2", "SQA-IMG", "TextVQA", "POPE", "MME", "MMBench");
    private static final List<String> THREE = List.of("LLaVA-1.5 7B", "tokens", "TextVQA", "MME", "POPE");
    private static final List<String> FULL =
            List.of("no reduction", "576", "78.5", "66.8", "58.2", "85.9", "1510.7", "64.3");
    private static final List<String> TUNED =
            List.of("PruMerge, LoRA", "≈ 32", "72.0", "68.5", "56.0", "76.3", "1350.3", "60.9");
    private static final List<String> PLUS =
            List.of("PruMerge+, LoRA", "≈ 144", "76.8", "68.3", "57.1", "84.0", "1462.4", "64.9");
    private static final List<String> FREE =
            List.of("PruMerge, training-free", "≈ 32", "65.9", "68.5", "53.5", "70.7", "1191.5", "56.8");

    private PaperFigures() {}

    /** The paper's table of a name that ablation files use; null for none. */
    static @Nullable Table of(String name) {
        return switch (name) {
            case "main" -> new Table("The paper: main result", BENCHMARKS, List.of(FULL, TUNED, PLUS));
            case "training" -> new Table("The paper: training-free and tuned", BENCHMARKS, List.of(FULL, FREE, TUNED));
            case "sampling" ->
                new Table(
                        "The paper: sampling at the same count",
                        THREE,
                        List.of(
                                List.of("PruMerge", "40", "54.0", "1250.1", "76.2"),
                                List.of("sequential", "40", "42.7", "703.6", "11.7"),
                                List.of("spatial, 5 x 8", "40", "46.9", "1180.2", "69.8")));
            case "modules" ->
                new Table(
                        "The paper: modules",
                        THREE,
                        List.of(
                                List.of("no reduction", "576", "58.2", "1510.7", "85.9"),
                                List.of("AITS", "40", "54.8", "1221.6", "75.7"),
                                List.of("AITS + TS", "40", "56.0", "1350.3", "76.3")));
            default -> null;
        };
    }
}
