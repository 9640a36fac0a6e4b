package org.prumerge4j.model.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    private static final long NO_SUCH_PROCESS = Long.MAX_VALUE;

    @TempDir
    Path folder;

    @Test
    void writesAndReplacesAFile() throws IOException {
        AtomicFiles files = new AtomicFiles();
        Path target = folder.resolve("sub/a.txt");
        files.writeFile(target, bytes("one"));
        files.writeFile(target, bytes("two"));
        assertThat(target).hasContent("two");
        assertThat(list(target.getParent())).containsExactly("a.txt");
    }

    @Test
    void onAFullDiskTheOldFileSurvivesAndTheMessageSaysWhatToDo() throws IOException {
        Path target = folder.resolve("model.bin");
        Files.writeString(target, "old");
        AtomicFiles full = new AtomicFiles(file -> new FullDisk(FileSink.create(file), 10));
        assertThatThrownBy(() -> full.writeFile(target, channel -> {
                    channel.write(ByteBuffer.allocate(8));
                    channel.write(ByteBuffer.allocate(8));
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(target.toString())
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("after 16 bytes")
                .hasMessageContaining("free space")
                .hasMessageContaining("unchanged");
        assertThat(target).hasContent("old");
        assertThat(list(folder)).containsExactly("model.bin");
    }

    @Test
    void aFailureOfFlushingCounts() throws IOException {
        Path target = folder.resolve("model.bin");
        AtomicFiles failing = new AtomicFiles(file -> new FullDisk(FileSink.create(file), 10) {
            @Override
            public void force() throws IOException {
                throw new IOException("Input/output error");
            }
        });
        assertThatThrownBy(() -> failing.writeFile(target, bytes("x"))).hasMessageContaining("Input/output error");
        assertThat(list(folder)).isEmpty();
    }

    @Test
    void anErrorOfTheWriterLeavesNothingBehind() throws IOException {
        Path target = folder.resolve("model.bin");
        assertThatThrownBy(() -> new AtomicFiles().writeFile(target, channel -> {
                    throw new IllegalStateException("wrong size");
                }))
                .hasMessage("wrong size");
        assertThat(list(folder)).isEmpty();
    }

    @Test
    void partialWritesAreContinued() throws IOException {
        AtomicFiles slow = new AtomicFiles(file -> new FullDisk(FileSink.create(file), 1000) {
            @Override
            public int write(ByteBuffer source) throws IOException {
                int limit = source.limit();
                source.limit(source.position() + 1);
                int written = super.write(source);
                source.limit(limit);
                return written;
            }
        });
        slow.writeFile(folder.resolve("a"), bytes("abcdef"));
        assertThat(folder.resolve("a")).hasContent("abcdef");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theRealMessageOfAFullDeviceIsPassedOn() {
        assertThatThrownBy(
                        () -> new AtomicFiles(AtomicFilesTest::fullDevice).writeFile(folder.resolve("a"), bytes("abc")))
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("after 3 bytes");
    }

    @Test
    void aFolderIsReplacedAsAWhole() throws IOException {
        AtomicFiles files = new AtomicFiles();
        Path target = folder.resolve("checkpoint");
        files.writeFolder(target, staging -> {
            Files.writeString(staging.resolve("a"), "1");
            Files.writeString(staging.resolve("b"), "1");
        });
        files.writeFolder(target, staging -> {
            assertThat(target.resolve("b")).exists();
            Files.writeString(staging.resolve("a"), "2");
        });
        assertThat(list(target)).containsExactly("a");
        assertThat(target.resolve("a")).hasContent("2");
        assertThat(list(folder)).containsExactly("checkpoint");
    }

    @Test
    void anOldFolderSurvivesAFullDisk() throws IOException {
        Path target = folder.resolve("checkpoint");
        new AtomicFiles().writeFolder(target, staging -> Files.writeString(staging.resolve("a"), "old"));
        AtomicFiles full = new AtomicFiles(file -> new FullDisk(FileSink.create(file), 4));
        assertThatThrownBy(() -> full.writeFolder(target, staging -> {
                    full.writeFile(staging.resolve("a"), bytes("new"));
                    full.writeFile(staging.resolve("b"), bytes("too much"));
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot write the folder " + target)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("what was there is unchanged");
        assertThat(target.resolve("a")).hasContent("old");
        assertThat(list(target)).containsExactly("a");
        assertThat(list(folder)).containsExactly("checkpoint");
    }

    @Test
    void aFileWhereAFolderGoesIsNotOverwritten() throws IOException {
        Path target = folder.resolve("checkpoint");
        Files.writeString(target, "mine");
        assertThatThrownBy(() -> new AtomicFiles().writeFolder(target, staging -> {}))
                .hasMessageContaining(target.toString());
        assertThat(target).hasContent("mine");
        assertThat(list(folder)).containsExactly("checkpoint");
    }

    @Test
    void leftoversOfKilledProcessesAreRemovedAndOthersKept() throws IOException {
        Path target = folder.resolve("checkpoint");
        long pid = ProcessHandle.current().pid();
        long start = ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
        String dead = ".checkpoint.tmp-" + NO_SUCH_PROCESS + "-0-1";
        String reusedNumber = ".checkpoint.tmp-" + pid + "-" + (start - 1) + "-1";
        String living = ".checkpoint.tmp-" + pid + "-" + start + "-77";
        String foreign = ".checkpoint.tmp-backup";
        for (String name : List.of(dead, reusedNumber, living, foreign)) {
            Files.createDirectory(folder.resolve(name));
            Files.writeString(folder.resolve(name).resolve("part"), "x");
        }
        new AtomicFiles().writeFolder(target, staging -> Files.writeString(staging.resolve("a"), "1"));
        assertThat(list(folder)).containsExactlyInAnyOrder("checkpoint", living, foreign);
    }

    @Test
    void aReplacementThatWasInterruptedIsUndone() throws IOException {
        Path target = folder.resolve("checkpoint");
        Path old = folder.resolve(".checkpoint.old-" + NO_SUCH_PROCESS + "-0-2");
        Path staging = folder.resolve(".checkpoint.tmp-" + NO_SUCH_PROCESS + "-0-1");
        Files.createDirectory(old);
        Files.createDirectory(staging);
        Files.writeString(old.resolve("a"), "old");
        new AtomicFiles().recoverFolder(target);
        assertThat(target.resolve("a")).hasContent("old");
        assertThat(list(folder)).containsExactly("checkpoint");
    }

    private static FileSink fullDevice(Path ignored) throws IOException {
        FileChannel channel = new FileOutputStream("/dev/full").getChannel();
        return new FileSink() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                return channel.write(source);
            }

            @Override
            public void force() {}

            @Override
            public boolean isOpen() {
                return channel.isOpen();
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
