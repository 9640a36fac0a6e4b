/**
 * Reduced visual tokens on disk, so that an image goes through the vision tower once and not once an epoch or run.
 *
 * <p>A cache is a folder with one folder for each way of making tokens (tower, preprocessing, reducer); see {@link
 * org.prumerge4j.training.cache.CacheIdentity}. In there tokens are appended to large segment files, each written by one
 * process only; any number of processes may read. Half a million images make a few dozen files, which are read and copied
 * as fast as the disk allows, where a file for each image would cost a seek, an inode and a directory entry each.
 */
@NullMarked
package org.prumerge4j.training.cache;

import org.jspecify.annotations.NullMarked;
