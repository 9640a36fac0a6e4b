package org.prumerge4j.experiments.data;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.prumerge4j.data.index.IndexedRecords;
import org.prumerge4j.data.index.InstructionIndex;
import org.prumerge4j.data.prefetch.Prefetcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks every record of an instruction file and every image it names, in parallel; the report is in file order. */
public final class DataCheck {
    private static final Logger LOG = LoggerFactory.getLogger(DataCheck.class);
    private static final int RECORDS_PER_PART = 64;
    private static final int PARTS_AHEAD = 4;
    private static final int RECORDS_BETWEEN_MESSAGES = 50_000;

    private DataCheck() {}

    /**
     * Checks a data set.
     *
     * @throws org.prumerge4j.data.InvalidDataException if the file as a whole is not JSON
     * @throws IOException if the file cannot be read
     */
    public static DataReport run(CheckRequest request) throws IOException {
        if (!Files.isRegularFile(request.instructions())) {
            return DataReport.withoutFile(request);
        }
        PartResult result = new PartResult();
        List<Finding> faults = new ArrayList<>();
        InstructionIndex index = InstructionIndex.read(request.instructions(), (place, id, fault) -> {
            FindingKind kind = FindingKind.of(fault.fault());
            result.of(SubSet.UNKNOWN).addRecord();
            result.of(SubSet.UNKNOWN).add(kind, 1);
            faults.add(new Finding(kind, place.index(), id, null, String.valueOf(fault.getMessage())));
        });
        ImageCheck images = new ImageCheck(request.images(), request.headersOnly());
        try (IndexedRecords records = IndexedRecords.open(index)) {
            RecordCheck check = new RecordCheck(request, records, firstOfImage(index), images);
            checkAll(index.size(), check, request.threads(), result);
        }
        BitSet unusable = new BitSet();
        IntStream.range(0, index.size())
                .filter(number -> !result.isUsable(number, index.imageHash(number)))
                .forEach(unusable::set);
        List<Finding> findings = new ArrayList<>(faults);
        findings.addAll(result.findings());
        return DataReport.of(request, index, result.subSets(), findings, unusable, images.missingFolders());
    }

    private static void checkAll(int size, RecordCheck check, int threads, PartResult result) throws IOException {
        int parts = (size + RECORDS_PER_PART - 1) / RECORDS_PER_PART;
        try (Prefetcher<Integer, PartResult> ahead = new Prefetcher<>(
                IntStream.range(0, parts).iterator(),
                part -> check.check(part * RECORDS_PER_PART, Math.min(size, (part + 1) * RECORDS_PER_PART)),
                part -> "records from " + part * RECORDS_PER_PART,
                threads,
                PARTS_AHEAD * threads)) {
            for (int done = 0; ahead.hasNext(); done += RECORDS_PER_PART) {
                if (done > 0 && done % RECORDS_BETWEEN_MESSAGES < RECORDS_PER_PART) {
                    LOG.info("{} of {} records checked", done, size);
                }
                result.add(ahead.next());
            }
        }
    }

    /** The records that are the first to name their image. */
    private static BitSet firstOfImage(InstructionIndex index) {
        BitSet first = new BitSet();
        Set<Long> seen = new HashSet<>();
        for (int number = 0; number < index.size(); number++) {
            if (index.hasImage(number) && seen.add(index.imageHash(number))) {
                first.set(number);
            }
        }
        return first;
    }
}
