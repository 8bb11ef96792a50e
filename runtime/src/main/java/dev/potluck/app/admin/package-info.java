/** What a running node tells about itself: JSON, metrics, health and the status page. */
@NullMarked
package dev.potluck.app.admin;

import org.jspecify.annotations.NullMarked;
