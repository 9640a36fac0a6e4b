package org.prumerge4j.data.index;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.data.record.Speaker;
import org.prumerge4j.data.record.Turn;

/** Random instruction files as people write them: any order of fields, any white space, escapes or plain text. */
final class InstructionFiles {
    private static final String[] WORDS = {
        "cat",
        "<image>",
        "caf\u00e9",
        "\u65e5\u672c",
        "\ud83d\ude00",
        "\"quoted\"",
        "back\\slash",
        "{[",
        "]}",
        ",",
        "</s>",
        "\u00a0",
        "1.5"
    };
    private static final String[] GAPS = {" ", "\n", "\t", "  ", "\u3000"};

    private final Random random;
    private final ObjectMapper json = new ObjectMapper();

    InstructionFiles(long seed) {
        this.random = new Random(seed);
    }

    List<InstructionRecord> records(int count) {
        List<InstructionRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Turn> turns = new ArrayList<>();
            for (int turn = 0; turn <= random.nextInt(3); turn++) {
                turns.add(new Turn(Speaker.HUMAN, text(false)));
                turns.add(new Turn(Speaker.ASSISTANT, text(true)));
            }
            String image = random.nextInt(3) == 0 ? null : "folder/" + random.nextInt(4) + "\u00e9.jpg";
            records.add(new InstructionRecord("id " + i + word(), image, turns));
        }
        return records;
    }

    private String text(boolean answer) {
        StringBuilder text = new StringBuilder(answer ? "Yes" : "");
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(GAPS[random.nextInt(GAPS.length)]).append(word());
        }
        return text.toString();
    }

    private String word() {
        return WORDS[random.nextInt(WORDS.length)];
    }

    String write(List<InstructionRecord> records) throws IOException {
        StringBuilder file = new StringBuilder(space() + "[" + space());
        for (int i = 0; i < records.size(); i++) {
            file.append(i == 0 ? "" : "," + space()).append(write(records.get(i)));
        }
        return file.append(space()).append("]").append(space()).toString();
    }

    private String write(InstructionRecord record) throws IOException {
        List<String> fields = new ArrayList<>();
        fields.add(field("id", string(record.id())));
        fields.add(field("conversations", turns(record.turns())));
        if (record.image() != null) {
            fields.add(field("image", string(record.image())));
        } else if (random.nextBoolean()) {
            fields.add(field("image", "null"));
        }
        if (random.nextBoolean()) {
            fields.add(field("model", "{\"conversations\":[{\"from\":3},[{}]],\"id\":\"no\",\"image\":\"no\"}"));
        }
        java.util.Collections.shuffle(fields, random);
        return "{" + space() + String.join("," + space(), fields) + space() + "}";
    }

    private String turns(List<Turn> turns) throws IOException {
        List<String> written = new ArrayList<>();
        for (Turn turn : turns) {
            String from = turn.speaker() == Speaker.HUMAN ? "human" : "gpt";
            written.add("{" + field("from", "\"" + from + "\"") + "," + field("value", string(turn.text())) + "}");
        }
        return "[" + space() + String.join("," + space(), written) + "]";
    }

    private String field(String name, String value) {
        return space() + "\"" + name + "\"" + space() + ":" + space() + value;
    }

    private String string(String text) throws IOException {
        if (random.nextBoolean()) {
            return json.writeValueAsString(text);
        }
        StringBuilder escaped = new StringBuilder("\"");
        text.chars().forEach(unit -> escaped.append(String.format("\\u%04x", unit)));
        return escaped.append('"').toString();
    }

    private String space() {
        return " \n\t\r\n ".substring(0, random.nextInt(7));
    }
}
