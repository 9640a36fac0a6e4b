package org.prumerge4j.experiments.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of text under headings; the first column is a heading of its row.
 *
 * @param title what the table shows
 * @param columns headings
 * @param rows cells, as many as there are headings
 */
record Table(String title, List<String> columns, List<List<String>> rows) {
    Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** The table in Markdown. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append(line(columns));
        List<String> rule = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            rule.add(i == 0 ? "---" : "---:");
        }
        text.append(line(rule));
        rows.forEach(row -> text.append(line(row)));
        return text.toString();
    }

    private static String line(List<String> cells) {
        return "| "
                + String.join(
                        " | ",
                        cells.stream().map(cell -> cell.replace("|", "\\|")).toList()) + " |\n";
    }

    /** The table in plain text, columns aligned. */
    String text() {
        int[] widths = new int[columns.size()];
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns);
        lines.addAll(rows);
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder(title).append('\n');
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                String space = " ".repeat(widths[i] - line.get(i).length());
                text.append(i == 0 ? line.get(i) + space : "  " + space + line.get(i));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** The table in HTML. */
    String html() {
        StringBuilder text = new StringBuilder("<div class=\"scroll\"><table>\n<caption>")
                .append(Html.escape(title))
                .append("</caption>\n<thead><tr>");
        columns.forEach(column ->
                text.append("<th scope=\"col\">").append(Html.escape(column)).append("</th>"));
        text.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : rows) {
            text.append("<tr><th scope=\"row\">")
                    .append(Html.escape(row.get(0)))
                    .append("</th>");
            row.stream().skip(1).forEach(cell -> text.append("<td>")
                    .append(Html.escape(cell))
                    .append("</td>"));
            text.append("</tr>\n");
        }
        return text.append("</tbody></table></div>\n").toString();
    }
}
