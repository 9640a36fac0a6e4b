package org.prumerge4j.experiments.shapes;

import java.util.List;
import org.prumerge4j.data.image.RgbImage;
import org.prumerge4j.experiments.shapes.draw.SceneRenderer;
import org.prumerge4j.experiments.shapes.question.Conversation;
import org.prumerge4j.experiments.shapes.question.Question;
import org.prumerge4j.experiments.shapes.scene.Scene;
import org.prumerge4j.experiments.shapes.scene.SceneGenerator;
import org.prumerge4j.experiments.shapes.scene.Split;
import org.prumerge4j.experiments.shapes.scene.WorldRandom;

/**
 * The world of a seed: endless scenes of every split, each with its image and its questions. Everything depends on the
 * seed, the split and the index alone, and is safe to ask for from several threads.
 */
public final class ShapesWorld {
    private final long seed;
    private final SceneGenerator scenes;

    /** What numbers by lot are used for besides scenes; every purpose has its own. */
    public enum Purpose {
        /** Choosing what to talk about in training. */
        CONVERSATION(-1),
        /** Writing instruction data. */
        INSTRUCTIONS(-2),
        /** Questions of VQAv2. */
        VQA_V2(-3),
        /** Questions of TextVQA. */
        TEXT_VQA(-4),
        /** Questions of POPE. */
        POPE(-5),
        /** Questions of MME. */
        MME(-6),
        /** Questions of ScienceQA. */
        SCIENCE_QA(-7),
        /** Questions of MMBench. */
        MM_BENCH(-8);

        /** Negative: scenes take the keys from 0 up. */
        private final long key;

        Purpose(long key) {
            this.key = key;
        }
    }

    /** The world of a seed. */
    public ShapesWorld(long seed) {
        this.seed = seed;
        this.scenes = new SceneGenerator(seed);
    }

    /** The scene with an index of a split. */
    public Scene scene(Split split, int index) {
        return scenes.scene(split, index);
    }

    /** The image of a scene. */
    public RgbImage image(Scene scene) {
        return SceneRenderer.render(scene);
    }

    /**
     * Everything asked about a scene in instruction data, in an order by lot. Answers of some questions give away those
     * of others: a model trained on all of them in one conversation learns to look at its own answers instead of the
     * image.
     */
    public List<Question> conversation(Split split, int index) {
        return Conversation.everything(scene(split, index), random(split, index, Purpose.CONVERSATION));
    }

    /** Numbers by lot for one scene and purpose. */
    public WorldRandom random(Split split, int index, Purpose purpose) {
        return WorldRandom.of(seed, split.key(), index, purpose.key);
    }
}
