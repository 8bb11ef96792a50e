package dev.potluck.trust;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The certificates of all keyrings, found by the id of any of their keys. */
final class KnownKeys {
    /** Packets in one keyring file: a whole distribution's developers have fewer. */
    private static final int MAX_PACKETS = 200_000;

    private static final int VERSION_4 = 4;
    private static final int VERSION_6 = 6;

    private final Map<String, Certificate> byFingerprint = new HashMap<>();
    private final Map<Long, Set<Certificate>> byKeyId = new HashMap<>();

    /**
     * Takes in a keyring: certificates one after the other, each from its primary key's packet on.
     * Keys of versions other than 4 and 6 are passed over.
     *
     * @return how many certificates were in it
     * @throws MalformedOpenPgpException if it is not a sequence of packets
     */
    int add(byte[] keyring, Path file) throws MalformedOpenPgpException {
        List<Packet> certificate = new ArrayList<>();
        int count = 0;
        for (Packet packet : Packet.split(keyring, MAX_PACKETS)) {
            if (packet.tag() == Packet.PUBLIC_KEY) {
                count += addCertificate(certificate, file);
                certificate.clear();
            }
            if (packet.tag() != Packet.TRUST && packet.tag() != Packet.MARKER) {
                certificate.add(packet);
            }
        }
        return count + addCertificate(certificate, file);
    }

    private int addCertificate(List<Packet> packets, Path file) {
        if (packets.isEmpty() || packets.get(0).tag() != Packet.PUBLIC_KEY) {
            return 0;
        }
        byte[] fingerprint = fingerprint(packets.get(0));
        if (fingerprint.length == 0) {
            return 0;
        }
        Certificate certificate = byFingerprint.computeIfAbsent(
                HexFormat.of().formatHex(fingerprint), fp -> new Certificate(file));
        certificate.addVersion(join(packets));
        for (Packet packet : packets) {
            if (packet.tag() == Packet.PUBLIC_KEY || packet.tag() == Packet.PUBLIC_SUBKEY) {
                byte[] keyFingerprint = fingerprint(packet);
                if (keyFingerprint.length > 0) {
                    byKeyId.computeIfAbsent(
                                    keyId(packet, keyFingerprint), id -> new LinkedHashSet<>())
                            .add(certificate);
                }
            }
        }
        return 1;
    }

    /** The certificates that have a key of this id; ids can collide. */
    Collection<Certificate> withKey(long keyId) {
        return byKeyId.getOrDefault(keyId, Set.of());
    }

    int certificateCount() {
        return byFingerprint.size();
    }

    /** RFC 9580 section 5.5.4; empty for versions that are not understood. */
    private static byte[] fingerprint(Packet key) {
        byte[] body = key.body();
        int version = body.length == 0 ? 0 : body[0];
        if (version != VERSION_4 && version != VERSION_6) {
            return new byte[0];
        }
        MessageDigest digest = digest(version == VERSION_4 ? "SHA-1" : "SHA-256");
        if (version == VERSION_4) {
            digest.update((byte) 0x99);
        } else {
            digest.update((byte) 0x9b);
            digest.update((byte) (body.length >> 24));
            digest.update((byte) (body.length >> 16));
        }
        digest.update((byte) (body.length >> 8));
        digest.update((byte) body.length);
        return digest.digest(body);
    }

    /** The last eight bytes of a version 4 fingerprint, the first eight of a version 6 one. */
    private static long keyId(Packet key, byte[] fingerprint) {
        int from = key.body()[0] == VERSION_4 ? fingerprint.length - Long.BYTES : 0;
        long id = 0;
        for (byte b : Arrays.copyOfRange(fingerprint, from, from + Long.BYTES)) {
            id = id << 8 | b & 0xff;
        }
        return id;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static byte[] join(List<Packet> packets) {
        int length = packets.stream().mapToInt(packet -> packet.bytes().length).sum();
        byte[] joined = new byte[length];
        int offset = 0;
        for (Packet packet : packets) {
            System.arraycopy(packet.bytes(), 0, joined, offset, packet.bytes().length);
            offset += packet.bytes().length;
        }
        return joined;
    }
}
