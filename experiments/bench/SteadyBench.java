import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.experiments.run.TrainingRunner;
import org.prumerge4j.experiments.schema.Experiment;
import org.prumerge4j.experiments.schema.ExperimentReader;
import org.prumerge4j.training.progress.ProgressDisplays;

/**
 * Memory of a whole training run over its steps: runs an experiment as the train command does, while another thread looks,
 * now and then, at resident memory, memory outside the heap, and what has been allocated on the heap. Prints a line of
 * figures at every so many steps: step, resident kilobytes, direct bytes, bytes allocated since the line before.
 *
 * <p>Arguments: experiment file, steps between lines, overrides. Run by bench.py.
 */
final class SteadyBench {
    private static final long MILLIS_BETWEEN_LOOKS = 20;

    private SteadyBench() {}

    public static void main(String[] arguments) throws Exception {
        BenchSide side = new BenchSide();
        int every = Integer.parseInt(arguments[1]);
        List<String> overrides = new ArrayList<>(List.of(arguments).subList(2, arguments.length));
        Experiment experiment =
                ExperimentReader.read(Path.of(arguments[0]), overrides).value();
        Thread watcher = new Thread(() -> watch(side, experiment.output().resolve("metrics.jsonl"), every));
        watcher.setDaemon(true);
        watcher.start();
        new TrainingRunner(experiment, new Console(new PrintWriter(System.err)), ProgressDisplays.none()).run(false);
        side.print("done");
        System.exit(0);
    }

    private static void watch(BenchSide side, Path metrics, int every) {
        long next = every;
        long before = 0;
        long own = Thread.currentThread().getId();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try {
            while (true) {
                Thread.sleep(MILLIS_BETWEEN_LOOKS);
                long steps = steps(metrics);
                if (steps >= next) {
                    long allocated = BenchSide.allocated() - threads.getThreadAllocatedBytes(own);
                    side.print("{\"step\": " + steps + ", \"resident\": " + BenchSide.kilobytes("VmRSS")
                            + ", \"direct\": " + BenchSide.direct() + ", \"allocated\": " + (allocated - before) + "}");
                    before = allocated;
                    next = steps + every;
                }
            }
        } catch (InterruptedException | IOException e) {
            side.print(e.toString());
        }
    }

    private static long steps(Path metrics) throws IOException {
        if (!Files.exists(metrics)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(metrics)) {
            return lines.filter(line -> line.contains("\"loss\"")).count();
        }
    }
}
