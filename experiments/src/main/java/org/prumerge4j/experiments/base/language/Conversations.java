package org.prumerge4j.experiments.base.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.prumerge4j.data.sample.SampleEncoder;
import org.prumerge4j.experiments.shapes.ShapesWorld;
import org.prumerge4j.experiments.shapes.question.Conversation;
import org.prumerge4j.experiments.shapes.question.Question;
import org.prumerge4j.experiments.shapes.question.Writing;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.SceneText;
import org.prumerge4j.experiments.shapes.scene.Split;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;
import org.prumerge4j.model.config.LlavaConfig;

/** What is said about training scenes, one scene at a time, as arrays; every scene is new. */
final class Conversations {
    private static final int CAPTION_ONE_IN = 4;
    /** Of so many questions about the text one comes with what a reader of texts has read, as TextVQA's do. */
    private static final int HINT_ONE_IN = 8;

    private final ShapesWorld world;
    private final FrozenTower tower;
    private final EncodedTurns turns;
    private final LlavaConfig config;
    private final Subjects subjects;

    Conversations(ShapesWorld world, FrozenTower tower, SampleEncoder encoder, LlavaConfig config, Subjects subjects) {
        this.world = world;
        this.tower = tower;
        this.turns = new EncodedTurns(encoder);
        this.config = config;
        this.subjects = subjects;
    }

    /** The inputs of {@link LanguageGraph} for the training scene with an index. */
    Map<String, INDArray> arrays(long index) {
        int number = Math.toIntExact(index);
        Scene scene = world.scene(Split.TRAIN, number);
        WorldRandom random = world.random(Split.TRAIN, number, ShapesWorld.Purpose.CONVERSATION);
        List<EncodedTurn> pictured = new ArrayList<>();
        questions(scene, random).forEach(question -> pictured.add(turns.of(question, true)));
        List<EncodedTurn> alone = new ArrayList<>();
        subjects.alone(scene, random).forEach(question -> alone.add(turns.of(question, false)));
        float[] features = pictured.isEmpty() ? noFeatures() : tower.features(world.image(scene));
        int channels = config.vision().hiddenSize();
        int visualTokens = features.length / channels;
        Packing packing = new Packing(visualTokens, pictured, alone);
        Map<String, INDArray> arrays = new LinkedHashMap<>(packing.arrays(config.decoder()));
        arrays.put(LanguageGraph.FEATURES, Nd4j.createFromArray(features).reshape(visualTokens, channels));
        return arrays;
    }

    /** Graphs have no empty inputs: one visual token that nothing looks at. */
    private float[] noFeatures() {
        return new float[config.vision().hiddenSize()];
    }

    private List<Question> questions(Scene scene, WorldRandom random) {
        List<Question> all = new ArrayList<>();
        SceneText text = scene.text();
        for (Question question : subjects.pictured(scene, random)) {
            if (text != null && subjects.mayHint(question.family()) && random.oneIn(HINT_ONE_IN)) {
                String hinted = Writing.withHint(question.text(), text.text(), random);
                all.add(new Question(question.family(), hinted, question.style(), question.answer()));
            } else {
                all.add(question);
            }
        }
        if (!all.isEmpty() && random.oneIn(CAPTION_ONE_IN)) {
            all.add(Conversation.caption(scene));
        }
        return all;
    }
}
