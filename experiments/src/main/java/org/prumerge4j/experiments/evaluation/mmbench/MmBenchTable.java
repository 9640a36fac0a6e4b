package org.prumerge4j.experiments.evaluation.mmbench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.experiments.evaluation.format.Placed;
import org.prumerge4j.experiments.evaluation.format.TsvReader;

/** Reads {@code mmbench_dev_20230712.tsv} and its kin; columns are found by their names. */
final class MmBenchTable {
    static final String INDEX = "index";
    static final String IMAGE = "image";

    private static final List<String> NEEDED = List.of(INDEX, "question", "A", "B");
    private static final List<String> LETTERS = List.of("A", "B", "C", "D");
    private static final String ANSWERS = "ABCDE";

    private MmBenchTable() {}

    /** Takes rows in their order. */
    @FunctionalInterface
    interface Handler {
        /**
         * Takes the next row.
         *
         * @throws InvalidDataException if it is not as it should be
         */
        void accept(Placed<MmBenchRow> row) throws IOException;
    }

    /** Takes the fields of rows by the names of their columns. */
    @FunctionalInterface
    interface FieldHandler {
        /**
         * Takes the fields of the next row.
         *
         * @param fields in the order of the columns
         * @throws InvalidDataException if they are not as they should be
         */
        void accept(Placed<Map<String, String>> fields) throws IOException;
    }

    /** The rows without their images, which are most of the file. */
    static List<Placed<MmBenchRow>> read(Path file) throws IOException {
        List<Placed<MmBenchRow>> rows = new ArrayList<>();
        rows(file, false, rows::add);
        return rows;
    }

    static void rows(Path file, boolean images, Handler handler) throws IOException {
        fields(file, fields -> handler.accept(new Placed<>(row(fields, images), fields.place())));
    }

    /**
     * Reads the table.
     *
     * @throws InvalidDataException naming {@code file:line} of the first bad row, or if a column is missing or there
     *     is no row
     */
    static void fields(Path file, FieldHandler handler) throws IOException {
        try (TsvReader reader = TsvReader.open(file)) {
            @Nullable Placed<List<String>> header = reader.next();
            List<String> columns = header == null ? List.of() : header.value();
            for (String column : NEEDED) {
                if (!columns.contains(column)) {
                    throw new InvalidDataException(file + ":1: has no column \"" + column
                            + "\", expected a tab-separated table with " + String.join(", ", NEEDED) + ", ...");
                }
            }
            int rows = 0;
            for (Placed<List<String>> row = reader.next(); row != null; row = reader.next()) {
                if (row.value().size() != columns.size()) {
                    throw row.invalid("found " + row.value().size() + " fields, expected " + columns.size()
                            + " as in the first line");
                }
                Map<String, String> fields = new LinkedHashMap<>();
                for (int i = 0; i < columns.size(); i++) {
                    fields.put(columns.get(i), row.value().get(i));
                }
                handler.accept(new Placed<>(fields, row.place()));
                rows++;
            }
            if (rows == 0) {
                throw new InvalidDataException(file + ": holds no questions; is the download complete?");
            }
        }
    }

    /** The number in the column {@code index}. */
    static long index(Placed<Map<String, String>> fields) throws InvalidDataException {
        String text = fields.value().getOrDefault(INDEX, "");
        try {
            long index = Long.parseLong(text);
            if (index >= 0) {
                return index;
            }
        } catch (NumberFormatException e) {
            // told below, like a negative number
        }
        throw fields.invalid("the index is \"" + text + "\", expected a whole number");
    }

    private static MmBenchRow row(Placed<Map<String, String>> placed, boolean images) throws InvalidDataException {
        Map<String, String> fields = placed.value();
        Map<String, String> options = new LinkedHashMap<>();
        for (String letter : LETTERS) {
            @Nullable String option = present(fields.get(letter));
            if (option != null) {
                options.put(letter, option);
            }
        }
        @Nullable String answer = present(fields.get("answer"));
        if (answer != null && (answer.length() != 1 || ANSWERS.indexOf(answer.charAt(0)) < 0)) {
            throw placed.invalid("the answer is \"" + answer + "\", expected a letter from A to E");
        }
        return new MmBenchRow(
                index(placed),
                fields.getOrDefault("question", ""),
                present(fields.get("hint")),
                options,
                answer,
                fields.getOrDefault("category", ""),
                fields.getOrDefault("l2-category", ""),
                images ? present(fields.get(IMAGE)) : null);
    }

    /** The text of a cell; null if it is empty or says nan or none. */
    private static @Nullable String present(@Nullable String cell) {
        if (cell == null || cell.isEmpty()) {
            return null;
        }
        String lower = cell.toLowerCase(Locale.ROOT);
        return lower.equals("nan") || lower.equals("none") ? null : cell;
    }
}
