package org.prumerge4j.experiments.report;

import java.util.List;

/** Names of the figures of a run. */
final class Figures {
    /** Mean over the families of questions that need the image, percent. */
    static final String MEAN = "mean";
    /** Visual tokens an image. */
    static final String TOKENS = "tokens";
    /** Patches an image has. */
    static final String PATCHES = "patches";
    /** Operations of the language model before the first token of an answer. */
    static final String PREFILL = "prefill";
    /** Time an answer takes. */
    static final String MILLISECONDS = "milliseconds";
    /** Questions answered. */
    static final String QUESTIONS = "questions";
    /** Time tuning took. */
    static final String TUNING_SECONDS = "tuning seconds";
    /** Largest memory while answering. */
    static final String MEMORY = "memory";

    /** Benchmarks in the order of the paper's tables. */
    static final List<String> BENCHMARKS = List.of("vqav2", "scienceqa", "textvqa", "pope", "mme", "mmbench");

    private static final String FAMILY = "family ";
    private static final String BENCHMARK = "benchmark ";

    private Figures() {}

    static String family(String name) {
        return FAMILY + name;
    }

    static String benchmark(String name) {
        return BENCHMARK + name;
    }

    /** The family of a figure of a family; empty for other figures. */
    static String familyOf(String figure) {
        return figure.startsWith(FAMILY) ? figure.substring(FAMILY.length()) : "";
    }

    /** A benchmark as its authors write it. */
    static String title(String benchmark) {
        return switch (benchmark) {
            case "vqav2" -> "VQAv2";
            case "scienceqa" -> "SQA-IMG";
            case "textvqa" -> "TextVQA";
            case "pope" -> "POPE";
            case "mme" -> "MME";
            case "mmbench" -> "MMBench";
            default -> benchmark;
        };
    }
}
