package org.prumerge4j.training.tracking.wandb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when a process ends in the middle of a run. */
class ProcessEndTest {
    private static final int STATUS = 7;

    @TempDir
    Path folder;

    /** A process of its own: begins a run and ends without closing it. */
    static final class Program {
        private Program() {}

        @SuppressWarnings("resource")
        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            WandbSettings settings =
                    arguments.length > 1 ? Runs.online(folder, URI.create(arguments[1])) : Runs.offline(folder);
            WandbSink sink = new WandbSink(settings, folder.resolve("wandb.json"), Runs.QUICK, RunClock.SYSTEM);
            sink.start(Map.of(), 0);
            sink.log(1, Map.of("loss", 1.0));
            System.exit(STATUS);
        }
    }

    private void runProgram(List<String> arguments) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new java.util.ArrayList<>(
                List.of(java.toString(), "-cp", System.getProperty("java.class.path"), Program.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isEqualTo(STATUS);
    }

    private void theStoreHasAnEnd() throws IOException {
        List<StoredRecord> records = Runs.records(Runs.store(folder));
        StoredRecord last = records.get(records.size() - 1);
        assertThat(last.content(StoreFields.EXIT).integer(StoreFields.EXIT_CODE))
                .isEqualTo(1);
        assertThat(Runs.records(Runs.store(folder), StoreFields.HISTORY)).hasSize(1);
    }

    @Test
    void theStoreGetsItsEnd() throws Exception {
        runProgram(List.of(folder.toString()));

        theStoreHasAnEnd();
    }

    @Test
    void theServerIsToldToo() throws Exception {
        try (LoopbackServer server = new LoopbackServer()) {
            runProgram(List.of(folder.toString(), server.address().toString()));

            theStoreHasAnEnd();
            assertThat(server.complete()).isTrue();
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.linesOf("wandb-history.jsonl")).hasSize(1);
        }
    }
}
