package org.prumerge4j.experiments.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.data.index.InstructionIndex;

/** What a check found. */
public final class DataReport {
    private final CheckRequest request;
    private final @Nullable InstructionIndex index;
    private final Map<String, SubSetCounts> subSets;
    private final List<Finding> findings;
    private final BitSet unusable;
    private final List<Missing> missing;

    private DataReport(
            CheckRequest request,
            @Nullable InstructionIndex index,
            Map<String, SubSetCounts> subSets,
            List<Finding> findings,
            BitSet unusable,
            List<Missing> missing) {
        this.request = request;
        this.index = index;
        this.subSets = Collections.unmodifiableMap(new TreeMap<>(subSets));
        this.findings = List.copyOf(findings);
        this.unusable = unusable;
        this.missing = List.copyOf(missing);
    }

    /** Of a data set whose instruction file is not there: what is missing of LLaVA-1.5's. */
    static DataReport withoutFile(CheckRequest request) {
        List<Missing> missing = new ArrayList<>();
        missing.add(new Missing(
                "instruction file (data.instructions)",
                request.instructions().toString(),
                0,
                DownloadSource.INSTRUCTIONS));
        for (DownloadSource source : DownloadSource.values()) {
            Path folder = request.images().resolve(source.folder());
            if (!Files.isDirectory(folder)) {
                missing.add(image(folder, source.records(), source.place()));
            }
        }
        return new DataReport(request, null, Map.of(), List.of(), new BitSet(), missing);
    }

    static DataReport of(
            CheckRequest request,
            InstructionIndex index,
            Map<String, SubSetCounts> subSets,
            List<Finding> findings,
            BitSet unusable,
            Set<String> missingFolders) {
        List<Missing> missing = new ArrayList<>();
        for (String folder : new TreeSet<>(missingFolders)) {
            SubSetCounts counts = subSets.getOrDefault(folder, new SubSetCounts());
            String source = DownloadSource.of(folder).map(DownloadSource::place).orElse("");
            missing.add(image(request.images().resolve(folder), counts.records(), source));
        }
        return new DataReport(request, index, subSets, findings, unusable, missing);
    }

    private static Missing image(Path folder, long records, String source) {
        return new Missing("image folder (below data.images)", folder.toString(), records, source);
    }

    /** The same with something else that is not there. */
    public DataReport withMissing(Missing more) {
        List<Missing> all = new ArrayList<>(missing);
        all.add(more);
        return new DataReport(request, index, subSets, findings, unusable, all);
    }

    /** What was checked. */
    public CheckRequest request() {
        return request;
    }

    /** Index of the sound records; null if there is no file. */
    public @Nullable InstructionIndex index() {
        return index;
    }

    /** Whether training could use a record, by its number in the index. */
    public boolean isUsable(int number) {
        return !unusable.get(number);
    }

    /** Numbers by part of the data set. */
    public Map<String, SubSetCounts> subSets() {
        return subSets;
    }

    /** Numbers of the whole data set. */
    public SubSetCounts total() {
        SubSetCounts total = new SubSetCounts();
        subSets.values().forEach(total::add);
        return total;
    }

    /** Everything found: faulty records first, then in the order of the file. */
    public List<Finding> findings() {
        return findings;
    }

    /** Files and folders that are not there. */
    public List<Missing> missing() {
        return missing;
    }

    /** Number of records that training could use. */
    public long usable() {
        return index == null ? 0 : index.size() - unusable.cardinality();
    }

    /** Whether a run over this data would go through, every record taking part. */
    public boolean isSound() {
        return missing.isEmpty() && index != null && usable() == total().records() && usable() > 0;
    }

    /** Whether nothing is wrong but that whole files or folders are not there. */
    public boolean lacksOnlyFiles() {
        return !missing.isEmpty()
                && findings.stream()
                        .map(Finding::kind)
                        .allMatch(kind -> kind == FindingKind.MISSING_IMAGE || !kind.unusable());
    }

    /** For JSON: all numbers, all findings. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("instructions", request.instructions().toString());
        map.put("imageFolder", request.images().toString());
        map.put("maxLength", request.maxLength());
        map.put("visualTokens", request.visualTokens());
        map.put("headersOnly", request.headersOnly());
        map.put("answersChecked", request.tokenizer() != null);
        map.put("sound", isSound());
        map.put("usable", usable());
        map.put("total", total().toMap());
        Map<String, Object> parts = new LinkedHashMap<>();
        subSets.forEach((name, counts) -> parts.put(name, counts.toMap()));
        map.put("subSets", parts);
        map.put("missing", missing);
        map.put("findings", findings.stream().map(DataReport::map).toList());
        return map;
    }

    private static Map<String, Object> map(Finding finding) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", finding.kind().key());
        map.put("record", finding.record());
        if (finding.id() != null) {
            map.put("id", finding.id());
        }
        if (finding.image() != null) {
            map.put("image", finding.image());
        }
        map.put("detail", finding.detail());
        return map;
    }
}
