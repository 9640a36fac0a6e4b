package org.prumerge4j.prumerge.prumerge;

import org.prumerge4j.model.engine.parallel.Scratch;
import org.prumerge4j.prumerge.MergeMatrix;
import org.prumerge4j.prumerge.MergeMatrixBuilder;
import org.prumerge4j.prumerge.ReducerInput;
import org.prumerge4j.prumerge.prumerge.MergeOptions.Centre;
import org.prumerge4j.prumerge.prumerge.MergeOptions.ExtraToken;
import org.prumerge4j.prumerge.prumerge.MergeOptions.WeightNorm;

/** Writes the rows of the merge matrix of one image: a row for each kept patch, and the summary. */
final class TokenMerger {
    private final PruMergeOptions options;
    private final ReducerInput input;
    private final double[] attention;
    private final Selection selection;
    private final ScratchPool memory;
    /** Patches that take part in the row being written; nobody between rows. */
    private final Members members;

    TokenMerger(
            PruMergeOptions options, ReducerInput input, double[] attention, Selection selection, ScratchPool memory) {
        this.options = options;
        this.input = input;
        this.attention = attention;
        this.selection = selection;
        this.memory = memory;
        this.members = new Members(attention.length);
    }

    MergeMatrix merge() {
        MergeOptions merging = options.merging();
        int[] centres = selection.centres();
        boolean extra = merging.extraToken() == ExtraToken.ALWAYS
                || (merging.extraToken() == ExtraToken.WHEN_PRUNED && selection.pruned().length > 0);
        int perRow = merging.merge() ? Math.min(merging.neighbours() + 1, attention.length) : 1;
        MergeMatrixBuilder matrix = new MergeMatrixBuilder(attention.length, centres.length + (extra ? 1 : 0), perRow);
        if (merging.merge()) {
            memory.lend(scratch -> mergeCentres(matrix, scratch));
        } else {
            for (int centre : centres) {
                matrix.entry(centre, 1);
                matrix.endRow(centre);
            }
        }
        if (extra) {
            for (int patch : selection.pruned()) {
                members.add(patch);
            }
            writeRow(matrix, MergeMatrix.SUMMARY);
        }
        return matrix.build();
    }

    private void mergeCentres(MergeMatrixBuilder matrix, Scratch scratch) {
        int[] centres = selection.centres();
        NeighbourSearch search = new NeighbourSearch(options, input, selection, scratch);
        for (int ordinal = 0; ordinal < centres.length; ordinal++) {
            search.countNearest(ordinal, members);
            if (options.merging().centre() == Centre.MEMBER) {
                members.add(centres[ordinal]);
            }
            writeRow(matrix, centres[ordinal]);
        }
    }

    /** Weighs the members, empties the list of members, and ends the row. */
    private void writeRow(MergeMatrixBuilder matrix, int centre) {
        double divisor = 1;
        boolean equal = false;
        int patches = attention.length;
        if (options.merging().weightNorm() == WeightNorm.SUM) {
            double sum = 0;
            int count = 0;
            for (int patch = members.next(0); patch < patches; patch = members.next(patch + 1)) {
                sum += members.times(patch) * attention[patch];
                count += members.times(patch);
            }
            equal = sum == 0;
            // Nobody to share among: the row is its centre alone, or empty.
            divisor = equal ? Math.max(1, count) : sum;
        }
        boolean added = centre != MergeMatrix.SUMMARY && options.merging().centre() == Centre.ADD;
        boolean missing = added && members.times(centre) == 0;
        if (missing) {
            members.add(centre);
        }
        for (int patch = members.next(0); patch < patches; patch = members.next(patch + 1)) {
            boolean own = added && patch == centre;
            int times = own && missing ? 0 : members.times(patch);
            double weight = times * (equal ? 1 : attention[patch]) / divisor;
            matrix.entry(patch, (float) (own ? 1 + weight : weight));
        }
        members.clear();
        matrix.endRow(centre);
    }
}
