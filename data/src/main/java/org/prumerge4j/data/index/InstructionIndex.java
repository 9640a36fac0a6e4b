package org.prumerge4j.data.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.record.InstructionReader;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.data.record.InvalidRecordException;
import org.prumerge4j.data.record.RecordPlace;
import org.prumerge4j.data.record.RecordVisitor;

/**
 * Where the records of an instruction file are, and what a sampler has to know about them: about 40 bytes for each, ids
 * included, whatever the records hold.
 */
public final class InstructionIndex {
    private final Path file;
    private final long fileSize;
    private final IndexColumns columns;

    private InstructionIndex(Path file, long fileSize, IndexColumns columns) {
        this.file = file;
        this.fileSize = fileSize;
        this.columns = columns;
    }

    /**
     * Indexes a file, reading it once from beginning to end, and checks every record.
     *
     * @throws org.prumerge4j.data.InvalidDataException if the file is not JSON in UTF-8 or a record is not as the format
     *     wants it
     * @throws IOException if the file cannot be read
     */
    public static InstructionIndex read(Path file) throws IOException {
        return read(file, (place, id, fault) -> {
            throw fault;
        });
    }

    /** Told of records that are not as the format wants them. */
    @FunctionalInterface
    public interface FaultListener {
        /**
         * A faulty record, which gets no entry in the index.
         *
         * @param id its id, if it was found before the fault
         */
        void fault(RecordPlace place, @Nullable String id, InvalidRecordException fault) throws IOException;
    }

    /**
     * Indexes the sound records of a file; the numbers of the index are then not those of the file, see
     * {@link #placeInFile}.
     *
     * @param faults told of every other record
     * @throws org.prumerge4j.data.InvalidDataException if the file is not JSON in UTF-8
     * @throws IOException if the file cannot be read
     */
    public static InstructionIndex read(Path file, FaultListener faults) throws IOException {
        IndexColumns columns = new IndexColumns(file);
        InstructionReader.scan(file, new RecordVisitor() {
            @Override
            public void record(RecordPlace place, InstructionRecord record, int words) throws IOException {
                columns.add(place, record, words);
            }

            @Override
            public void fault(RecordPlace place, @Nullable String id, InvalidRecordException fault) throws IOException {
                faults.fault(place, id, fault);
            }
        });
        columns.trim();
        return new InstructionIndex(file, Files.size(file), columns);
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** Bytes of the file when it was indexed. */
    public long fileSize() {
        return fileSize;
    }

    /** Number of records. */
    public int size() {
        return columns.size();
    }

    /** Ids of all records, in order; a view that makes each id when it is asked for. */
    public List<String> ids() {
        return columns.ids();
    }

    /** Id of a record. */
    public String id(int index) {
        return columns.ids().get(index);
    }

    /** Bytes before the opening brace of a record. */
    public long offset(int index) {
        return columns.offset(index);
    }

    /** Bytes of a record, braces included. */
    public int length(int index) {
        return columns.length(index);
    }

    /** Number of a record in the array of the file, from 0; larger than its index if faulty ones come before it. */
    public int placeInFile(int index) {
        return columns.placeInFile(index);
    }

    /** Whether a record has an image. */
    public boolean hasImage(int index) {
        return columns.hasImage(index);
    }

    /** Number of words of all turns, see {@link RecordVisitor#record}. */
    public int words(int index) {
        return columns.words(index);
    }

    /** Hash of the path of a record's image: the same for the same path; 0 if it has no image. */
    public long imageHash(int index) {
        return columns.imageHash(index);
    }

    /** Number of records with an image. */
    public int images() {
        int images = 0;
        for (int i = 0; i < size(); i++) {
            images += hasImage(i) ? 1 : 0;
        }
        return images;
    }

    /**
     * The lengths a sampler groups by, {@code [records]}: the number of words, negative for a record without image, as in
     * LLaVA. 0 where a record has no words, which no sampler takes.
     */
    public int[] modalityLengths() {
        int[] lengths = new int[size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = hasImage(i) ? words(i) : -words(i);
        }
        return lengths;
    }
}
