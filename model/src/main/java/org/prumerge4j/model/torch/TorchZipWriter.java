package org.prumerge4j.model.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.tensor.OutputTensor;
import org.prumerge4j.model.tensor.TensorInfo;

/**
 * Writes a state dictionary that {@code torch.load(file, weights_only=True)} reads: a zip archive of a pickle and of one
 * stored, aligned entry for each tensor. Meant for small files such as projectors; archives end below 4 GiB.
 */
public final class TorchZipWriter {
    private static final String ROOT = "archive/";
    private static final int ALIGNMENT = 64;
    private static final long MAX_ARCHIVE_BYTES = 0xffff_fffeL;
    private static final int MAX_ENTRIES = 0xfffe;
    private static final short VERSION_NEEDED = 10;
    /** 1980-01-01, so that equal tensors give equal files. */
    private static final short DATE = (1 << 5) | 1;
    /** Names are UTF-8, and sizes and checksum follow the content. */
    private static final short FLAGS = 0x0808;

    private static final int DESCRIPTOR_SIGNATURE = 0x08074b50;
    private static final int DESCRIPTOR_BYTES = 16;
    /** The private extra field that PyTorch fills up its headers with. */
    private static final short PADDING_ID = 0x4246;

    private static final int EXTRA_HEADER_BYTES = 4;

    private final AtomicFiles files;

    /** A writer whose files appear whole or not at all. */
    public TorchZipWriter(AtomicFiles files) {
        this.files = files;
    }

    /**
     * Writes a file.
     *
     * @throws IllegalArgumentException if two tensors have one name, a type has no storage in PyTorch, or the whole
     *     exceeds 4 GiB
     * @throws IllegalStateException if a tensor gives another number of bytes than its type and shape need
     */
    public void write(Path file, Iterable<OutputTensor> tensors) throws IOException {
        List<OutputTensor> all = new ArrayList<>();
        tensors.forEach(all::add);
        check(all);
        byte[] pickle = StatePickle.of(all.stream().map(OutputTensor::info).toList());
        files.writeFile(file, channel -> {
            Archive archive = new Archive(channel);
            archive.entry(ROOT + "data.pkl", ByteBuffer.wrap(pickle));
            archive.entry(ROOT + "byteorder", ascii("little"));
            for (int i = 0; i < all.size(); i++) {
                archive.entry(ROOT + "data/" + i, values(all.get(i)));
            }
            archive.entry(ROOT + "version", ascii("3\n"));
            archive.finish();
        });
    }

    private static void check(List<OutputTensor> tensors) {
        Set<String> names = new HashSet<>();
        long total = 0;
        for (OutputTensor tensor : tensors) {
            if (!names.add(tensor.info().name())) {
                throw new IllegalArgumentException(
                        "two tensors would be called " + tensor.info().name());
            }
            total = Math.addExact(total, tensor.info().byteSize());
        }
        // Headers take far less than the rest of the room kept free here.
        if (total > MAX_ARCHIVE_BYTES - (1L << 26) || tensors.size() > MAX_ENTRIES - 3) {
            throw new IllegalArgumentException(tensors.size() + " tensors of " + total
                    + " bytes are too many for one PyTorch file; write safetensors instead");
        }
    }

    private static ByteBuffer values(OutputTensor tensor) {
        ByteBuffer bytes = tensor.bytes().get().duplicate();
        TensorInfo info = tensor.info();
        if (bytes.remaining() != info.byteSize()) {
            throw new IllegalStateException("tensor " + info.name() + " of type " + info.type() + " and shape "
                    + info.shape() + " needs " + info.byteSize() + " bytes, but gave " + bytes.remaining());
        }
        return bytes;
    }

    private static ByteBuffer ascii(String text) {
        return StandardCharsets.US_ASCII.encode(text);
    }

    /** The zip archive being written. */
    private static final class Archive {
        private final WritableByteChannel channel;
        private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
        private long position;
        private int entries;

        Archive(WritableByteChannel channel) {
            this.channel = channel;
        }

        void entry(String name, ByteBuffer content) throws IOException {
            long start = position;
            byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
            int size = content.remaining();
            CRC32 crc = new CRC32();
            crc.update(content.duplicate());
            int extra = padding(start + ZipDirectory.LOCAL_BYTES + nameBytes.length);
            ByteBuffer header = buffer(ZipDirectory.LOCAL_BYTES + nameBytes.length + extra);
            header.putInt(ZipDirectory.LOCAL_SIGNATURE).putShort(VERSION_NEEDED).putShort(FLAGS);
            header.putShort((short) 0).putShort((short) 0).putShort(DATE);
            header.putInt(0).putInt(0).putInt(0);
            header.putShort((short) nameBytes.length).putShort((short) extra).put(nameBytes);
            header.putShort(PADDING_ID).putShort((short) (extra - EXTRA_HEADER_BYTES));
            write(header.rewind());
            write(content);
            ByteBuffer descriptor = buffer(DESCRIPTOR_BYTES).putInt(DESCRIPTOR_SIGNATURE);
            write(descriptor
                    .putInt((int) crc.getValue())
                    .putInt(size)
                    .putInt(size)
                    .flip());
            list(nameBytes, start, size, (int) crc.getValue());
        }

        private void list(byte[] name, long start, int size, int crc) {
            byte[] bytes = new byte[ZipDirectory.CENTRAL_BYTES + name.length];
            ByteBuffer entry = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            entry.putInt(ZipDirectory.CENTRAL_SIGNATURE).putShort(VERSION_NEEDED);
            entry.putShort(VERSION_NEEDED).putShort(FLAGS).putShort((short) 0);
            entry.putShort((short) 0).putShort(DATE).putInt(crc).putInt(size).putInt(size);
            entry.putShort((short) name.length).putShort((short) 0).putShort((short) 0);
            entry.putShort((short) 0)
                    .putShort((short) 0)
                    .putInt(0)
                    .putInt((int) start)
                    .put(name);
            directory.writeBytes(bytes);
            entries++;
        }

        void finish() throws IOException {
            long start = position;
            write(ByteBuffer.wrap(directory.toByteArray()));
            ByteBuffer end = buffer(ZipDirectory.END_BYTES).putInt(ZipDirectory.END_SIGNATURE);
            end.putShort((short) 0).putShort((short) 0);
            end.putShort((short) entries).putShort((short) entries);
            end.putInt(directory.size()).putInt((int) start).putShort((short) 0);
            write(end.flip());
        }

        /** Bytes of the extra field that make the content begin at a multiple of the alignment. */
        private static int padding(long unpadded) {
            int rest = (int) ((unpadded + EXTRA_HEADER_BYTES) % ALIGNMENT);
            return EXTRA_HEADER_BYTES + (ALIGNMENT - rest) % ALIGNMENT;
        }

        private void write(ByteBuffer bytes) throws IOException {
            position += bytes.remaining();
            channel.write(bytes);
        }

        private static ByteBuffer buffer(int size) {
            return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
