package org.prumerge4j.experiments.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.prumerge4j.experiments.report.ReducedPicture.Token;

/**
 * Images under their kept tokens. Patches that are dropped are dark; pointing at a token shows the patches it draws from,
 * and small pictures beside it show that for the tokens that draw most.
 */
final class KeptTokensSvg {
    private static final int SIDE = 280;
    private static final int SMALL = 132;
    private static final int DETAILS = 3;

    private final ReducedPicture picture;
    private final String symbol;

    /** @param symbol id of the image in the page */
    KeptTokensSvg(ReducedPicture picture, String symbol) {
        this.picture = picture;
        this.symbol = symbol;
    }

    /** The image itself, once for all pictures of a page that show it. */
    String definition() {
        return String.format(
                Locale.ROOT,
                "<svg width=\"0\" height=\"0\" style=\"position:absolute\"><symbol id=\"%s\" viewBox=\"0 0 1 1\">"
                        + "<image width=\"1\" height=\"1\" style=\"image-rendering:pixelated\""
                        + " href=\"data:image/png;base64,%s\"/></symbol></svg>%n",
                symbol,
                picture.png());
    }

    /** The kept tokens and the details. */
    String render(String caption) {
        StringBuilder html = new StringBuilder("<figure class=\"kept\"><div class=\"row\">");
        html.append(main());
        html.append("<div class=\"details\">");
        List<Token> detailed = picture.tokens().stream()
                .filter(token -> token.centre() != ReducedPicture.SUMMARY && token.borrowed() > 0)
                .sorted(Comparator.comparingDouble(Token::borrowed).reversed())
                .limit(DETAILS)
                .toList();
        detailed.forEach(token -> html.append(detail(token, "token of patch " + token.centre())));
        picture.tokens().stream()
                .filter(token -> token.centre() == ReducedPicture.SUMMARY)
                .forEach(token -> html.append(detail(token, "summary token")));
        return html.append("</div></div><figcaption>")
                .append(Html.escape(caption))
                .append("</figcaption></figure>\n")
                .toString();
    }

    private String main() {
        StringBuilder svg = open(SIDE, "kept tokens");
        boolean[] kept = new boolean[picture.grid() * picture.grid()];
        picture.tokens().stream().filter(token -> token.centre() >= 0).forEach(token -> kept[token.centre()] = true);
        StringBuilder dark = new StringBuilder();
        for (int patch = 0; patch < kept.length; patch++) {
            if (!kept[patch]) {
                dark.append(square(patch, 0));
            }
        }
        svg.append("<path d=\"").append(dark).append("\" fill=\"#000\" fill-opacity=\"0.72\"/>\n");
        for (Token token : picture.tokens()) {
            if (token.centre() >= 0) {
                svg.append("<g class=\"token\"><path class=\"frame\" d=\"")
                        .append(square(token.centre(), 0.06))
                        .append("\"/>");
                if (token.patches().length > 1) {
                    svg.append("<g class=\"from\">").append(sources(token)).append("</g>");
                }
                svg.append("</g>\n");
            }
        }
        return svg.append("</svg>").toString();
    }

    private String detail(Token token, String caption) {
        StringBuilder svg = open(SMALL, caption);
        svg.append("<rect width=\"")
                .append(picture.grid())
                .append("\" height=\"")
                .append(picture.grid())
                .append("\" fill=\"#000\" fill-opacity=\"0.55\"/>")
                .append(sources(token));
        if (token.centre() >= 0) {
            svg.append("<path class=\"centre\" d=\"")
                    .append(square(token.centre(), 0))
                    .append("\"/>");
        }
        return "<div>" + svg.append("</svg><span>") + Html.escape(caption) + "</span></div>";
    }

    private StringBuilder open(int side, String label) {
        return new StringBuilder(String.format(
                Locale.ROOT,
                "<svg width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
                        + "<use href=\"#%s\" width=\"%d\" height=\"%d\"/>%n",
                side,
                side,
                picture.grid(),
                picture.grid(),
                Html.escape(label),
                symbol,
                picture.grid(),
                picture.grid()));
    }

    /** Patches a token draws from besides its own, the stronger the brighter. */
    private String sources(Token token) {
        double strongest = 0;
        for (int i = 0; i < token.patches().length; i++) {
            if (token.patches()[i] != token.centre()) {
                strongest = Math.max(strongest, Math.abs(token.weights()[i]));
            }
        }
        StringBuilder svg = new StringBuilder();
        for (int i = 0; i < token.patches().length; i++) {
            if (token.patches()[i] != token.centre() && strongest > 0) {
                double opacity = 0.12 + 0.78 * Math.abs(token.weights()[i]) / strongest;
                svg.append(String.format(
                        Locale.ROOT,
                        "<path d=\"%s\" fill=\"#ffb000\" fill-opacity=\"%.2f\"/>",
                        square(token.patches()[i], 0.04),
                        opacity));
            }
        }
        return svg.toString();
    }

    private String square(int patch, double inset) {
        int column = patch % picture.grid();
        int row = patch / picture.grid();
        double side = 1 - 2 * inset;
        return inset == 0
                ? String.format(Locale.ROOT, "M%d %dh1v1h-1z", column, row)
                : String.format(
                        Locale.ROOT, "M%.2f %.2fh%.2fv%.2fh-%.2fz", column + inset, row + inset, side, side, side);
    }
}
