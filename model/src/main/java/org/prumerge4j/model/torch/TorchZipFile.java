package org.prumerge4j.model.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.model.io.CheckpointFormatException;
import org.prumerge4j.model.io.FileSignature;
import org.prumerge4j.model.tensor.MappedValues;
import org.prumerge4j.model.tensor.TensorInfo;
import org.prumerge4j.model.tensor.TensorSource;

/**
 * A state dictionary written by {@code torch.save}: a zip archive of a pickle and of stored blocks of values, which are
 * mapped where they are. A pickle that names anything but tensors is refused; nothing of it is ever run.
 */
public final class TorchZipFile implements TensorSource {
    /** Largest pickle accepted; that of a 7B shard has about 50 KB. */
    public static final long MAX_PICKLE_BYTES = 64L << 20;

    private static final String PICKLE = "/data.pkl";
    private static final List<String> WRAPPERS = List.of("state_dict", "model", "module");

    private final Path file;
    private final FileChannel channel;
    private final Map<String, Located> located;
    private final Map<String, TensorInfo> tensors;

    private TorchZipFile(Path file, FileChannel channel, Map<String, Located> located) {
        this.file = file;
        this.channel = channel;
        this.located = located;
        Map<String, TensorInfo> infos = new LinkedHashMap<>();
        located.forEach((name, entry) -> infos.put(
                name, new TensorInfo(name, entry.view().type(), entry.view().shape())));
        this.tensors = Collections.unmodifiableMap(infos);
    }

    /** A view and where its storage begins in the file. */
    private record Located(TensorView view, long storageOffset) {}

    /**
     * Opens a file and reads its directory and pickle, no values.
     *
     * @throws CheckpointFormatException if the file is truncated, damaged, of another format, or asks for more than
     *     tensors
     * @throws IOException if it cannot be read
     */
    public static TorchZipFile open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointFormatException(file, "there is no such file; is the download complete?");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            FileSignature signature = FileSignature.of(file);
            if (signature != FileSignature.ZIP) {
                throw new CheckpointFormatException(file, "is not a PyTorch zip archive: it is " + signature.words());
            }
            ZipDirectory directory = ZipDirectory.read(file, channel);
            return new TorchZipFile(file, channel, new Reader(file, channel, directory).read());
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return tensors;
    }

    @Override
    public ByteBuffer bytes(String name) {
        Located entry = located.get(name);
        if (entry == null) {
            throw new NoSuchElementException("there is no tensor " + name + " in " + file);
        }
        TensorView view = entry.view();
        ByteBuffer span = MappedValues.map(channel, file, name, entry.storageOffset() + view.begin(), view.span());
        return view.contiguous() ? span : view.gather(span);
    }

    @Override
    public String origin(String name) {
        return file.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Reads what stands in the archive beside the values. */
    private record Reader(Path file, FileChannel channel, ZipDirectory directory) {
        Map<String, Located> read() throws IOException {
            String root = root();
            checkByteOrder(root);
            Object state;
            try {
                state = Unpickler.read(content(directory.entries().get(root + PICKLE), MAX_PICKLE_BYTES));
            } catch (PickleException e) {
                throw new CheckpointFormatException(file, String.valueOf(e.getMessage()), e);
            }
            Map<String, Located> found = new LinkedHashMap<>();
            Map<String, Long> offsets = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : stateDictionary(state).entrySet()) {
                if (!(entry.getKey() instanceof String name) || !(entry.getValue() instanceof TensorView view)) {
                    throw new CheckpointFormatException(
                            file, "entry " + entry.getKey() + " of the state dictionary is not a tensor");
                }
                found.put(name, new Located(view, storageOffset(root, name, view, offsets)));
            }
            return found;
        }

        private String root() throws CheckpointFormatException {
            List<String> roots = new ArrayList<>();
            for (String name : directory.entries().keySet()) {
                if (name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length()) {
                    roots.add(name.substring(0, name.length() - PICKLE.length()));
                }
            }
            if (roots.size() != 1) {
                throw new CheckpointFormatException(
                        file,
                        "the zip archive has " + roots.size() + " pickles where PyTorch writes one; it is not a"
                                + " state dictionary written by torch.save");
            }
            if (directory.entries().containsKey(roots.get(0) + "/constants.pkl")) {
                throw new CheckpointFormatException(
                        file,
                        "is a TorchScript program and not a state dictionary; save the weights with"
                                + " torch.save(torch.jit.load(file).state_dict(), file)");
            }
            return roots.get(0);
        }

        private void checkByteOrder(String root) throws IOException {
            ZipDirectory.Entry entry = directory.entries().get(root + "/byteorder");
            if (entry != null) {
                String order = StandardCharsets.US_ASCII
                        .decode(content(entry, Long.BYTES))
                        .toString();
                if (!order.equals("little")) {
                    throw new CheckpointFormatException(
                            file,
                            "the values are " + order + "-endian; save the file again on a little-endian machine");
                }
            }
        }

        private ByteBuffer content(ZipDirectory.@Nullable Entry entry, long limit) throws IOException {
            if (entry == null) {
                throw new CheckpointFormatException(file, "has no pickle");
            }
            if (entry.size() > limit) {
                throw new CheckpointFormatException(
                        file,
                        "entry " + entry.name() + " has " + entry.size() + " bytes, more than the " + limit
                                + " of a state dictionary");
            }
            try {
                return MappedValues.map(channel, file, entry.name(), directory.dataOffset(entry), entry.size());
            } catch (UncheckedIOException e) {
                throw new CheckpointFormatException(file, "entry " + entry.name() + " cannot be read", e);
            }
        }

        /** The dictionary of tensors, which training scripts like to wrap into another one. */
        private Map<?, ?> stateDictionary(Object state) throws CheckpointFormatException {
            if (!(state instanceof Map<?, ?> map)) {
                throw new CheckpointFormatException(file, "holds something else than a state dictionary");
            }
            for (String wrapper : WRAPPERS) {
                if (map.get(wrapper) instanceof Map<?, ?> inner) {
                    return inner;
                }
            }
            return map;
        }

        private long storageOffset(String root, String tensor, TensorView view, Map<String, Long> offsets)
                throws IOException {
            Storage storage = view.storage();
            ZipDirectory.Entry entry = directory.entries().get(root + "/data/" + storage.key());
            if (entry == null) {
                throw new CheckpointFormatException(
                        file,
                        "the values of tensor " + tensor + " (storage " + storage.key() + ") are missing;"
                                + " download the file again");
            }
            int width = storage.type() == StorageType.UNTYPED ? 1 : view.type().bytes();
            if (entry.size() / width < storage.elements()) {
                throw new CheckpointFormatException(
                        file,
                        "tensor " + tensor + " of shape " + view.shape() + " has a storage of "
                                + storage.elements() + " elements, but only " + entry.size() + " bytes are stored;"
                                + " download the file again");
            }
            Long known = offsets.get(storage.key());
            long offset = known == null ? directory.dataOffset(entry) : known;
            offsets.put(storage.key(), offset);
            return offset;
        }
    }
}
