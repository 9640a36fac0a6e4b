package org.prumerge4j.training.tracking.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.prumerge4j.training.tracking.protobuf.ProtobufWriter;

/** Bytes of every kind of record, put together by hand from the numbers of the fields. */
class StoreRecordsTest {
    private static void same(ProtobufWriter record, String... parts) {
        assertThat(HexFormat.of().formatHex(record.toBytes())).isEqualTo(String.join("", parts));
    }

    private static String text(String value) {
        return HexFormat.of().formatHex(value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void history() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("loss", 0.5);
        row.put("_step", 300);
        same(
                StoreRecords.history(300, row),
                "0a0c" + "0a04" + text("loss") + "820103" + text("0.5"),
                "0a0d" + "0a05" + text("_step") + "820103" + text("300"),
                "1203" + "08ac02");
    }

    @Test
    void summaryAndConfiguration() {
        same(StoreRecords.update(Map.of("a", true)), "0a0a" + "0a01" + text("a") + "820104" + text("true"));
    }

    @Test
    void statistics() {
        same(
                StoreRecords.statistics(Instant.ofEpochSecond(5, 7), Map.of("cpu", 1.5)),
                "0800" + "1204" + "0805" + "1007",
                "1a0b" + "0a03" + text("cpu") + "820103" + text("1.5"));
    }

    @Test
    void files() {
        same(StoreRecords.file("m/a.png"), "0a0d" + "0a07" + text("m/a.png") + "1000" + "1802");
    }

    @Test
    void exit() {
        same(StoreRecords.exit(1, 150), "0801" + "109601");
    }

    @Test
    void runAndEnvironment() {
        WandbSettings settings = Runs.offline(java.nio.file.Path.of("x"));
        RunHost host = new RunHost("h", "s", "p", Instant.ofEpochSecond(9));
        same(
                StoreRecords.run("abcd1234", settings, Map.of("k", 1), host),
                "0a08" + text("abcd1234") + "1a04" + text("proj"),
                "2209" + "0a07" + "0a01" + text("k") + "820101" + text("1"),
                "3207" + text("a group") + "4206" + text("a name") + "5201" + text("x") + "5201" + text("y"),
                "6a01" + text("h") + "8a0104" + "0809" + "1000");
        same(
                StoreRecords.environment(host),
                "0a01" + text("s") + "1a04" + "0809" + "1000" + "3201" + text("p") + "6201" + text("h"));
    }
}
