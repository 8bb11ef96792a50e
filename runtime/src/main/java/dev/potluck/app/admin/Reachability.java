package dev.potluck.app.admin;

/** What people are told of a node's reachability. */
public final class Reachability {
    private Reachability() {}

    /** @param reachability a word of {@link NodeStatus.DhtStatus#reachability} */
    public static String meaning(String reachability) {
        return switch (reachability) {
            case "reachable" -> "others reach this node";
            case "firewalled" -> "others do not reach this node";
            case "unknown" -> "not clear yet";
            case "unavailable" -> "the UDP port cannot be used";
            case "blocked" -> "nothing can be sent";
            default -> reachability;
        };
    }
}
