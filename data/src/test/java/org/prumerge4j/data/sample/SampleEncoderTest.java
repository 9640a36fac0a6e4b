package org.prumerge4j.data.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.prompt.PromptTemplate;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.data.record.Speaker;
import org.prumerge4j.data.record.Turn;
import org.prumerge4j.data.tokenizer.Tokenizer;
import org.prumerge4j.data.tokenizer.Tokenizers;
import org.prumerge4j.testing.GoldenCases;

class SampleEncoderTest {
    private static final int MAX_LENGTH = 2048;

    private Tokenizer tokenizer;

    @BeforeProperty
    void load() throws IOException {
        tokenizer = Tokenizers.load(GoldenCases.path("checkpoints/vicuna"));
    }

    @AfterProperty
    void close() {
        tokenizer.close();
    }

    @Property(tries = 500)
    void idsAndLabelsAreThoseOfTheReference(
            @ForAll("conversations") List<String> texts,
            @ForAll boolean hasImage,
            @ForAll @IntRange(min = 20, max = 200) int maxLength) {
        InstructionRecord record = record(hasImage ? "x.png" : null, withImage(texts, hasImage));
        ReferenceLabels.Result reference = new ReferenceLabels(tokenizer, hasImage, maxLength)
                .of(PromptTemplate.VICUNA_V1.text(record.turns(), hasImage));

        EncodedSample sample = new SampleEncoder(PromptTemplate.VICUNA_V1, tokenizer, maxLength).encode(record);

        assertThat(sample.ids()).isEqualTo(reference.ids());
        assertThat(sample.referenceMismatch()).isEqualTo(reference.mismatch());
        // Where a message quotes what the reference looks for, it may take questions for answers without noticing.
        boolean misled = record.turns().stream()
                .anyMatch(turn ->
                        turn.text().contains("ASSISTANT:") || turn.text().contains("</s>"));
        if (!reference.mismatch() && !misled) {
            // Beyond the length to which samples are cut, the reference may already have given up.
            int compared = Math.min(sample.ids().length, maxLength);
            assertThat(Arrays.copyOf(sample.labels(), compared)).isEqualTo(Arrays.copyOf(reference.labels(), compared));
        }
    }

    @Property(tries = 300)
    void supervisedAreTheAnswersAndTheirEnds(
            @ForAll("ordinaryConversations") List<String> texts, @ForAll boolean hasImage) {
        InstructionRecord record = record(hasImage ? "x.png" : null, withImage(texts, hasImage));

        EncodedSample sample = new SampleEncoder(PromptTemplate.VICUNA_V1, tokenizer, MAX_LENGTH).encode(record);

        String supervised = Arrays.stream(sample.labels())
                .filter(label -> label != Labels.IGNORE)
                .mapToObj(label -> label == tokenizer.eosId() ? "|" : tokenizer.decode(new int[] {0, label}))
                .collect(Collectors.joining());
        String answers = IntStream.range(0, texts.size())
                .filter(i -> i % 2 == 1)
                .mapToObj(i -> texts.get(i).replace(" ", "") + "|")
                .collect(Collectors.joining());
        assertThat(supervised.replace(" ", "")).isEqualTo(answers);
        assertThat(sample.referenceMismatch()).isFalse();
    }

    @Example
    void anAnswerThatQuotesAConversationKeepsItsLabels() {
        EncodedSample sample = encode(null, "Quote it.", "USER: hi ASSISTANT: hello", "Again?", "No");

        assertThat(sample.referenceMismatch()).isTrue();
        assertThat(sample.labels()).endsWith(tokenizer.eosId());
        assertThat(supervisedText(sample)).isEqualTo("USER: hi ASSISTANT: hello No");
    }

    @Example
    void anAnswerThatContainsAnEndIsFlagged() {
        assertThat(encode(null, "What ends an answer?", "It is </s> alone.").referenceMismatch())
                .isTrue();
        assertThat(encode(null, "What is unknown?", "<unk>").referenceMismatch())
                .isTrue();
        assertThat(encode(null, "Why?", "So.").referenceMismatch()).isFalse();
    }

    @Example
    void aQuestionThatQuotesTheRoleIsNotSupervised() {
        assertThat(supervisedText(encode(null, "What does ASSISTANT: mean?", "A role.")))
                .isEqualTo("A role.");
    }

    @Example
    void aTurnWithoutTextIsNotSupervised() {
        EncodedSample sample = encode(null, "Why?", "", "Really?", "Yes");

        assertThat(supervisedText(sample)).isEqualTo("Yes");
        assertThat(sample.referenceMismatch()).isFalse();
    }

