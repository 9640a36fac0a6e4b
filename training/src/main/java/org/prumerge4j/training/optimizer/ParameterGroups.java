package org.prumerge4j.training.optimizer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The usual division of trainable parameters: adapters and projector, each with and without weight decay. */
public final class ParameterGroups {
    /** Name of the groups of everything that is not the projector. */
    public static final String LORA = "lora";

    /** Name of the groups of the multimodal projector. */
    public static final String PROJECTOR = "projector";

    private static final String PROJECTOR_SEGMENT = "mm_projector";

    private ParameterGroups() {}

    /**
     * Up to four groups in the order LoRA with decay, LoRA without, projector with decay, projector without; empty ones
     * are left out. Biases and parameters of normalisation layers are never decayed.
     *
     * @param parameters all trainable parameters
     * @param learningRate peak rate of the adapters
     * @param projectorLearningRate peak rate of the projector
     * @param weightDecay decay of the decayed groups
     */
    public static List<ParameterGroup> standard(
            List<TrainableParameter> parameters,
            double learningRate,
            double projectorLearningRate,
            double weightDecay) {
        Map<Key, List<TrainableParameter>> members = new LinkedHashMap<>();
        for (boolean projector : new boolean[] {false, true}) {
            for (boolean decayed : new boolean[] {true, false}) {
                members.put(new Key(projector, decayed), new ArrayList<>());
            }
        }
        for (TrainableParameter parameter : parameters) {
            Key key = new Key(isProjector(parameter.name()), isDecayed(parameter.name()));
            members.computeIfAbsent(key, any -> new ArrayList<>()).add(parameter);
        }
        List<ParameterGroup> groups = new ArrayList<>();
        members.forEach((key, list) -> {
            if (!list.isEmpty()) {
                groups.add(new ParameterGroup(
                        key.projector() ? PROJECTOR : LORA,
                        key.projector() ? projectorLearningRate : learningRate,
                        key.decayed() ? weightDecay : 0,
                        list));
            }
        });
        return groups;
    }

    /** Whether a canonical name is one of the projector's. */
    public static boolean isProjector(String name) {
        return segments(name).contains(PROJECTOR_SEGMENT);
    }

    /** Whether weight decay applies: not to biases, not to the parameters of normalisation layers. */
    public static boolean isDecayed(String name) {
        List<String> segments = segments(name);
        boolean bias = segments.get(segments.size() - 1).equals("bias");
        // Covers input_layernorm, norm, layer_norm1 and CLIP's misspelt pre_layrnorm.
        boolean norm = segments.stream()
                .anyMatch(segment -> segment.toLowerCase(Locale.ROOT).contains("norm"));
        return !bias && !norm;
    }

    private static List<String> segments(String name) {
        return List.of(name.split("\\.", -1));
    }

    private record Key(boolean projector, boolean decayed) {}
}
