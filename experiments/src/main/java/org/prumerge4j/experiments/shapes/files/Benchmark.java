package org.prumerge4j.experiments.shapes.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One of the evaluation sets, in the files that LLaVA-1.5's scripts and the set's own scorer read. */
interface Benchmark {
    /** Its folder, named as in LLaVA's {@code playground/data/eval}. */
    String folder();

    /**
     * Writes questions, right answers and images.
     *
     * @param folder of the set
     * @param scenes of one split, in order
     * @return number of questions by category
     */
    Map<String, Integer> write(Path folder, List<PaintedScene> scenes) throws IOException;
}
