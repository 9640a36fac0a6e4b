import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.Pointer;

/**
 * Our side of a benchmark's conversation with bench.py: for every line on standard input one action, answered by a line
 * of seconds, seconds of processor time, the action's result, and what memory looks like.
 */
final class BenchSide {
    /** What a line asks for. */
    interface Action {
        /** Runs what the line names; the result shows that both sides computed the same. */
        double run(String line) throws IOException;
    }

    private static final int BLOCK = 1 << 20;

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    /** Takes standard output for answers; what libraries print goes to standard error. */
    BenchSide() {
        System.setOut(System.err);
    }

    /** Answers until standard input ends. */
    void serve(Action action) throws IOException {
        out.println("ready");
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                long allocated = allocated();
                long start = System.nanoTime();
                long busy = cpuNanos();
                double result = action.run(line);
                double seconds = (System.nanoTime() - start) / 1e9;
                double cpu = (cpuNanos() - busy) / 1e9;
                long garbage = allocated() - allocated;
                out.printf(
                        "{\"seconds\": %s, \"cpu\": %s, \"result\": %s, \"peak\": %d, \"resident\": %d, \"garbage\": %d, \"direct\": %d}%n",
                        seconds, cpu, result, kilobytes("VmHWM"), kilobytes("VmRSS"), garbage, direct());
            }
        }
    }

    /** A line of its own, for tables. */
    void print(String text) {
        out.println(text);
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** Bytes that all threads have allocated on the heap so far. */
    static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    /** Bytes outside the heap that Java's buffers and ND4J's arrays hold. */
    static long direct() {
        long sum = Pointer.totalBytes();
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            sum += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
        }
        return sum;
    }

    /** A line of this process's status: resident memory now (VmRSS) or at most (VmHWM), in kilobytes. */
    static long kilobytes(String key) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(key)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }

    /** Writes values as little-endian float32. */
    static void write(Path file, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.min(BLOCK, values.length) * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int from = 0; from < values.length; from += BLOCK) {
                int count = Math.min(BLOCK, values.length - from);
                bytes.clear();
                bytes.asFloatBuffer().put(values, from, count);
                bytes.limit(count * Float.BYTES);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        }
    }
}
