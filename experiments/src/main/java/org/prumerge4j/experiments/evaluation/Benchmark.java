package org.prumerge4j.experiments.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of the benchmarks: what it asks and how it is scored. */
public interface Benchmark {
    /** Name on the command line and in reports. */
    String name();

    /** What the questions are: the official file's name. */
    String questionsHint();

    /** What the annotations are: the official file's or folder's name; null if they are in the questions file. */
    @Nullable
    String annotationsHint();

    /**
     * The questions in their order.
     *
     * @throws org.prumerge4j.data.InvalidDataException naming the first bad line
     * @throws IOException if the file cannot be read
     */
    List<BenchmarkQuestion> questions(Path questions) throws IOException;

    /**
     * Scores answers by the rules of the official scorer.
     *
     * @throws org.prumerge4j.data.InvalidDataException naming the first bad line of any of the files
     * @throws IOException if a file cannot be read
     */
    ScoreReport score(EvaluationFiles files) throws IOException;

    /** What the benchmark's server or official tool takes; null if there is none. */
    @Nullable
    Upload upload();

    /** Writes answers in the form that a benchmark's server or official tool takes. */
    interface Upload {
        /** What is written, in a few words. */
        String describe();

        /** Whether it is made from the questions alone, so that the right answers need not be at hand. */
        boolean withoutAnnotations();

        /**
         * Writes the answers to a file, or to a folder if the form has several files.
         *
         * @throws IOException if something cannot be read or written
         */
        void write(EvaluationFiles files, Path target) throws IOException;
    }
}
