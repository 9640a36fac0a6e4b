package org.prumerge4j.prumerge.spatial;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.prumerge4j.prumerge.options.Budget;
import org.prumerge4j.prumerge.options.OptionReader;

/**
 * Options of {@code spatial}.
 *
 * @param budget how many patches, by ratio or count
 * @param layout what they are spread over
 * @param rows rows of a given grid, 0 to derive it from the budget
 * @param columns columns of a given grid, 0 to derive it from the budget
 */
record SpatialOptions(Budget budget, Layout layout, int rows, int columns) {
    private static final String LAYOUT = "layout";
    private static final String ROWS = "rows";
    private static final String COLUMNS = "columns";
    /** The budget of the sampling ablation of the PruMerge paper, a grid of 5 x 8. */
    private static final Budget FORTY = new Budget(Budget.Kind.COUNT, 0.125, 40);

    static final SpatialOptions GRID = new SpatialOptions(FORTY, Layout.GRID2D, 0, 0);
    static final SpatialOptions STRIDE = new SpatialOptions(FORTY, Layout.STRIDE1D, 0, 0);

    enum Layout {
        STRIDE1D,
        GRID2D
    }

    static SpatialOptions read(OptionReader options) {
        SpatialOptions read = new SpatialOptions(
                Budget.read(options, List.of(Budget.Kind.RATIO, Budget.Kind.COUNT)),
                options.choice(LAYOUT, Layout.class),
                options.integer(ROWS, 0),
                options.integer(COLUMNS, 0));
        if ((read.rows == 0) != (read.columns == 0)) {
            options.problem(read.rows == 0 ? ROWS : COLUMNS, "at least 1 where the other extent is given");
        }
        if (read.rows > 0 && read.layout == Layout.STRIDE1D) {
            options.problem(ROWS, "0 with layout stride1d");
        }
        return read;
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        budget.write(map);
        map.put(LAYOUT, OptionReader.nameOf(layout));
        map.put(ROWS, rows);
        map.put(COLUMNS, columns);
        return map;
    }
}
