package org.prumerge4j.experiments.data;

import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.index.IndexedRecords;
import org.prumerge4j.data.record.InstructionRecord;
import org.prumerge4j.data.sample.EncodedSample;
import org.prumerge4j.data.sample.SampleEncoder;
import org.prumerge4j.data.tokenizer.Tokenizer;

/** Looks at stretches of records and at the images they are the first to name; several threads may share one. */
final class RecordCheck {
    private final IndexedRecords records;
    private final BitSet firstOfImage;
    private final ImageCheck images;
    private final @Nullable SampleEncoder encoder;
    private final @Nullable SampleEncoder uncut;
    private final int visualTokens;
    private final int maxLength;

    RecordCheck(CheckRequest request, IndexedRecords records, BitSet firstOfImage, ImageCheck images) {
        this.records = records;
        this.firstOfImage = firstOfImage;
        this.images = images;
        this.visualTokens = request.visualTokens();
        this.maxLength = request.maxLength();
        Tokenizer tokenizer = request.tokenizer();
        this.encoder = tokenizer == null ? null : new SampleEncoder(request.template(), tokenizer, maxLength);
        this.uncut = tokenizer == null ? null : new SampleEncoder(request.template(), tokenizer, Integer.MAX_VALUE);
    }

    PartResult check(int begin, int end) throws IOException {
        PartResult result = new PartResult();
        for (int number = begin; number < end; number++) {
            check(number, result);
        }
        return result;
    }

    private void check(int number, PartResult result) throws IOException {
        InstructionRecord record = records.get(number);
        String subSet = SubSet.of(record.image());
        result.of(subSet).addRecord();
        if (records.index().words(number) == 0) {
            result.record(subSet, number, finding(FindingKind.NO_WORDS, number, record, "no turn has a word"));
        }
        if (encoder != null && uncut != null) {
            encode(number, record, encoder, uncut, result);
        }
        if (record.image() != null && firstOfImage.get(number)) {
            image(number, record, record.image(), result);
        }
    }

    private void encode(
            int number, InstructionRecord record, SampleEncoder cutting, SampleEncoder whole, PartResult result) {
        String subSet = SubSet.of(record.image());
        EncodedSample sample;
        try {
            sample = cutting.encode(record);
        } catch (IllegalArgumentException e) {
            String problem = String.valueOf(e.getMessage());
            result.record(subSet, number, finding(FindingKind.NOT_ENCODABLE, number, record, problem));
            return;
        }
        if (record.image() != null && sample.image() == null) {
            String problem = "no message says <image>; " + record.image() + " takes no part";
            result.record(subSet, number, finding(FindingKind.IMAGE_LEFT_OUT, number, record, problem));
        }
        if (sample.referenceMismatch()) {
            String problem = "LLaVA's labelling loses count and would drop all answers";
            result.record(subSet, number, finding(FindingKind.REFERENCE_MISMATCH, number, record, problem));
        }
        boolean maybeCut = sample.ids().length >= maxLength;
        AnswerCount answers = AnswerCount.of(maybeCut ? whole.encode(record) : sample, visualTokens, maxLength);
        result.of(subSet).add(answers);
        if (answers.cut() + answers.lost() > 0) {
            FindingKind kind = answers.allLost() ? FindingKind.ALL_ANSWERS_LOST : FindingKind.ANSWERS_CUT;
            String problem = "of " + answers.answers() + " answers " + answers.cut() + " cut and " + answers.lost()
                    + " lost at " + maxLength + " tokens";
            result.record(subSet, number, finding(kind, number, record, problem));
        }
    }

    private void image(int number, InstructionRecord record, String image, PartResult result) {
        String subSet = SubSet.of(image);
        result.of(subSet).addImage();
        long hash = records.index().imageHash(number);
        if (!images.hasFolder(subSet)) {
            Finding missing = finding(FindingKind.MISSING_IMAGE, number, record, "there is no folder " + subSet);
            result.image(subSet, hash, missing, false);
            return;
        }
        for (ImageCheck.Problem problem : images.check(image)) {
            Finding finding = new Finding(
                    problem.kind(), records.index().placeInFile(number), record.id(), image, problem.detail());
            result.image(subSet, hash, finding, true);
        }
    }

    private Finding finding(FindingKind kind, int number, InstructionRecord record, String detail) {
        return new Finding(kind, records.index().placeInFile(number), record.id(), null, detail);
    }
}
