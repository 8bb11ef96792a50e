package dev.potluck.dht;

import dev.potluck.dht.krpc.Answer;
import dev.potluck.dht.krpc.NodeInfo;

/**
 * An answer that matched a question of ours.
 *
 * @param from who answered
 * @param answer what
 * @param sameNetwork whether it is a node of our network
 * @param answerBytes size of the answer, without UDP and IP headers
 */
record RpcAnswer(NodeInfo from, Answer answer, boolean sameNetwork, int answerBytes) {}
