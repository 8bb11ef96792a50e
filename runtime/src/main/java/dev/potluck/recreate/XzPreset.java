package dev.potluck.recreate;

import java.util.ArrayList;
import java.util.List;

/**
 * The settings of an xz encoder, as {@code xz -6} or {@code xz -9e} name them (xz(1)).
 *
 * @param level 0 to 9
 * @param extreme whether it tries harder, at the same dictionary
 */
record XzPreset(int level, boolean extreme) {
    /**
     * Encoding with a larger dictionary takes more memory than a delta is worth: 94 MB for 8 MB.
     */
    static final int MAX_DICTIONARY_BYTES = 8 << 20;

    /** {@code LZMA_PRESET_EXTREME} of liblzma. */
    private static final int EXTREME = 1 << 31;

    private static final int[] DICTIONARY_LOG = {18, 20, 21, 22, 22, 23, 23, 24, 25, 26};

    XzPreset {
        if (level < 0 || level >= DICTIONARY_LOG.length) {
            throw new IllegalArgumentException("xz has no level " + level);
        }
    }

    /** Those with a dictionary of that size, the usual ones first; none if it is too large. */
    static List<XzPreset> withDictionary(int dictionaryBytes) {
        List<XzPreset> presets = new ArrayList<>();
        for (boolean extreme : new boolean[] {false, true}) {
            for (int level = DICTIONARY_LOG.length - 1; level >= 0; level--) {
                if (dictionaryBytes <= MAX_DICTIONARY_BYTES
                        && 1 << DICTIONARY_LOG[level] == dictionaryBytes) {
                    presets.add(new XzPreset(level, extreme));
                }
            }
        }
        return presets;
    }

    /** The argument of liblzma's {@code lzma_lzma_preset}. */
    int number() {
        return level | (extreme ? EXTREME : 0);
    }
}
