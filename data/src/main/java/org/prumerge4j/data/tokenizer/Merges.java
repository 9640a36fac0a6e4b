package org.prumerge4j.data.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.prumerge4j.data.tokenizer.LlamaVocabulary.Merge;
import org.prumerge4j.data.tokenizer.SentencePieceModel.Piece;
import org.prumerge4j.data.tokenizer.SentencePieceModel.PieceType;

/**
 * The merges that a SentencePiece vocabulary implies, most urgent first.
 *
 * <p>SentencePiece joins the neighbours whose union has the highest score; a list of merges joins the pair that comes
 * first in the list. So each piece gives one merge for every way to cut it into two pieces, ordered by the score of the
 * piece. Ways to cut one piece are ordered by length and then by the ids of the halves, as Hugging Face's converter
 * does it.
 */
final class Merges {
    private Merges() {}

    static List<Merge> of(List<Piece> pieces) {
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < pieces.size(); id++) {
            if (pieces.get(id).type() == PieceType.NORMAL) {
                ids.put(pieces.get(id).text(), id);
            }
        }
        List<ScoredMerge> merges = new ArrayList<>();
        for (Piece piece : pieces) {
            if (piece.type() == PieceType.NORMAL) {
                List<ScoredMerge> ways = ways(piece, ids);
                ways.sort(Comparator.comparingInt(ScoredMerge::leftId).thenComparingInt(ScoredMerge::rightId));
                merges.addAll(ways);
            }
        }
        merges.sort(Comparator.comparingDouble(ScoredMerge::score)
                .thenComparingInt(ScoredMerge::leftLength)
                .thenComparingInt(ScoredMerge::rightLength)
                .reversed());
        return merges.stream().map(ScoredMerge::merge).toList();
    }

    private static List<ScoredMerge> ways(Piece piece, Map<String, Integer> ids) {
        List<ScoredMerge> ways = new ArrayList<>();
        String text = piece.text();
        int cut = 0;
        while ((cut = text.offsetByCodePoints(cut, 1)) < text.length()) {
            Merge merge = new Merge(text.substring(0, cut), text.substring(cut));
            Integer left = ids.get(merge.left());
            Integer right = ids.get(merge.right());
            if (left != null && right != null) {
                ways.add(new ScoredMerge(merge, piece.score(), left, right));
            }
        }
        return ways;
    }

    private record ScoredMerge(Merge merge, float score, int leftId, int rightId) {
        int leftLength() {
            return merge.left().codePointCount(0, merge.left().length());
        }

        int rightLength() {
            return merge.right().codePointCount(0, merge.right().length());
        }
    }
}
