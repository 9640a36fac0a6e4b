package org.prumerge4j.model.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes files and folders so that at any moment, even after a crash or on a full disk, the target is either as it was
 * or complete: everything goes to a temporary sibling, is forced to the disk, and is then renamed.
 *
 * <p>At most one process may write to a target at a time.
 */
public final class AtomicFiles {
    private static final Logger LOG = LoggerFactory.getLogger(AtomicFiles.class);

    private final FileSink.Opener opener;
    private final Temporaries temporaries = new Temporaries();

    /** Writes to the disk. */
    public AtomicFiles() {
        this(FileSink::create);
    }

    /** Writes through sinks of the caller's, for example ones that fail. */
    public AtomicFiles(FileSink.Opener opener) {
        this.opener = opener;
    }

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface FileContent {
        /** Writes everything to the channel, whose every write takes all bytes given. */
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    /** Writes the content of a folder. */
    @FunctionalInterface
    public interface FolderContent {
        /** Writes all files into the empty folder. */
        void writeTo(Path folder) throws IOException;
    }

    /**
     * Writes a file, replacing the one that may be there. Missing parent folders are created.
     *
     * @throws IOException if it cannot be written, naming the file, the bytes written and what to do; the old file is
     *     then unchanged
     */
    public void writeFile(Path target, FileContent content) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        Path folder = parent(absolute);
        Files.createDirectories(folder);
        for (Path abandoned : temporaries.abandoned(absolute, Temporaries.STAGING)) {
            Temporaries.delete(abandoned);
        }
        Path temporary = temporaries.sibling(absolute, Temporaries.STAGING);
        CountingSink counter = null;
        try {
            try (FileSink sink = opener.open(temporary)) {
                counter = new CountingSink(sink);
                content.writeTo(counter);
                sink.force();
            }
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Temporaries.delete(temporary);
            throw failure(absolute, counter == null ? 0 : counter.attempted(), e);
        } catch (RuntimeException | Error e) {
            Temporaries.delete(temporary);
            throw e;
        }
        force(folder);
    }

    /** Writes a small file; see {@link #writeFile(Path, FileContent)}. */
    public void writeFile(Path target, byte[] content) throws IOException {
        writeFile(target, channel -> channel.write(ByteBuffer.wrap(content)));
    }

    /**
     * Writes a folder, replacing the one that may be there as a whole. Missing parent folders are created.
     *
     * @throws IOException if it cannot be written; the old folder is then unchanged
     */
    public void writeFolder(Path target, FolderContent content) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        Path parent = parent(absolute);
        Files.createDirectories(parent);
        recoverFolder(absolute);
        Path staging = temporaries.sibling(absolute, Temporaries.STAGING);
        try {
            Files.createDirectory(staging);
            content.writeTo(staging);
            forceTree(staging);
            swap(staging, absolute);
        } catch (IOException e) {
            Temporaries.delete(staging);
            String previous = Files.exists(absolute) ? "; what was there is unchanged" : "";
            throw new IOException("cannot write the folder " + absolute + ": " + e.getMessage() + previous, e);
        } catch (RuntimeException | Error e) {
            Temporaries.delete(staging);
            throw e;
        }
        force(parent);
    }

    /**
     * Puts a folder right whose writer was killed: removes what it had prepared, and if it died at the moment between
     * the two renames of a replacement, brings the previous folder back. Does nothing to a folder in order.
     */
    public void recoverFolder(Path target) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        List<Path> replaced = temporaries.abandoned(absolute, Temporaries.REPLACED);
        for (Path old : replaced) {
            if (Files.notExists(absolute)) {
                LOG.warn("{} was being replaced when the writer stopped; restoring the previous one", absolute);
                Files.move(old, absolute, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Temporaries.delete(old);
            }
        }
        for (Path staging : temporaries.abandoned(absolute, Temporaries.STAGING)) {
            Temporaries.delete(staging);
        }
    }

    private void swap(Path staging, Path target) throws IOException {
        if (Files.notExists(target)) {
            Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new IOException(target + " is a file where a folder is to be written; move it away");
        }
        Path old = temporaries.sibling(target, Temporaries.REPLACED);
        Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
        Temporaries.delete(old);
    }

    private static Path parent(Path absolute) {
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(absolute + " cannot be written: it is the root of a file system");
        }
        return parent;
    }

    private static void forceTree(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (Files.isDirectory(path)) {
                    force(path);
                } else {
                    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
                        file.force(true);
                    }
                }
            }
        }
    }

    /** Makes renames inside a folder durable, where the platform lets folders be opened. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug("{} cannot be forced to the disk on this platform", folder, e);
        }
    }

    private static IOException failure(Path target, long attempted, IOException cause) {
        String previous = Files.exists(target) ? "; the file that was there is unchanged" : "";
        String reason = cause instanceof NoSuchFileException ? "no such folder" : cause.getMessage();
        return new IOException(
                "cannot write " + target + ": " + reason + " (after " + attempted + " bytes; " + free(target)
                        + "); free space or choose another place" + previous,
                cause);
    }

    private static String free(Path target) {
        try {
            return Files.getFileStore(parent(target)).getUsableSpace() + " bytes are free there";
        } catch (IOException e) {
            return "free space unknown";
        }
    }
}
