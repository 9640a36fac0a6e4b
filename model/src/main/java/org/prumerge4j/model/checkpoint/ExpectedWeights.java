package org.prumerge4j.model.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.prumerge4j.model.config.DecoderConfig;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.config.ProjectorConfig;
import org.prumerge4j.model.config.VisionConfig;
import org.prumerge4j.model.tensor.Shape;

/** The tensors of a model of given sizes, under canonical names and with their shapes. */
public final class ExpectedWeights {
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final Set<String> optional = new LinkedHashSet<>();

    private ExpectedWeights() {}

    /** All tensors of a model: vision tower, projector, decoder. */
    public static ExpectedWeights of(LlavaConfig config) {
        ExpectedWeights weights = new ExpectedWeights();
        weights.addVision(config.vision());
        weights.addProjector(config.projector());
        weights.addDecoder(config.decoder());
        return weights;
    }

    /** The tensors of a vision tower. */
    public static ExpectedWeights of(VisionConfig config) {
        ExpectedWeights weights = new ExpectedWeights();
        weights.addVision(config);
        return weights;
    }

    /** The tensors of a projector. */
    public static ExpectedWeights of(ProjectorConfig config) {
        ExpectedWeights weights = new ExpectedWeights();
        weights.addProjector(config);
        return weights;
    }

    /** The tensors of a language model. */
    public static ExpectedWeights of(DecoderConfig config) {
        ExpectedWeights weights = new ExpectedWeights();
        weights.addDecoder(config);
        return weights;
    }

    /** Shapes by canonical name, in the order of computation. */
    public Map<String, Shape> shapes() {
        return Collections.unmodifiableMap(shapes);
    }

    /**
     * Tensors that published checkpoints have but LLaVA never uses, because it takes the features of the last layer but
     * one: they may be missing.
     */
    public Set<String> optional() {
        return Collections.unmodifiableSet(optional);
    }

    /** Number of parameters of all tensors, the optional ones included. */
    public long parameters() {
        return shapes.values().stream().mapToLong(Shape::elements).reduce(0, Math::addExact);
    }

    private void addVision(VisionConfig config) {
        int width = config.hiddenSize();
        int patch = config.patchSize();
        add("vision_model.embeddings.class_embedding", width);
        add("vision_model.embeddings.patch_embedding.weight", width, VisionConfig.CHANNELS, patch, patch);
        add("vision_model.embeddings.position_embedding.weight", config.positions(), width);
        addNorm("vision_model.pre_layrnorm", width);
        for (int i = 0; i < config.layers(); i++) {
            addVisionLayer(Names.VISION_LAYER.replace("{i}", Integer.toString(i)), config);
        }
        addNorm("vision_model.post_layernorm", width);
        markOptional("vision_model.post_layernorm.");
        String last = Names.VISION_LAYER.replace("{i}", Integer.toString(config.layers() - 1));
        markOptional(last + "self_attn.v_proj.");
        markOptional(last + "self_attn.out_proj.");
        markOptional(last + "layer_norm2.");
        markOptional(last + "mlp.");
    }

    private void addVisionLayer(String prefix, VisionConfig config) {
        int width = config.hiddenSize();
        addNorm(prefix + "layer_norm1", width);
        addLinear(prefix + "self_attn.q_proj", width, width);
        addLinear(prefix + "self_attn.k_proj", width, width);
        addLinear(prefix + "self_attn.v_proj", width, width);
        addLinear(prefix + "self_attn.out_proj", width, width);
        addNorm(prefix + "layer_norm2", width);
        addLinear(prefix + "mlp.fc1", config.intermediateSize(), width);
        addLinear(prefix + "mlp.fc2", width, config.intermediateSize());
    }

    private void addProjector(ProjectorConfig config) {
        for (int i = 0; i < config.layers(); i++) {
            addLinear("mm_projector." + 2 * i, config.hiddenSize(), i == 0 ? config.inputSize() : config.hiddenSize());
        }
    }

    private void addDecoder(DecoderConfig config) {
        int width = config.hiddenSize();
        int inner = config.intermediateSize();
        add(Names.EMBEDDING, config.vocabularySize(), width);
        for (int i = 0; i < config.layers(); i++) {
            String prefix = Names.DECODER_LAYER.replace("{i}", Integer.toString(i));
            add(prefix + "input_layernorm.weight", width);
            add(prefix + "self_attn.q_proj.weight", width, width);
            add(prefix + "self_attn.k_proj.weight", config.keyValueSize(), width);
            add(prefix + "self_attn.v_proj.weight", config.keyValueSize(), width);
            add(prefix + "self_attn.o_proj.weight", width, width);
            add(prefix + "post_attention_layernorm.weight", width);
            add(prefix + "mlp.gate_proj.weight", inner, width);
            add(prefix + "mlp.up_proj.weight", inner, width);
            add(prefix + "mlp.down_proj.weight", width, inner);
        }
        add("model.norm.weight", width);
        add(Names.OUTPUT, config.vocabularySize(), width);
    }

    private void addNorm(String path, int width) {
        add(path + ".weight", width);
        add(path + ".bias", width);
    }

    private void addLinear(String path, int out, int in) {
        add(path + ".weight", out, in);
        add(path + ".bias", out);
    }

    private void add(String name, long... extents) {
        shapes.put(name, Shape.of(extents));
    }

    private void markOptional(String prefix) {
        shapes.keySet().stream().filter(name -> name.startsWith(prefix)).forEach(optional::add);
    }
}
