package org.prumerge4j.data.index;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.prumerge4j.data.InvalidDataException;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.data.record.RecordPlace;

/** The entries of an index, column by column in arrays that grow. */
final class IndexColumns {
    private static final int FIRST_RECORDS = 1024;

    private final Path file;
    private final TextColumn ids = new TextColumn();
    private final BitSet images = new BitSet();
    private long[] offsets = new long[FIRST_RECORDS];
    private long[] imageHashes = new long[FIRST_RECORDS];
    private int[] lengths = new int[FIRST_RECORDS];
    private int[] words = new int[FIRST_RECORDS];
    private int[] places = new int[FIRST_RECORDS];
    private int size;

    IndexColumns(Path file) {
        this.file = file;
    }

    void add(RecordPlace place, InstructionRecord record, int wordCount) throws InvalidDataException {
        if (place.offset() < 0) {
            throw new InvalidDataException(file + " is not in UTF-8; convert it, for example with iconv -t UTF-8");
        }
        if (place.length() > Integer.MAX_VALUE) {
            throw new InvalidDataException(file + ": record " + place.index() + " has " + place.length()
                    + " bytes; the most is " + Integer.MAX_VALUE);
        }
        if (size == offsets.length) {
            resize(Math.addExact(size, size));
        }
        offsets[size] = place.offset();
        lengths[size] = (int) place.length();
        places[size] = place.index();
        words[size] = wordCount;
        if (record.image() != null) {
            images.set(size);
            imageHashes[size] = TextHash.of(record.image());
        }
        ids.add(record.id());
        size++;
    }

    /** Gives back what growing took too much. */
    void trim() {
        resize(size);
        ids.trim();
    }

    private void resize(int records) {
        offsets = Arrays.copyOf(offsets, records);
        imageHashes = Arrays.copyOf(imageHashes, records);
        lengths = Arrays.copyOf(lengths, records);
        words = Arrays.copyOf(words, records);
        places = Arrays.copyOf(places, records);
    }

    int size() {
        return size;
    }

    List<String> ids() {
        return ids.asList();
    }

    long offset(int index) {
        return offsets[index];
    }

    int length(int index) {
        return lengths[index];
    }

    int placeInFile(int index) {
        return places[index];
    }

    int words(int index) {
        return words[index];
    }

    boolean hasImage(int index) {
        return images.get(Objects.checkIndex(index, size));
    }

    long imageHash(int index) {
        return imageHashes[index];
    }
}
