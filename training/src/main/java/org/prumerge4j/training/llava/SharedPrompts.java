package org.prumerge4j.training.llava;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.sample.SplicedSample;
import org.prumerge4j.data.sample.Splicer;
import org.prumerge4j.model.generation.Prefix;
import org.prumerge4j.model.generation.Prompt;

/**
 * Makes prompts that share what they have in common: all of them what stands before the image, those about one image
 * that and whatever else they begin with.
 */
final class SharedPrompts {
    private final Splicer splicer;
    private final IntFunction<float[]> embeddingOf;
    private final int hidden;
    private int[] rootIds = new int[0];
    private @Nullable Prefix root;

    /**
     * A maker of prompts.
     *
     * @param embeddingOf gives the embedding {@code [hidden]} of a token id
     */
    SharedPrompts(Splicer splicer, IntFunction<float[]> embeddingOf, int hidden) {
        this.splicer = splicer;
        this.embeddingOf = embeddingOf;
        this.hidden = hidden;
    }

    /** Gives the visual tokens of an image, {@code [tokens, hidden]} row by row. */
    @FunctionalInterface
    interface Visual {
        /** The visual tokens of an image. */
        float[] of(ReducedImage image);
    }

    /** Questions about one image, or without one, and how many positions all of their prompts begin with. */
    private static final class Group {
        private final @Nullable ReducedImage image;
        private final List<SplicedSample> prompts = new ArrayList<>();

        Group(@Nullable ReducedImage image) {
            this.image = image;
        }

        /** Length of the common beginning that leaves each prompt a token of its own; 0 for a single one. */
        int common() {
            SplicedSample first = prompts.get(0);
            int common = prompts.size() == 1 ? 0 : first.length() - 1;
            for (SplicedSample other : prompts.subList(1, prompts.size())) {
                common = Math.min(common, SharedPrompts.common(first, other));
            }
            return common;
        }
    }

    /** The prompts of some questions, in their order. */
    List<Prompt> of(List<Question> questions, Visual visual) {
        IdentityHashMap<Object, Group> groups = new IdentityHashMap<>();
        List<Group> groupOf = new ArrayList<>();
        for (Question question : questions) {
            Object key = question.image() == null ? this : question.image();
            Group group = groups.computeIfAbsent(key, image -> new Group(question.image()));
            group.prompts.add(splice(question));
            groupOf.add(group);
        }
        @Nullable Prefix common = questions.size() == 1 ? null : root(groups.values());
        int start = common == null ? 0 : rootIds.length;
        IdentityHashMap<Group, List<Prompt>> prompts = new IdentityHashMap<>();
        groups.values().forEach(group -> prompts.put(group, prompts(group, common, start, visual)));
        IdentityHashMap<Group, Integer> next = new IdentityHashMap<>();
        return groupOf.stream()
                .map(group -> Objects.requireNonNull(prompts.get(group)).get(next.merge(group, 1, Integer::sum) - 1))
                .toList();
    }

    private SplicedSample splice(Question question) {
        return question.image() == null
                ? splicer.splicePrompt("prompt", question.promptIds())
                : splicer.splicePrompt(
                        "prompt", question.promptIds(), question.image().merge().rows());
    }

    /** What all prompts begin with, up to their images; the same object as before if the ids are. */
    private @Nullable Prefix root(Collection<Group> groups) {
        SplicedSample first = groups.iterator().next().prompts.get(0);
        int length = first.length() - 1;
        for (Group group : groups) {
            for (SplicedSample prompt : group.prompts) {
                length = Math.min(length, common(first, prompt));
            }
        }
        int[] ids = Arrays.copyOf(first.tokenIds(), length);
        int text = 0;
        while (text < length && ids[text] != SplicedSample.NONE) {
            text++;
        }
        if (text == 0) {
            return null;
        }
        if (root == null || !Arrays.equals(ids, 0, text, rootIds, 0, rootIds.length)) {
            rootIds = Arrays.copyOf(ids, text);
            root = Prefix.of(rows(first, 0, text, new float[0]));
        }
        return root;
    }

    private List<Prompt> prompts(Group group, @Nullable Prefix common, int start, Visual visual) {
        float[] tokens = group.image == null ? new float[0] : visual.of(group.image);
        int shared = group.common();
        @Nullable Prefix prefix = common;
        int from = start;
        if (shared > start) {
            float[] rows = rows(group.prompts.get(0), start, shared, tokens);
            prefix = common == null ? Prefix.of(rows) : common.then(rows);
            from = shared;
        }
        List<Prompt> prompts = new ArrayList<>();
        for (SplicedSample prompt : group.prompts) {
            prompts.add(new Prompt(prefix, rows(prompt, from, prompt.length(), tokens)));
        }
        return prompts;
    }

    /** Positions that two prompts about one image both begin with, the last of either left out. */
    private static int common(SplicedSample a, SplicedSample b) {
        int most = Math.min(a.length(), b.length()) - 1;
        int common = 0;
        while (common < most
                && a.tokenIds()[common] == b.tokenIds()[common]
                && a.visualRows()[common] == b.visualRows()[common]) {
            common++;
        }
        return common;
    }

    /** What the decoder reads at some positions, {@code [positions, hidden]} row by row. */
    private float[] rows(SplicedSample prompt, int from, int to, float[] visual) {
        float[] rows = new float[(to - from) * hidden];
        for (int position = from; position < to; position++) {
            int visualRow = prompt.visualRows()[position];
            int at = (position - from) * hidden;
            if (visualRow == SplicedSample.NONE) {
                System.arraycopy(embeddingOf.apply(prompt.tokenIds()[position]), 0, rows, at, hidden);
            } else {
                System.arraycopy(visual, visualRow * hidden, rows, at, hidden);
            }
        }
        return rows;
    }
}
