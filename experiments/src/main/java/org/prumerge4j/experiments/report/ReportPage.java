package org.prumerge4j.experiments.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.report.AblationResults.TableRequest;

/** The report as one HTML page that needs nothing else, and its tables as Markdown. */
final class ReportPage {
    private static final String PAPER_NOTE =
            "The paper's own figures, LLaVA-1.5 7B on the real benchmarks: for comparing directions and relative sizes,"
                    + " not values.";
    private static final String STYLE =
            """
            body{font:15px/1.5 system-ui,sans-serif;color:#1c2530;background:#fff;max-width:1120px;margin:2rem auto;padding:0 1.2rem}
            h1{font-size:1.8rem;margin-bottom:.2rem}h2{margin-top:2.4rem;border-bottom:1px solid #d8dee6;padding-bottom:.3rem}
            p{max-width:75ch}.scroll{overflow-x:auto;margin:1rem 0}table{border-collapse:collapse;font-size:13.5px}
            caption{text-align:left;font-weight:600;padding:.3rem 0;white-space:nowrap}th,td{padding:.28rem .6rem;border-bottom:1px solid #e6eaef}
            td{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}th{text-align:right;font-weight:600}
            th[scope=row],th:first-child{text-align:left;white-space:nowrap}thead th{border-bottom:2px solid #b8c2cf;vertical-align:bottom}
            .paper{background:#f6f3ea;padding:.2rem 1rem .4rem;border-left:4px solid #c9a227;margin:1rem 0}
            .failed{background:#fbeaea;padding:.4rem 1rem;border-left:4px solid #c0392b}
            figure{margin:1.2rem 0}figcaption{color:#4c5967;font-size:13.5px}svg{max-width:100%}
            .grid{stroke:#e6eaef}.axis{stroke:#7a8795;fill:none}.tick,.legend{font-size:12px;fill:#3a4653}.name{font-size:13px;fill:#1c2530}
            .kept{display:inline-block;margin:.8rem 1.6rem .8rem 0;vertical-align:top}.row{display:flex;gap:10px}
            .details{display:grid;grid-template-columns:repeat(2,132px);gap:6px 10px;align-content:start;font-size:11.5px;color:#4c5967}
            .details:empty{display:none}.details span{display:block;line-height:1.2}
            .frame{fill:transparent;stroke:#ffd000;stroke-width:.12}.centre{fill:none;stroke:#fff;stroke-width:.25}
            .from{visibility:hidden;pointer-events:none}.token:hover .from{visibility:visible}.token:hover .frame{stroke:#fff}
            """;

    private final AblationResults results;
    private final String notes;
    private final ResultTables tables;

    /** @param notes paragraphs of text to be read first, separated by empty lines */
    ReportPage(AblationResults results, String notes) {
        this.results = results;
        this.notes = notes;
        this.tables = new ResultTables(results);
    }

    /** The page. */
    String html() {
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>")
                .append(Html.escape(results.name()))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n");
        page.append("<h1>").append(Html.escape(results.name())).append("</h1>\n");
        paragraph(page, results.description());
        for (String note : notes.split("\\R\\s*\\R", -1)) {
            paragraph(page, note);
        }
        incomplete(page);
        for (TableRequest request : results.tables()) {
            page.append("<h2>").append(Html.escape(request.title())).append("</h2>\n");
            paragraph(page, request.text());
            page.append(tables.scores(request).html());
            @Nullable Table paper = PaperFigures.of(request.paper());
            if (paper != null) {
                page.append("<div class=\"paper\">").append(paper.html());
                paragraph(page, PAPER_NOTE);
                page.append("</div>\n");
            }
            Table families = tables.families(request);
            page.append(!families.rows().isEmpty() ? families.html() : "");
        }
        charts(page);
        pictures(page);
        page.append("<h2>How it was made</h2>\n");
        paragraph(page, "Made with " + results.versions() + ".");
        paragraph(
                page,
                "± is the standard deviation over seeds. Chance is what the best guess reaches that knows the question but"
                        + " not the image.");
        return page.append("</body></html>\n").toString();
    }

    private static void paragraph(StringBuilder page, String text) {
        if (!text.isBlank()) {
            page.append("<p>").append(Html.escape(text.strip())).append("</p>\n");
        }
    }

