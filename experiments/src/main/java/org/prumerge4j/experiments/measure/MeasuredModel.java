package org.prumerge4j.experiments.measure;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.prumerge4j.data.sample.EncodedSample;
import org.prumerge4j.data.sample.ImageTokens;
import org.prumerge4j.data.sample.Labels;
import org.prumerge4j.data.sample.SplicedSample;
import org.prumerge4j.data.sample.Splicer;
import org.prumerge4j.experiments.plan.ParameterCounts;
import org.prumerge4j.lora.AdapterLayout;
import org.prumerge4j.lora.DecoderLinears;
import org.prumerge4j.lora.LoraLinears;
import org.prumerge4j.lora.LoraOptions;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.decoder.FrozenLinears;
import org.prumerge4j.model.decoder.LinearLayers;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.decoder.TokenEmbeddings;
import org.prumerge4j.model.engine.Executors;
import org.prumerge4j.model.execution.GraphExecutor;
import org.prumerge4j.model.execution.NativeThreads;
import org.prumerge4j.model.execution.ParameterArrays;
import org.prumerge4j.model.graph.Graph;
import org.prumerge4j.model.graph.ParameterRole;
import org.prumerge4j.model.graph.ParameterSpec;
import org.prumerge4j.model.tensor.Shape;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.training.llava.LlavaBatch;
import org.prumerge4j.training.llava.LlavaGraph;
import org.prumerge4j.training.llava.ReducedImage;

/**
 * Projector and a few decoder layers of a model's widths, run on this machine as training and reading a prompt run them.
 * The vocabulary is a small one, so that times are those of the layers.
 */
public final class MeasuredModel implements AutoCloseable {
    private static final int VOCABULARY = 64;
    /** Answers of two words or so; only they are supervised. */
    private static final int SUPERVISED = 4;

    private static final int RUNS = 2;
    /** Small models are run more often, until Java has compiled them. */
    private static final long LEAST_NANOSECONDS = 300_000_000;

    private static final double NANOSECONDS = 1e9;
    private static final double FROZEN_PASSES = 4;
    private static final double TRAINED_PASSES = 6;
    private static final double FORWARD = 2;

    private final LlavaConfig config;
    private final @Nullable LoraOptions lora;
    private final ParameterRole projector;
    private final TokenEmbeddings embeddings;
    private final Map<String, INDArray> parameters = new HashMap<>();
    private final GraphExecutor executor;

    /**
     * A model to be measured.
     *
     * @param whole sizes of the whole model
     * @param lora its adapters; null for none
     * @param projector whether the projector is trained
     * @param layers how many decoder layers to run, at most all
     */
    public MeasuredModel(LlavaConfig whole, @Nullable LoraOptions lora, ParameterRole projector, int layers) {
        this.config = small(whole, layers);
        this.lora = lora;
        this.projector = projector;
        NativeThreads.suit(config.decoder());
        LinearLayers linears = lora == null ? new FrozenLinears() : LoraLinears.training(layout(config, lora), 0);
        Graph graph = LlavaGraph.training(config, linears, projector, false);
        Map<String, Shape> shapes = new HashMap<>();
        for (ParameterSpec parameter : graph.parameters().values()) {
            shapes.put(parameter.name(), parameter.shape());
        }
        shapes.put(TokenEmbeddings.NAME, Shape.of(VOCABULARY, config.decoder().hiddenSize()));
        BlankWeights weights = new BlankWeights(shapes);
        this.embeddings = new TokenEmbeddings(weights);
        for (ParameterRole role : ParameterRole.values()) {
            parameters.putAll(ParameterArrays.load(graph, role, weights));
        }
        this.executor = Executors.create(graph, parameters);
    }

