package org.prumerge4j.experiments.evaluation.suite;

import java.util.List;
import org.prumerge4j.experiments.evaluation.Benchmark;
import org.prumerge4j.experiments.evaluation.mmbench.MmBench;
import org.prumerge4j.experiments.evaluation.mme.Mme;
import org.prumerge4j.experiments.evaluation.pope.Pope;
import org.prumerge4j.experiments.evaluation.scienceqa.ScienceQa;
import org.prumerge4j.experiments.evaluation.textvqa.TextVqa;
import org.prumerge4j.experiments.evaluation.vqav2.VqaV2;

/** The benchmarks of the paper, in the paper's order. */
public final class Benchmarks {
    private static final String PAPERS_SPLIT = "test";

    private Benchmarks() {}

    /** All of them, as the paper uses them: TextVQA with OCR hints, the test split of ScienceQA. */
    public static List<Benchmark> all() {
        return List.of(
                new VqaV2(), new ScienceQa(PAPERS_SPLIT), new TextVqa(true), new Pope(), new Mme(), new MmBench());
    }
}
