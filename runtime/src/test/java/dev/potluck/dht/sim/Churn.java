package dev.potluck.dht.sim;

import java.util.random.RandomGenerator;

/** How long nodes stay; one that leaves, without a word, is replaced by a new one elsewhere. */
enum Churn {
    /**
     * Machines that keep packages: sessions drawn evenly up to 10 hours, so that half are over 5
     * hours long, and of the nodes present at any moment 80 % stay another hour.
     */
    SEED {
        @Override
        double sessionHours(RandomGenerator random) {
            return LONGEST_HOURS * random.nextDouble();
        }

        @Override
        double restHours(RandomGenerator random) {
            // A session in progress is drawn by its length; the moment in it, evenly.
            return LONGEST_HOURS * Math.sqrt(random.nextDouble()) * random.nextDouble();
        }
    },
    /** Desktop file sharing: exponential, half of all sessions are over within the hour. */
    FILE_SHARING {
        @Override
        double sessionHours(RandomGenerator random) {
            return -Math.log(1 - random.nextDouble()) / Math.log(2);
        }

        @Override
        double restHours(RandomGenerator random) {
            return sessionHours(random);
        }
    };

    private static final double LONGEST_HOURS = 10;
    private static final double MS_PER_HOUR = 3_600_000;

    /** The length of a session that begins now. */
    abstract double sessionHours(RandomGenerator random);

    /** What is left of a session that runs already. */
    abstract double restHours(RandomGenerator random);

    /** From now on the nodes of {@code world} come and go. */
    void apply(SimWorld world) {
        for (SimNode node : world.nodes) {
            endAfter(world, node, restHours(world.random));
        }
        world.whenStarted = node -> endAfter(world, node, sessionHours(world.random));
    }

    private static void endAfter(SimWorld world, SimNode node, double hours) {
        world.clock.schedule((long) (hours * MS_PER_HOUR), () -> {
            world.kill(node);
            world.startNode();
        });
    }
}
