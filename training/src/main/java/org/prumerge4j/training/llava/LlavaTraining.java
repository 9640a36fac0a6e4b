package org.prumerge4j.training.llava;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.DropoutMasks;
import org.prumerge4j.lora.LoraLinears;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.decoder.TokenEmbeddings;
import org.prumerge4j.model.engine.CompiledExecutor;
import org.prumerge4j.model.engine.Executors;
import org.prumerge4j.model.engine.PlanReport;
import org.prumerge4j.model.execution.GraphExecutor;
import org.prumerge4j.model.execution.ParameterArrays;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.model.tensor.TensorSource;
import org.prumerge4j.model.tensor.TensorValues;
import org.prumerge4j.training.loop.Validation;

/** A LLaVA in training: frozen base, trainable adapters and projector, and the step that computes their gradients. */
public final class LlavaTraining implements AutoCloseable {
    private final LlavaConfig config;
    private final TokenEmbeddings embeddings;
    private final DropoutMasks dropout;
    private final Graph graph;
    private final Map<String, INDArray> frozen;
    private final TrainableWeights weights;
    private final GraphExecutor executor;
    private final Graph undisturbed;
    private final Map<String, INDArray> bound = new HashMap<>();
    private @Nullable GraphExecutor validating;

    /**
     * A model ready to train.
     *
     * @param base frozen weights under canonical names; has to stay open
     * @param layout the adapters
     * @param initial first values of everything trained, under canonical names; read once
     * @param projectorRole whether the projector is trained
     * @param dropout of the adapters' inputs
     * @param computedAgain whether the decoder's blocks are computed again in the backward run rather than kept
     */
    public LlavaTraining(
            LlavaConfig config,
            TensorSource base,
            AdapterLayout layout,
            TensorSource initial,
            ParameterRole projectorRole,
            DropoutMasks dropout,
            boolean computedAgain) {
        this.config = config;
        this.embeddings = new TokenEmbeddings(base);
        this.dropout = dropout;
        LoraLinears linears = LoraLinears.training(layout, dropout.probability());
        this.graph = LlavaGraph.training(config, linears, projectorRole, computedAgain);
        this.weights = new TrainableWeights(graph.trainable(), parameter -> {
            if (!initial.tensors().containsKey(parameter.name())) {
                throw new NoSuchElementException("no initial values for " + parameter.name());
            }
            return TensorValues.floats(initial, parameter.name());
        });
        this.frozen = ParameterArrays.load(graph, ParameterRole.FROZEN, base);
        this.undisturbed = LlavaGraph.training(config, LoraLinears.training(layout, 0), projectorRole, false);
        bound.putAll(frozen);
        bound.putAll(weights.arrays());
        this.executor = Executors.create(graph, bound);
    }

    /** What training changes: live, so that its values are those of the last step. */
    public TrainableWeights weights() {
        return weights;
    }

    /** Shapes of what training changes, by name, for a table of it. */
    public Map<String, Shape> trainableShapes() {
        return shapes(ParameterRole.TRAINABLE);
    }

    /** Shapes of what the graph reads and training leaves alone, by name. */
    public Map<String, Shape> frozenShapes() {
        return shapes(ParameterRole.FROZEN);
    }

    private Map<String, Shape> shapes(ParameterRole role) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        graph.parameters().values().stream()
                .filter(parameter -> parameter.role() == role)
                .forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
        return shapes;
    }

    /**
     * The step over given samples.
     *
     * @param visualTokens gives reduced images
     * @param maxLength to which sequences are cut once visual tokens are in
     */
    public LlavaTrainingStep step(SampleSource source, VisualTokens visualTokens, int maxLength) {
        return step(source, visualTokens, maxLength, UnreadableImages.FAIL);
    }

    /**
     * The step over given samples.
     *
     * @param visualTokens gives reduced images
     * @param maxLength to which sequences are cut once visual tokens are in
     * @param unreadable what happens to samples whose image cannot be read
     */
    public LlavaTrainingStep step(
            SampleSource source, VisualTokens visualTokens, int maxLength, UnreadableImages unreadable) {
        return new LlavaTrainingStep(parts(source, visualTokens, maxLength, unreadable));
    }

    private LlavaTrainingParts parts(
            SampleSource source, VisualTokens visualTokens, int maxLength, UnreadableImages unreadable) {
        return new LlavaTrainingParts(
                config, source, visualTokens, maxLength, unreadable, embeddings, executor, weights, dropout);
    }

    /**
     * The loss on samples of their own, without dropout. It draws no random numbers and changes nothing, so training goes
     * on as if it had not been computed.
     *
     * @param source the samples; all of them are used
     * @param visualTokens gives reduced images
     * @param maxLength to which sequences are cut once visual tokens are in
     * @param batchSize samples computed at once
     * @param unreadable what happens to samples whose image cannot be read
     */
    public Validation validation(
            SampleSource source, VisualTokens visualTokens, int maxLength, int batchSize, UnreadableImages unreadable) {
        if (validating == null) {
            validating = Executors.create(undisturbed, bound);
        }
        return new LlavaValidation(parts(source, visualTokens, maxLength, unreadable), validating, batchSize);
    }

    /**
     * Times every kernel of the steps that follow.
     *
     * @return tells what the plan of the last step does and how long its kernels take
     * @throws IllegalStateException if steps do not run from compiled plans
     */
    public Supplier<PlanReport> timeKernels() {
        if (!(executor instanceof CompiledExecutor compiled)) {
            throw new IllegalStateException(
                    "steps run in SameDiff's session, which has no plan; only compiled plans can"
                            + " be timed, and these run on processors");
        }
        compiled.time();
        return () -> {
            PlanReport report = compiled.report();
            if (report == null) {
                throw new IllegalStateException("no step has been run");
            }
            return report;
        };
    }

    @Override
    public void close() {
        if (validating != null) {
            validating.close();
        }
        executor.close();
        weights.close();
        frozen.values().forEach(INDArray::close);
    }
}
