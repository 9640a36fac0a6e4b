/** PyTorch's zip files of tensors, read without running what their pickles ask for, and written. */
@NullMarked
package org.prumerge4j.model.torch;

import org.jspecify.annotations.NullMarked;
