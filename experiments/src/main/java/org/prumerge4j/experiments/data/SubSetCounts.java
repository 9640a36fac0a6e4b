package org.prumerge4j.experiments.data;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers about one part of the data set; to be changed by one thread at a time. */
public final class SubSetCounts {
    private final Map<FindingKind, Long> findings = new EnumMap<>(FindingKind.class);
    private long records;
    private long images;
    private long answers;
    private long answersCut;
    private long answersLost;

    void addRecord() {
        records++;
    }

    void addImage() {
        images++;
    }

    void add(FindingKind kind, long count) {
        findings.merge(kind, count, Long::sum);
    }

    void add(AnswerCount count) {
        answers += count.answers();
        answersCut += count.cut();
        answersLost += count.lost();
    }

    void add(SubSetCounts other) {
        records += other.records;
        images += other.images;
        answers += other.answers;
        answersCut += other.answersCut;
        answersLost += other.answersLost;
        other.findings.forEach(this::add);
    }

    /** Number of records. */
    public long records() {
        return records;
    }

    /** Number of different image files that were looked at. */
    public long images() {
        return images;
    }

    /** Number of answers. */
    public long answers() {
        return answers;
    }

    /** Answers that reach across the end of the longest sequence. */
    public long answersCut() {
        return answersCut;
    }

    /** Answers beyond the end of the longest sequence. */
    public long answersLost() {
        return answersLost;
    }

    /** How often something was found; images count once, however many records share them. */
    public long of(FindingKind kind) {
        return findings.getOrDefault(kind, 0L);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("records", records);
        map.put("images", images);
        map.put("answers", answers);
        map.put("answersCut", answersCut);
        map.put("answersLost", answersLost);
        for (FindingKind kind : FindingKind.values()) {
            map.put(kind.key(), of(kind));
        }
        return map;
    }
}
