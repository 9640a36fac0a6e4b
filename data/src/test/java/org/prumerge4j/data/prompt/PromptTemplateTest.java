package org.prumerge4j.data.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.prumerge4j.data.record.Speaker;
import org.prumerge4j.data.record.Turn;

class PromptTemplateTest {
    private static final String PREAMBLE_SHA256 = "1fa69e2371b762d1882b0bd98d284f312a36c27add732016e12e52586f98a9f5";

    @Test
    void vicunaBeginsWithThePreambleOfTheCheckpoints() throws Exception {
        String prompt = PromptTemplate.VICUNA_V1.generationPrompt("Why?", false);
        String preamble = prompt.substring(0, prompt.indexOf(" USER:"));

        byte[] hash = MessageDigest.getInstance("SHA-256").digest(preamble.getBytes(StandardCharsets.US_ASCII));
        assertThat(preamble).hasSize(154);
        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(PREAMBLE_SHA256);
    }

    @Test
    void vicunaSupervisesAnswersWithTheirSpaceAndEnd() {
        List<PromptSegment> segments =
                PromptTemplate.VICUNA_V1.segments(turns("<image>\nWhat?", "A dog.", "Sure?", "Yes"), true);

        assertThat(segments).extracting(PromptSegment::supervised).containsExactly(false, true, false, true);
        assertThat(segments.get(0).text()).endsWith("questions. USER: <image>\nWhat? ASSISTANT:");
        assertThat(segments.subList(1, 4))
                .extracting(PromptSegment::text)
                .containsExactly(" A dog.</s>", "USER: Sure? ASSISTANT:", " Yes</s>");
    }

    @Test
    void vicunaWritesOnlyTheRoleOfATurnWithoutText() {
        String text = PromptTemplate.VICUNA_V1.text(turns("a", "", "", "b", "c"), false);

        assertThat(text).endsWith(" USER: a ASSISTANT:USER:ASSISTANT: b</s>USER: c ");
    }

    @Test
    void generationPromptsEndWhereTheAnswerBegins() {
        assertThat(PromptTemplate.VICUNA_V1.generationPrompt("What?", true))
                .endsWith(" USER: <image>\nWhat? ASSISTANT:");
        assertThat(PromptTemplate.VICUNA_V1.generationPrompt("What?\n<image>", true))
                .endsWith(" USER: <image>\nWhat? ASSISTANT:");
        assertThat(PromptTemplate.VICUNA_V1.generationPrompt("What?", false)).endsWith(" USER: What? ASSISTANT:");
        assertThat(PromptTemplate.PLAIN.generationPrompt("", true)).isEqualTo("<image>");
        assertThat(PromptTemplate.PLAIN.generationPrompt("A dog", false)).isEqualTo("A dog");
    }

    @Test
    void plainIsImageCaptionNewline() {
        assertThat(PromptTemplate.PLAIN.segments(turns("Describe it.\n<image>", "A dog."), true))
                .containsExactly(new PromptSegment("<image>", false), new PromptSegment("A dog.\n", true));
    }

    @Test
    void plainRefusesWhatIsNoCaption() {
        assertThatThrownBy(() -> PromptTemplate.PLAIN.segments(turns("Hi", "A dog."), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("<image>");
        assertThatThrownBy(() -> PromptTemplate.PLAIN.segments(turns("<image>", "A dog."), false))
                .hasMessageContaining("without an image");
        assertThatThrownBy(() -> PromptTemplate.PLAIN.segments(turns("<image>", "A dog.", "And?", "A cat."), true))
                .hasMessageContaining("4 turns");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "<image>#What?|<image>#What?",
                "What?#<image>|<image>#What?",
                "  What <image> is <image>?  |<image>#What  is ?",
                "<image>|<image>",
                "\u00a0What?\u3000<image>\u001f|<image>#What?",
                " kept as it is |~ kept as it is ~",
            })
    void movesImagesToTheFront(String message, String expected) {
        assertThat(ImagePlaceholder.moveToFront(message.replace('#', '\n'))).isEqualTo(expected.replace('#', '\n'));
    }

    @Test
    void imagesStayTextInRecordsWithoutImage() {
        assertThat(PromptTemplate.VICUNA_V1.text(turns("What is <image>?", "A tag."), false))
                .endsWith(" USER: What is <image>? ASSISTANT: A tag.</s>");
    }

    private static List<Turn> turns(String... texts) {
        List<Turn> turns = new ArrayList<>();
        for (String text : texts) {
            turns.add(new Turn(turns.size() % 2 == 0 ? Speaker.HUMAN : Speaker.ASSISTANT, text));
        }
        return turns;
    }
}
