package org.prumerge4j.experiments.shapes.files;

import static org.prumerge4j.experiments.shapes.files.JsonFiles.object;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.data.record.Speaker;
import org.prumerge4j.experiments.shapes.question.Question;
import org.prumerge4j.experiments.shapes.scene.Split;

/** Writes instruction data in the JSON format of LLaVA-1.5. */
final class InstructionFiles {
    private InstructionFiles() {}

    /** Writes {@code SPLIT.json} and {@code SPLIT-single.json}; returns the number of questions by family. */
    static Map<String, Integer> write(Path folder, Split split, List<Instructions> instructions) throws IOException {
        List<Map<String, Object>> conversations = new ArrayList<>();
        List<Map<String, Object>> singleTurns = new ArrayList<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (Instructions each : instructions) {
            each.conversations().forEach(record -> conversations.add(json(record)));
            each.singleTurns().forEach(record -> singleTurns.add(json(record)));
            for (Question question : each.questions()) {
                counts.merge(question.family().word(), 1, Integer::sum);
            }
        }
        JsonFiles.array(folder.resolve(split.word() + ".json"), conversations);
        JsonFiles.array(folder.resolve(split.word() + "-single.json"), singleTurns);
        return counts;
    }

    private static Map<String, Object> json(InstructionRecord record) {
        Map<String, Object> json = object("id", record.id());
        if (record.image() != null) {
            json.put("image", record.image());
        }
        json.put(
                "conversations",
                record.turns().stream()
                        .map(turn ->
                                object("from", turn.speaker() == Speaker.HUMAN ? "human" : "gpt", "value", turn.text()))
                        .toList());
        return json;
    }
}