    private void incomplete(StringBuilder page) {
        if (!results.missing().isEmpty() || !results.failures().isEmpty()) {
            page.append("<div class=\"failed\">");
            if (!results.missing().isEmpty()) {
                paragraph(page, "Not finished: " + String.join(", ", results.missing()) + ".");
            }
            results.failures().forEach(failure -> paragraph(page, "Failed: " + failure));
            page.append("</div>\n");
        }
    }

    private void charts(StringBuilder page) {
        ResultCharts charts = new ResultCharts(results);
        boolean means = results.groups().stream()
                .anyMatch(group -> group.spread(Figures.MEAN).count() > 0);
        page.append("<h2>Curves</h2>\n");
        if (means) {
            page.append(charts.scoreAgainstTokens())
                    .append(charts.scoreAgainstTime())
                    .append(charts.scoreAgainstTuning());
        }
        page.append(charts.losses());
        Table won = tables.wonBack();
        page.append(won.rows().isEmpty() ? "" : won.html());
        page.append("<h2>Costs</h2>\n").append(tables.costs().html());
    }

    /** Pictures of the first finished run of every group that has some, image by image. */
    private void pictures(StringBuilder page) {
        Map<String, Integer> symbols = new LinkedHashMap<>();
        List<Group> shown = results.groups().stream()
                .filter(group -> group.name().equals(group.reducer()))
                .filter(group -> !group.runs().get(0).pictures().isEmpty())
                .toList();
        if (shown.isEmpty()) {
            return;
        }
        page.append("<h2>What is kept</h2>\n");
        paragraph(
                page,
                "Dark patches are dropped. Point at a framed token to see the patches it draws from; beside it, the tokens"
                        + " that draw most from others, the stronger the brighter.");
        int images = shown.get(0).runs().get(0).pictures().size();
        for (int i = 0; i < images; i++) {
            for (Group group : shown) {
                List<ReducedPicture> pictures = group.runs().get(0).pictures();
                if (i < pictures.size()) {
                    ReducedPicture picture = pictures.get(i);
                    boolean first = !symbols.containsKey(picture.png());
                    int symbol = symbols.computeIfAbsent(picture.png(), png -> symbols.size());
                    KeptTokensSvg drawn = new KeptTokensSvg(picture, "image-" + symbol);
                    page.append(first ? drawn.definition() : "");
                    page.append(drawn.render(group.title() + ", " + picture.image() + ": "
                            + picture.tokens().size() + " visual tokens"));
                }
            }
        }
    }

    /** The tables in Markdown. */
    String markdown() {
        StringBuilder text = new StringBuilder("# ").append(results.name()).append("\n\n");
        line(text, results.description());
        line(text, notes);
        if (!results.missing().isEmpty()) {
            line(text, "Not finished: " + String.join(", ", results.missing()) + ".");
        }
        results.failures().forEach(failure -> line(text, "Failed: " + failure));
        for (TableRequest request : results.tables()) {
            text.append("## ").append(request.title()).append("\n\n");
            line(text, request.text());
            text.append(tables.scores(request).markdown()).append('\n');
            @Nullable Table paper = PaperFigures.of(request.paper());
            if (paper != null) {
                line(text, PAPER_NOTE);
                text.append(paper.markdown()).append('\n');
            }
            Table families = tables.families(request);
            if (!families.rows().isEmpty()) {
                line(text, families.title() + ":");
                text.append(families.markdown()).append('\n');
            }
        }
        Table won = tables.wonBack();
        if (!won.rows().isEmpty()) {
            text.append("## ")
                    .append(won.title())
                    .append("\n\n")
                    .append(won.markdown())
                    .append('\n');
        }
        text.append("## Costs\n\n").append(tables.costs().markdown()).append('\n');
        line(text, "Made with " + results.versions() + ". ± is the standard deviation over seeds.");
        return text.toString();
    }

    /** The first table and what tuning wins back, as plain text. */
    String summary() {
        Table won = tables.wonBack();
        return tables.scores(results.tables().get(0)).text() + (won.rows().isEmpty() ? "" : "\n" + won.text());
    }

    private static void line(StringBuilder text, String line) {
        if (!line.isBlank()) {
            text.append(line.strip()).append("\n\n");
        }
    }
}
