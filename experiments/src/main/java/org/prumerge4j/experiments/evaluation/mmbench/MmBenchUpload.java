package org.prumerge4j.experiments.evaluation.mmbench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.evaluation.Answer;
import org.prumerge4j.experiments.evaluation.AnswerBook;
import org.prumerge4j.experiments.evaluation.Benchmark;
import org.prumerge4j.experiments.evaluation.EvaluationFiles;
import org.prumerge4j.model.io.AtomicFiles;

/**
 * The table that the evaluation server takes, tab-separated; the server wants the same table as an Excel sheet. As in
 * LLaVA, columns that do not matter are left out, and the prediction, the answer's text as it is, is the seventh.
 */
final class MmBenchUpload implements Benchmark.Upload {
    private static final Set<String> LEFT_OUT =
            Set.of("hint", "category", "source", MmBenchTable.IMAGE, "comment", "l2-category");
    private static final String PREDICTION = "prediction";
    private static final int PREDICTION_COLUMN = 6;

    @Override
    public String describe() {
        return "table for the MMBench server, tab-separated";
    }

    @Override
    public boolean withoutAnnotations() {
        return true;
    }

    @Override
    public void write(EvaluationFiles files, Path target) throws IOException {
        AnswerBook<Long> book = MmBench.book(MmBenchTable.read(files.questions()), files);
        StringBuilder text = new StringBuilder();
        MmBenchTable.fields(files.questions(), fields -> {
            List<String> columns = new ArrayList<>(fields.value().keySet());
            columns.removeAll(LEFT_OUT);
            if (text.isEmpty()) {
                text.append(line(columns, PREDICTION));
            }
            @Nullable Answer answer = book.find(MmBenchTable.index(fields));
            List<String> cells = new ArrayList<>();
            columns.forEach(column -> cells.add(fields.value().getOrDefault(column, "")));
            text.append(line(cells, answer == null ? "" : answer.text()));
        });
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        new AtomicFiles().writeFile(target, channel -> channel.write(ByteBuffer.wrap(bytes)));
    }

    private static String line(List<String> cells, String prediction) {
        List<String> all = new ArrayList<>(cells);
        all.add(Math.min(PREDICTION_COLUMN, all.size()), prediction);
        return all.stream().map(MmBenchUpload::quoted).collect(Collectors.joining("\t", "", "\n"));
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == '\t' || c == '\n' || c == '\r' || c == '"');
        return plain ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
    }
}
