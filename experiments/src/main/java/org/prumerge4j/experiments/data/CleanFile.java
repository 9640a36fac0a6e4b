package org.prumerge4j.experiments.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.prumerge4j.data.index.IndexedRecords;
import org.prumerge4j.data.index.InstructionIndex;
import org.prumerge4j.model.io.AtomicFiles;

/** The records of a data set that training can use, each as it was, in an instruction file of their own. */
public final class CleanFile {
    private static final byte[] BEGIN = ascii("[\n");
    private static final byte[] BETWEEN = ascii(",\n");
    private static final byte[] END = ascii("\n]\n");

    private CleanFile() {}

    /**
     * Writes the file, which appears when it is complete.
     *
     * @throws IOException if no record can be used, if the target is the file itself, or if it cannot be written
     */
    public static void write(DataReport report, Path target) throws IOException {
        InstructionIndex index = report.index();
        if (index == null || report.usable() == 0) {
            throw new IOException("no record can be used, so " + target + " is not written");
        }
        if (Files.exists(target) && Files.isSameFile(target, index.file())) {
            throw new IOException(target + " is the instruction file itself; give the clean one another name");
        }
        try (IndexedRecords records = IndexedRecords.open(index)) {
            new AtomicFiles().writeFile(target, channel -> {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
                byte[] before = BEGIN;
                for (int number = 0; number < index.size(); number++) {
                    if (report.isUsable(number)) {
                        out.write(before);
                        out.write(records.bytes(number));
                        before = BETWEEN;
                    }
                }
                out.write(END);
                out.flush();
            });
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
