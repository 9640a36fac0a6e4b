package org.prumerge4j.experiments.cli;

/** What the generate command starts. */
@FunctionalInterface
interface GenerateRun {
    /** Answers one question. */
    void generate(GenerateRequest request, Console console) throws Exception;
}
