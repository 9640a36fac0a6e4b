package org.prumerge4j.experiments.evaluation.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.evaluation.BenchmarkQuestion;
import org.prumerge4j.experiments.evaluation.QuestionImage;

/**
 * Which questions are answered together: all about one image, and so many images that a batch is worth its run. The
 * batches depend on the questions alone, so that an evaluation that was interrupted gives the same answers to the bit.
 */
final class QuestionBatches {
    private static final int WORTH_A_RUN = 128;

    private QuestionBatches() {}

    /** Questions about one image; none for questions without an image, each of which is by itself. */
    record Group(@Nullable QuestionImage image, List<Integer> questions) {}

    /** The indices of the questions, by image, by batch. */
    static List<List<Group>> of(List<BenchmarkQuestion> questions) {
        Map<Object, Group> groups = new LinkedHashMap<>();
        for (int i = 0; i < questions.size(); i++) {
            @Nullable QuestionImage image = questions.get(i).image();
            Object key = image == null ? i : key(image);
            groups.computeIfAbsent(key, unused -> new Group(image, new ArrayList<>()))
                    .questions
                    .add(i);
        }
        List<List<Group>> batches = new ArrayList<>();
        List<Group> batch = new ArrayList<>();
        int count = 0;
        for (Group group : groups.values()) {
            batch.add(group);
            count += group.questions.size();
            if (count >= WORTH_A_RUN) {
                batches.add(batch);
                batch = new ArrayList<>();
                count = 0;
            }
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    /** What two questions about the same image have equal. */
    static String key(QuestionImage image) {
        if (image instanceof QuestionImage.Embedded embedded) {
            return embedded.base64();
        }
        return name(image);
    }

    /** What an image is called in messages and answers. */
    static String name(QuestionImage image) {
        if (image instanceof QuestionImage.InFolder file) {
            return file.path();
        }
        return ((QuestionImage.Embedded) image).place();
    }
}
