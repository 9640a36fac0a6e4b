package org.prumerge4j.model.engine;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.model.backend.Backend;
import org.prumerge4j.model.execution.GraphExecutor;
import org.prumerge4j.model.execution.SameDiffExecutor;
import org.prumerge4j.model.graph.Graph;

/** The executor that suits where ND4J computes. */
public final class Executors {
    /** System property that asks for SameDiff's own session, the oracle, with the value {@code samediff}. */
    public static final String PROPERTY = "prumerge4j.executor";

    private static final String ORACLE = "samediff";

    private Executors() {}

    /**
     * An executor of a graph: compiled plans on processors, whose kernels are written for them; SameDiff's session, which
     * runs any ND4J backend, on GPUs.
     *
     * @param parameters arrays by parameter name, float32, those of frozen parameters also float16 or bfloat16; more
     *     than the graph needs may be given
     */
    public static GraphExecutor create(Graph graph, Map<String, INDArray> parameters) {
        boolean oracle = ORACLE.equals(System.getProperty(PROPERTY)) || Backend.onClassPath() == Backend.CUDA;
        return oracle ? new SameDiffExecutor(graph, parameters) : new CompiledExecutor(graph, parameters);
    }
}
