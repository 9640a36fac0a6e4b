package org.prumerge4j.experiments.shapes.draw;

import org.prumerge4j.experiments.shapes.scene.ShapeKind;

/** Which points belong to a shape, decided with whole numbers only. */
final class Outline {
    private static final int UNIT = 1000;
    /** Half of a square's side for a radius of {@link #UNIT}. */
    private static final int SQUARE_SIDE = 780;
    /** Half of the width of a cross's bars. */
    private static final int CROSS_BAR = 340;
    /** Radius of a ring's hole. */
    private static final int RING_HOLE = 560;

    private static final int[][] TRIANGLE = {{0, -950}, {980, 800}, {-980, 800}};

    /** Outer points at a distance of 1, inner ones of 0.42, every 36 degrees from the top. */
    private static final int[][] STAR = {
        {0, -1000}, {247, -340}, {951, -309}, {399, 130}, {588, 809},
        {0, 420}, {-588, 809}, {-399, 130}, {-951, -309}, {-247, -340},
    };

    private Outline() {}

    /**
     * Whether a point is inside.
     *
     * @param dx columns from the centre to the point, in any unit
     * @param dy rows from the centre to the point
     * @param radius of the shape, in the same unit
     */
    static boolean contains(ShapeKind shape, int dx, int dy, int radius) {
        return switch (shape) {
            case CIRCLE -> insideCircle(dx, dy, radius, UNIT);
            case RING -> insideCircle(dx, dy, radius, UNIT) && !insideCircle(dx, dy, radius, RING_HOLE);
            case SQUARE -> insideBar(dx, dy, radius, SQUARE_SIDE, SQUARE_SIDE);
            case CROSS -> insideBar(dx, dy, radius, UNIT, CROSS_BAR) || insideBar(dx, dy, radius, CROSS_BAR, UNIT);
            case TRIANGLE -> insidePolygon(TRIANGLE, dx, dy, radius);
            case STAR -> insidePolygon(STAR, dx, dy, radius);
        };
    }

    private static boolean insideCircle(int dx, int dy, int radius, int share) {
        long limit = (long) radius * share;
        return (long) (dx * dx + dy * dy) * UNIT * UNIT <= limit * limit;
    }

    private static boolean insideBar(int dx, int dy, int radius, int shareX, int shareY) {
        return Math.abs(dx) * UNIT <= radius * shareX && Math.abs(dy) * UNIT <= radius * shareY;
    }

    /** Counts the edges that a line from the point to the right crosses. */
    private static boolean insidePolygon(int[][] corners, int dx, int dy, int radius) {
        long x = (long) dx * UNIT;
        long y = (long) dy * UNIT;
        boolean inside = false;
        for (int i = 0; i < corners.length; i++) {
            int[] from = corners[i];
            int[] to = corners[(i + 1) % corners.length];
            long fromY = (long) from[1] * radius;
            long toY = (long) to[1] * radius;
            if ((fromY > y) == (toY > y)) {
                continue;
            }
            long fromX = (long) from[0] * radius;
            long toX = (long) to[0] * radius;
            // x < fromX + (y - fromY) (toX - fromX) / (toY - fromY), without the division
            long left = (x - fromX) * (toY - fromY);
            long right = (y - fromY) * (toX - fromX);
            if (toY > fromY ? left < right : left > right) {
                inside = !inside;
            }
        }
        return inside;
    }
}
