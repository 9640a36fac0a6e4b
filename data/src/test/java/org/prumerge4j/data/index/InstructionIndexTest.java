package org.prumerge4j.data.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.data.record.InstructionReader;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.data.record.RecordFault;

class InstructionIndexTest {
    private static final String TURNS =
            "[{'from':'human','value':'Why  so?'},{'from':'gpt','value':'So.'}]".replace('\'', '"');

    @TempDir
    Path folder;

    @Property(tries = 60)
    void agreesWithThePlainReader(@ForAll long seed, @ForAll @IntRange(max = 40) int count) throws IOException {
        Path file = Files.createTempFile("records", ".json");
        try {
            InstructionFiles files = new InstructionFiles(seed);
            List<InstructionRecord> written = files.records(count);
            Files.writeString(file, files.write(written));
            List<InstructionRecord> plain = InstructionReader.read(file);
            InstructionIndex index = InstructionIndex.read(file);

            assertThat(plain).isEqualTo(written);
            assertThat(index.ids())
                    .isEqualTo(plain.stream().map(InstructionRecord::id).toList());
            try (IndexedRecords records = IndexedRecords.open(index)) {
                for (int i = count - 1; i >= 0; i--) {
                    assertThat(records.get(i)).isEqualTo(plain.get(i));
                    assertThat(index.hasImage(i)).isEqualTo(plain.get(i).image() != null);
                    assertThat(index.words(i)).isEqualTo(words(plain.get(i)));
                    assertThat(index.placeInFile(i)).isEqualTo(i);
                    for (int j = 0; j < i; j++) {
                        assertThat(index.imageHash(i) == index.imageHash(j))
                                .isEqualTo(java.util.Objects.equals(
                                        plain.get(i).image(), plain.get(j).image()));
                    }
                }
            }
        } finally {
            Files.delete(file);
        }
    }

    /** Words by a regular expression over Python's white space. */
    private static int words(InstructionRecord record) {
        String space = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
        return (int) record.turns().stream()
                .flatMap(turn -> Arrays.stream(turn.text().split(space, -1)))
                .filter(word -> !word.isEmpty())
                .count();
    }

    @Test
    void lengthsAreNegativeWithoutAnImageAndCountADroppedTurn() throws IOException {
        InstructionIndex index = index("[{'id':'a','image':'x.png','conversations':" + TURNS
                + "},{'id':'b','conversations':[{'from':'gpt','value':'one two'},{'from':'human','value':'<image> q'},"
                + "{'from':'gpt','value':'a'}]}]");

        assertThat(index.modalityLengths()).containsExactly(3, -5);
        assertThat(index.images()).isEqualTo(1);
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstRecord() throws IOException {
        Path file = folder.resolve("bom.json");
        Files.writeString(file, "\ufeff[{\"id\":\"\u00e9\",\"conversations\":" + TURNS + "}]");

        try (IndexedRecords records = IndexedRecords.open(InstructionIndex.read(file))) {
            assertThat(records.get(0).id()).isEqualTo("\u00e9");
            assertThat(new String(records.bytes(0), StandardCharsets.UTF_8))
                    .startsWith("{\"id\"")
                    .endsWith("}");
        }
    }

    @Test
    void refusesOtherEncodings() throws IOException {
        Path file = folder.resolve("wide.json");
        Files.writeString(file, "[{\"id\":\"a\",\"conversations\":" + TURNS + "}]", StandardCharsets.UTF_16);

        assertThatThrownBy(() -> InstructionIndex.read(file))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("wide.json is not in UTF-8");
    }

    @Test
    void stopsAtAFaultyRecordAsThePlainReaderDoes() throws IOException {
        Path file = write("[{'id':'a','conversations':" + TURNS + "},\n{'id':'b','conversations':[]}]");

        assertThatThrownBy(() -> InstructionIndex.read(file))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("data.json:2:")
                .hasMessageContaining("record 1 (id b)");
    }

    @Test
    void goesOnBehindFaultyRecordsIfAskedTo() throws IOException {
        Path file = write("[{'id':'a','conversations':[{'from':'gpt','value':'x','more':{'deep':[1]}}],'image':'i'},"
                + "{'id':'b','conversations':" + TURNS + "},17,[[]],"
                + "{'id':'c','conversations':[{'from':'human','value':'q'},{'from':'human','value':[{'x':1}]}],'y':{}},"
                + "{'conversations':[]},'text',{'id':'d','conversations':" + TURNS + "}]");
        List<String> faults = new ArrayList<>();

        InstructionIndex index = InstructionIndex.read(
                file, (place, id, fault) -> faults.add(place.index() + " " + id + " " + fault.fault()));

        assertThat(faults)
                .containsExactly(
                        "0 a " + RecordFault.NO_ANSWER,
                        "2 null " + RecordFault.MALFORMED,
                        "3 null " + RecordFault.MALFORMED,
                        "4 c " + RecordFault.MALFORMED,
                        "5 null " + RecordFault.EMPTY_CONVERSATION,
                        "6 null " + RecordFault.MALFORMED);
        assertThat(index.ids()).containsExactly("b", "d");
        assertThat(index.placeInFile(1)).isEqualTo(7);
        try (IndexedRecords records = IndexedRecords.open(index)) {
            assertThat(records.get(1).id()).isEqualTo("d");
        }
    }

    @Test
    void saysWhereATruncatedFileEnds() throws IOException {
        String whole = "[{'id':'a','conversations':" + TURNS + "},\n{'id':'b','conversations':" + TURNS + "}]";
        for (int cut = 1; cut < whole.length(); cut += 7) {
            Path file = write(whole.substring(0, cut));
            assertThatThrownBy(() -> InstructionIndex.read(file, (place, id, fault) -> {}))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("data.json:")
                    .hasMessageContaining("is the file complete?");
        }
    }

    @Test
    void noticesThatTheFileHasChanged() throws IOException {
        Path file = write("[{'id':'a','conversations':" + TURNS + "}]");
        InstructionIndex index = InstructionIndex.read(file);
        try (IndexedRecords records = IndexedRecords.open(index)) {
            write("[{'id':'z','conversations':" + TURNS + "}]");
            assertThatThrownBy(() -> records.get(0)).hasMessageContaining("record 0 was a and is z");
            write("[{'id':'a','conver");
            assertThatThrownBy(() -> records.get(0)).hasMessageContaining("ends inside record 0 (id a)");
        }
        assertThatThrownBy(() -> IndexedRecords.open(index)).hasMessageContaining("has changed since it was indexed");
    }

    private InstructionIndex index(String json) throws IOException {
        return InstructionIndex.read(write(json));
    }

    private Path write(String json) throws IOException {
        return Files.writeString(folder.resolve("data.json"), json.replace('\'', '"'));
    }
}