    private static LlavaConfig small(LlavaConfig whole, int layers) {
        DecoderConfig decoder = whole.decoder();
        DecoderConfig few = new DecoderConfig(
                decoder.hiddenSize(),
                decoder.intermediateSize(),
                Math.min(layers, decoder.layers()),
                decoder.heads(),
                decoder.keyValueHeads(),
                VOCABULARY,
                decoder.rmsNormEpsilon(),
                decoder.ropeTheta(),
                decoder.maxPositions());
        return LlavaConfig.of(whole.vision(), few, whole.projector().layers());
    }

    private static AdapterLayout layout(LlavaConfig config, LoraOptions lora) {
        return AdapterLayout.of(lora, DecoderLinears.of(config.decoder()));
    }

    /** Decoder layers that are run. */
    public int layers() {
        return config.decoder().layers();
    }

    /**
     * Seconds from the embeddings of a prompt to its last token's state.
     *
     * @param visual visual tokens, at most one per patch, at least 1
     * @param text other tokens, at least {@code 2}
     */
    public double prefillSeconds(int visual, int text) {
        Map<String, INDArray> inputs = inputs(visual, text);
        return best(inputs, () -> executor.run(inputs, List.of(SupervisedLoss.LOGITS))
                .values()
                .forEach(INDArray::close));
    }

    /** Seconds of a forward and a backward pass over one sample of so many tokens. */
    public double stepSeconds(int visual, int text) {
        Map<String, INDArray> inputs = inputs(visual, text);
        return best(inputs, () -> executor.gradients(inputs, List.of(SupervisedLoss.LOSS), (name, gradient) -> {})
                .values()
                .forEach(INDArray::close));
    }

    /** Floating-point operations of such a pass, counted as plans do. */
    public double stepOperations(int visual, int text) {
        return operations(config, lora, projector == ParameterRole.TRAINABLE, layers(), visual, text);
    }

    /** The operations of a model of which only some layers are run. */
    static double operations(
            LlavaConfig whole, @Nullable LoraOptions lora, boolean trained, int layers, int visual, int text) {
        ParameterCounts counts = ParameterCounts.of(small(whole, layers), lora, trained);
        return (visual + text) * (FROZEN_PASSES * counts.decoder() + TRAINED_PASSES * counts.adapters())
                + visual * (trained ? TRAINED_PASSES : FORWARD) * counts.projector();
    }

    /** The first run compiles and is not counted. */
    private static double best(Map<String, INDArray> inputs, Runnable run) {
        try {
            run.run();
            long best = Long.MAX_VALUE;
            long start = System.nanoTime();
            for (int i = 0; i < RUNS || System.nanoTime() - start < LEAST_NANOSECONDS; i++) {
                long begin = System.nanoTime();
                run.run();
                best = Math.min(best, System.nanoTime() - begin);
            }
            return best / NANOSECONDS;
        } finally {
            inputs.values().forEach(INDArray::close);
        }
    }

    private Map<String, INDArray> inputs(int visual, int text) {
        int[] ids = new int[text + 1];
        int[] labels = new int[text + 1];
        Arrays.fill(ids, 1);
        Arrays.fill(labels, Labels.IGNORE);
        ids[0] = ImageTokens.IMAGE_TOKEN_ID;
        for (int i = Math.max(1, labels.length - SUPERVISED); i < labels.length; i++) {
            labels[i] = 1;
        }
        EncodedSample sample = new EncodedSample("measured", "image", ids, labels);
        int patches = config.vision().patches();
        int[] centres = new int[visual];
        Arrays.setAll(centres, i -> i);
        float[] features = new float[patches * config.vision().hiddenSize()];
        ReducedImage image = new ReducedImage(features, MergeMatrix.selection(patches, centres));
        SplicedSample spliced = new Splicer(config.decoder().maxPositions()).splice(sample, visual);
        return new HashMap<>(new LlavaBatch(List.of(spliced), List.of(image)).arrays(config, embeddings));
    }

    @Override
    public void close() {
        executor.close();
        parameters.values().forEach(INDArray::close);
    }
}
