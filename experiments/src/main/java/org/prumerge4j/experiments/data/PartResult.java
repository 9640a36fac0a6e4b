package org.prumerge4j.experiments.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What was found in a stretch of records. */
final class PartResult {
    private final Map<String, SubSetCounts> subSets = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Integer> unusable = new HashSet<>();
    private final Set<Long> unusableImages = new HashSet<>();

    SubSetCounts of(String subSet) {
        return subSets.computeIfAbsent(subSet, name -> new SubSetCounts());
    }

    /** Notes something about a record, by its number in the index. */
    void record(String subSet, int number, Finding finding) {
        of(subSet).add(finding.kind(), 1);
        findings.add(finding);
        if (finding.kind().unusable()) {
            unusable.add(number);
        }
    }

    /** Notes something about an image, by the hash of its path. */
    void image(String subSet, long hash, Finding finding, boolean listed) {
        of(subSet).add(finding.kind(), 1);
        if (listed) {
            findings.add(finding);
        }
        if (finding.kind().unusable()) {
            unusableImages.add(hash);
        }
    }

    void add(PartResult other) {
        other.subSets.forEach((name, counts) -> of(name).add(counts));
        findings.addAll(other.findings);
        unusable.addAll(other.unusable);
        unusableImages.addAll(other.unusableImages);
    }

    Map<String, SubSetCounts> subSets() {
        return subSets;
    }

    List<Finding> findings() {
        return findings;
    }

    /** Whether training could use a record. */
    boolean isUsable(int number, long imageHash) {
        return !unusable.contains(number) && !unusableImages.contains(imageHash);
    }
}