    @Example
    void textOnlyRecordsAreCutAndKeepTheMentionOfAnImage() {
        SampleEncoder encoder = new SampleEncoder(PromptTemplate.VICUNA_V1, tokenizer, 50);
        EncodedSample sample = encoder.encode(record(null, List.of("What is <image>?", "A tag. ".repeat(40))));

        assertThat(sample.ids()).hasSize(50).doesNotContain(ImageTokens.IMAGE_TOKEN_ID);
        assertThat(sample.labels()).hasSize(50);
        assertThat(sample.image()).isNull();
    }

    @Example
    void recordsWithImageAreNotCut() {
        SampleEncoder encoder = new SampleEncoder(PromptTemplate.VICUNA_V1, tokenizer, 50);

        assertThat(encoder.encode(record("x.png", List.of("<image>", "A tag. ".repeat(40))))
                        .ids())
                .hasSizeGreaterThan(50);
    }

    @Example
    void anImageThatNoMessageMentionsTakesNoPart() {
        EncodedSample sample = encode("x.png", "Why?", "So.");

        assertThat(sample.image()).isNull();
        assertThat(sample.ids()).doesNotContain(ImageTokens.IMAGE_TOKEN_ID);
    }

    @Example
    void refusesTwoPlacesForOneImage() {
        assertThatThrownBy(() -> encode("x.png", "<image> Why?", "So.", "And <image>?", "So."))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("record r1")
                .hasMessageContaining("2 messages")
                .hasMessageContaining("x.png");
    }

    @Example
    void plainSupervisesCaptionAndNewline() {
        SampleEncoder encoder = new SampleEncoder(PromptTemplate.PLAIN, tokenizer, MAX_LENGTH);
        EncodedSample sample = encoder.encode(record("x.png", List.of("Describe.\n<image>", "A dog.")));

        int[] caption = tokenizer.encode("A dog.\n");
        assertThat(sample.ids())
                .startsWith(tokenizer.bosId(), ImageTokens.IMAGE_TOKEN_ID)
                .hasSize(caption.length + 2);
        assertThat(Arrays.copyOfRange(sample.ids(), 2, sample.ids().length)).isEqualTo(caption);
        assertThat(sample.labels()).startsWith(Labels.IGNORE, Labels.IGNORE).endsWith(caption);
        assertThatThrownBy(() -> encoder.encode(record(null, List.of("Why?", "So."))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("record r1");
    }

    @Provide
    Arbitrary<List<String>> conversations() {
        Arbitrary<String> parts = Arbitraries.of(
                "a",
                "the",
                "color",
                " ",
                "  ",
                "\n",
                ".",
                "USER:",
                " ASSISTANT: ",
                "ASSISTANT:",
                "</s>",
                "<s>",
                "<unk>",
                "<",
                "12",
                "é",
                "東",
                "🙂",
                "\t",
                "yes",
                "No",
                "circle is",
                ", ");
        // Mostly ordinary texts, so that the counting of the reference gets through, too.
        Arbitrary<String> wild = parts.list().ofMaxSize(6).map(list -> String.join("", list));
        return Arbitraries.frequencyOf(Tuple.of(9, ordinaryText()), Tuple.of(1, wild))
                .list()
                .ofMinSize(2)
                .ofMaxSize(7);
    }

    @Provide
    Arbitrary<List<String>> ordinaryConversations() {
        return ordinaryText().list().ofMinSize(2).ofMaxSize(8).map(list -> list.subList(0, list.size() / 2 * 2));
    }

    private static Arbitrary<String> ordinaryText() {
        return Arbitraries.of("a", "the", "color", " is", " ", "\n", ".", "12", "yes", "No", ", ", "'s")
                .list()
                .ofMaxSize(12)
                .map(list -> "Q" + String.join("", list) + "?");
    }

    /** With the image in the first question, where a record with image has it. */
    private static List<String> withImage(List<String> texts, boolean hasImage) {
        List<String> placed = new ArrayList<>(texts);
        if (hasImage) {
            placed.set(0, placed.get(0) + "\n<image>");
        }
        return placed;
    }

    private EncodedSample encode(@Nullable String image, String... texts) {
        return new SampleEncoder(PromptTemplate.VICUNA_V1, tokenizer, MAX_LENGTH).encode(record(image, List.of(texts)));
    }

    private static InstructionRecord record(@Nullable String image, List<String> texts) {
        List<Turn> turns = new ArrayList<>();
        for (String text : texts) {
            turns.add(new Turn(turns.size() % 2 == 0 ? Speaker.HUMAN : Speaker.ASSISTANT, text));
        }
        return new InstructionRecord("r1", image, turns);
    }

    private String supervisedText(EncodedSample sample) {
        return tokenizer.decode(Arrays.stream(sample.labels())
                .filter(label -> label != Labels.IGNORE)
                .toArray());
    }
}
