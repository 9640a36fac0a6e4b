package org.prumerge4j.experiments.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerProcessorTest {
    private static final String TABLE_SHA_256 = "7178bc3c8075d57085822c9f28be7df91d438bce79800c46226c07c8f03d23e8";

    private final AnswerProcessor processor = new AnswerProcessor();

    @Test
    void theContractionTableIsTheOfficialOne() throws NoSuchAlgorithmException {
        Map<String, String> table = Contractions.table();
        String lines = table.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(lines.getBytes(StandardCharsets.UTF_8));

        assertThat(table).hasSize(120);
        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(TABLE_SHA_256);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "It's a dog.|it 's dog",
                "two|2",
                "The 1.|1",
                "3,000 dollars|3000 dollars",
                "no-one|no 1",
                "wont|won't",
                "Ive|ive",
                "a/b|b",
                "U.S.A.|usa",
                "$5.00 , ok?|$5.00 ok",
                "none|0",
                "let's go|let 's go"
            })
    void answersOfTheOriginalProcessor(String answer, String processed) {
        assertThat(processor.process(answer)).isEqualTo(processed);
    }

    @Test
    void aMarkBesideASpaceIsDeletedEverywhere() {
        assertThat(processor.process("x-y")).isEqualTo("x y");
        assertThat(processor.process("x-y -z")).isEqualTo("xy z");
    }

    @Test
    void aCommaInANumberDeletesAllMarks() {
        assertThat(processor.processVqa("1,000 a-b")).isEqualTo("1000 ab");
        assertThat(processor.processVqa("1000 a-b")).isEqualTo("1000 b");
    }

    @Test
    void onlyTheFirst32PeriodsAreDeleted() {
        assertThat(processor.process("x" + ".".repeat(32))).isEqualTo("x");
        assertThat(processor.process("x" + ".".repeat(35))).isEqualTo("x...");
        assertThat(processor.process(".5" + "x.".repeat(33))).isEqualTo(".5" + "x".repeat(33) + ".");
    }

    @Test
    void lineEndsTabsAndUnicodeSpacesSeparateWords() {
        assertThat(processor.process(" Red\tand\nblue\u00A0the\u2003sky ")).isEqualTo("red and blue sky");
        assertThat(processor.process("")).isEmpty();
        assertThat(processor.process(" the. ")).isEmpty();
    }

    @Test
    void capitalisedContractionsNeverApplyAndTheReversedOneDoes() {
        assertThat(processor.process("Im Id've")).isEqualTo("im id've");
        assertThat(processor.process("somebody'd")).isEqualTo("somebodyd");
        assertThat(processor.process("ten dont")).isEqualTo("10 don't");
    }

    @Test
    void theVqaStepsKeepTheGenitiveTogether() {
        assertThat(processor.processVqa("The Dog's")).isEqualTo("dog's");
        assertThat(processor.process("The Dog's")).isEqualTo("dog 's");
    }
}
