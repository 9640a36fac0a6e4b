package org.prumerge4j.training.tracking.tensorboard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.training.metrics.MetricSink;

/**
 * Scalars of every step in a TensorBoard event file, each written as soon as it is known.
 *
 * <p>Numbers become 32-bit floats, as TensorBoard has them, NaN and infinities included; a boolean is 1 or 0; texts and
 * lists are left out. Every start makes a new file. One that goes on after step n begins with a mark at n + 1, on which
 * TensorBoard drops what older files have from there on; the first start of a run finds no older files to drop from.
 */
public final class TensorBoardSink implements MetricSink {
    private static final double NANOSECONDS = 1e9;
    private static final String PREFIX = "events.out.tfevents.";
    private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{1,18})\\..*");

    private final Path folder;
    private final InstantSource clock;
    private @Nullable FileChannel channel;
    private double latest;

    /** A sink for a folder, which is created by {@link #start} if it is missing. */
    public TensorBoardSink(Path folder) {
        this(folder, InstantSource.system());
    }

    TensorBoardSink(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public void start(Map<String, Object> configuration, long completedSteps) throws IOException {
        close();
        Files.createDirectories(folder);
        create();
        append(Events.fileVersion(now()));
        append(Events.restart(now(), completedSteps + 1));
    }

    @Override
    public void log(long step, Map<String, Object> values) throws IOException {
        Map<String, Float> scalars = new LinkedHashMap<>();
        values.forEach((tag, value) -> {
            if (value instanceof Number number) {
                scalars.put(tag, number.floatValue());
            } else if (value instanceof Boolean flag) {
                scalars.put(tag, flag ? 1f : 0f);
            }
        });
        append(Events.scalars(now(), step, scalars));
    }

    @Override
    public void finish(String status) throws IOException {
        if (channel != null) {
            channel.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    @Override
    public String toString() {
        return "TensorBoard events in " + folder;
    }

    /**
     * TensorBoard reads the files of a folder in the order of their names, which begin with the time: a file made in the
     * same second, or after the clock was set back, is given a later time than those that are there.
     */
    private void create() throws IOException {
        long time = Math.max(clock.instant().getEpochSecond(), newest() + 1);
        String name =
                PREFIX + time + "." + hostName() + "." + ProcessHandle.current().pid() + ".0";
        channel = FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private long newest() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(String.valueOf(file.getFileName())))
                    .filter(Matcher::matches)
                    .mapToLong(name -> Long.parseLong(name.group(1)))
                    .max()
                    .orElse(0);
        }
    }

    private void append(byte[] event) throws IOException {
        FileChannel open = channel;
        if (open == null) {
            throw new IllegalStateException(this + " are not started, or closed");
        }
        long begin = open.position();
        ByteBuffer frame = RecordFraming.frame(event);
        try {
            while (frame.hasRemaining()) {
                open.write(frame);
            }
        } catch (IOException e) {
            // A reader gives up at half a record, and would never see the next one.
            open.truncate(begin);
            open.position(begin);
            throw e;
        }
    }

    /** Seconds since 1970, not fewer than before even if the clock was set back. */
    private double now() {
        Instant now = clock.instant();
        latest = Math.max(latest, now.getEpochSecond() + now.getNano() / NANOSECONDS);
        return latest;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
