package org.prumerge4j.experiments.base.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.data.sample.SampleEncoder;
import org.prumerge4j.experiments.base.learning.Weights;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.question.Family;
import org.prumerge4j.experiments.shapes.question.Question;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.Split;
import org.prumerge4j.model.clip.EncodedImage;
import org.prumerge4j.model.config.LlavaConfig;
import org.prumerge4j.model.decoder.SupervisedLoss;
import org.prumerge4j.model.engine.CompiledExecutor;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.Reducer;

/**
 * Share of questions answered right, by family. A question counts as right if every token of its answer, the end
 * included, is the likeliest after those before it: exactly then greedy generation gives that answer.
 */
public final class Scoring implements AutoCloseable {
    private final ShapesWorld world;
    private final LlavaConfig config;
    private final FrozenTower tower;
    private final SampleEncoder encoder;
    private final CompiledExecutor executor;

    /** Right answers and questions of each kind, and visual tokens per image. */
    public record Scores(Map<String, int[]> families, double visualTokens) {
        /** Share of right answers, 0 to 1. */
        public double share(String family) {
            int[] counts = families.getOrDefault(family, new int[] {0, 1});
            return (double) counts[0] / counts[1];
        }
    }

    /**
     * Scoring of a model.
     *
     * @param weights of projector and decoder
     * @param encoder makes prompts
     */
    public Scoring(ShapesWorld world, LlavaConfig config, FrozenTower tower, Weights weights, SampleEncoder encoder) {
        this.world = world;
        this.config = config;
        this.tower = tower;
        this.encoder = encoder;
        executor = new CompiledExecutor(LanguageGraph.of(config), weights.arrays(), 2, CompiledExecutor.Mode.FAST);
    }

    /** Scores on the questions about the first scenes of a split. */
    public Scores of(Split split, int scenes, Reducer reducer) {
        Map<String, int[]> families = new TreeMap<>();
        double tokens = 0;
        for (int index = 0; index < scenes; index++) {
            Scene scene = world.scene(split, index);
            List<Question> questions = new ArrayList<>(world.conversation(split, index));
            EncodedImage image = tower.encode(world.image(scene));
            MergeMatrix merge = reducer.reduce(tower.input(split.word() + index, image));
            tokens += merge.rows();
            answer(questions, merge, merge.apply(image.features()), families);
        }
        return new Scores(families, tokens / scenes);
    }

    private void answer(List<Question> questions, MergeMatrix merge, float[] features, Map<String, int[]> families) {
        List<EncodedTurn> turns =
                questions.stream().map(q -> EncodedTurn.of(q, true, encoder)).toList();
        Packing packing = new Packing(merge.rows(), turns, List.of());
        Map<String, INDArray> inputs = new LinkedHashMap<>(packing.arrays(config.decoder()));
        inputs.put(
                LanguageGraph.FEATURES,
                Nd4j.createFromArray(features)
                        .reshape(merge.rows(), config.vision().hiddenSize()));
        INDArray logits = Objects.requireNonNull(
                executor.run(inputs, List.of(SupervisedLoss.LOGITS)).get(SupervisedLoss.LOGITS));
        float[] values = logits.reshape(logits.length()).toFloatVector();
        logits.close();
        inputs.values().forEach(INDArray::close);
        int width = config.decoder().vocabularySize();
        List<Integer> targets = packing.targets();
        int row = 0;
        for (int i = 0; i < questions.size(); i++) {
            boolean right = true;
            for (int left = turns.get(i).supervised(); left > 0; left--) {
                right &= likeliest(values, row * width, width) == targets.get(row);
                row++;
            }
            count(families, name(questions.get(i)), right);
        }
    }

    private static String name(Question question) {
        return question.family() == Family.READING
                ? "reading" + question.answer().length()
                : question.family().word();
    }

    private static void count(Map<String, int[]> families, String name, boolean right) {
        int[] counts = families.computeIfAbsent(name, key -> new int[2]);
        counts[0] += right ? 1 : 0;
        counts[1]++;
    }

    private static int likeliest(float[] values, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public void close() {
        executor.close();
    }
}
