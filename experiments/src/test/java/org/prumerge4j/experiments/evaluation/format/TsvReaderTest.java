package org.prumerge4j.experiments.evaluation.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TsvReaderTest {
    @TempDir
    Path folder;

    private List<Placed<List<String>>> rows(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("t.tsv"), text);
        List<Placed<List<String>>> rows = new ArrayList<>();
        try (TsvReader reader = TsvReader.open(file)) {
            for (Placed<List<String>> row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private String at(int line) {
        return folder.resolve("t.tsv") + ":" + line;
    }

    @Test
    void splitsAtTabsAndKeepsEmptyFields() throws IOException {
        assertThat(rows("\uFEFFa\t\tb\r\n\n\t\n"))
                .containsExactly(new Placed<>(List.of("a", "", "b"), at(1)), new Placed<>(List.of("", ""), at(3)));
    }

    @Test
    void quotedFieldsHoldTabsLineEndsAndMarks() throws IOException {
        assertThat(rows("\"a\tb\nc \"\"d\"\"\"\t5\" nail\nx\t\"\"\n"))
                .containsExactly(
                        new Placed<>(List.of("a\tb\nc \"d\"", "5\" nail"), at(1)),
                        new Placed<>(List.of("x", ""), at(3)));
    }

    @Test
    void namesTheRowWhoseQuotedFieldHasNoEnd() {
        assertThatThrownBy(() -> rows("a\tb\nc\t\"d\ne\n")).hasMessageStartingWith(at(2) + ": a field in quotation");
    }
}
