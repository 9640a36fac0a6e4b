/** Image files as RGB pixels, and pixels as the normalised tensor that CLIP sees, equal to Pillow's. */
@NullMarked
package org.prumerge4j.data.image;

import org.jspecify.annotations.NullMarked;
