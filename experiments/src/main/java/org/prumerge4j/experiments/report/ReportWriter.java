package org.prumerge4j.experiments.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.prumerge4j.experiments.cli.Console;
import org.prumerge4j.model.io.AtomicFiles;

/** Writes the report of an ablation. */
public final class ReportWriter {
    private ReportWriter() {}

    /**
     * Writes the page, and its tables in Markdown beside it.
     *
     * @param runs output folder of the ablation
     * @param page HTML file to write
     * @param notes file with paragraphs to be read first; null for none
     */
    public static void write(Path runs, Path page, @Nullable Path notes, Console console) throws IOException {
        ReportPage report = new ReportPage(AblationResults.read(runs), notes == null ? "" : Files.readString(notes));
        String name = String.valueOf(page.getFileName());
        int dot = name.lastIndexOf('.');
        Path tables = page.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".md");
        if (tables.equals(page)) {
            throw new IOException(page + " is the name of the Markdown tables; give the page another ending");
        }
        AtomicFiles files = new AtomicFiles();
        files.writeFile(page, report.html().getBytes(StandardCharsets.UTF_8));
        files.writeFile(tables, report.markdown().getBytes(StandardCharsets.UTF_8));
        console.line("wrote " + page + " and " + tables);
    }

    /** The first table of the report, and what tuning won back, for a terminal. */
    public static String summary(Path runs) throws IOException {
        return new ReportPage(AblationResults.read(runs), "").summary();
    }
}
