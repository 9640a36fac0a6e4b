/** Programs of the engine: tensors, the operators between them, the instructions they become. */
@NullMarked
package org.prumerge4j.model.engine.ir;

import org.jspecify.annotations.NullMarked;
