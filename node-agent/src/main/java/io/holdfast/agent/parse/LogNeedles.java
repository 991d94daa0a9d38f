package io.holdfast.agent.parse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/// Whether any of many words stands in a text, in one pass over it: a state machine after Aho and Corasick. Nearly all
/// lines of a kernel's log have none of the words and cost no more than this pass.
final class LogNeedles {
    /// The beginning of a word lets few enough lines through.
    private static final int ENOUGH = 12;

    private static final int ASCII = 128;

    /// Class of each character that occurs in a word; 0 for all others.
    private final int[] classes = new int[ASCII];
    private final int width;
    /// Next state, by state and class. A state that ends a word is -1.
    private final int[] next;

    LogNeedles(List<String> words) {
        int count = 1;
        for (String word : words) {
            for (int i = 0; i < word.length(); i++) {
                if (classes[word.charAt(i)] == 0) {
                    classes[word.charAt(i)] = count++;
                }
            }
        }
        width = count;
        next = machine(words.stream()
                .map(word -> word.length() > ENOUGH ? word.substring(0, ENOUGH) : word)
                .toList());
    }

    private int[] machine(List<String> words) {
        List<int[]> states = new ArrayList<>();
        List<Boolean> ends = new ArrayList<>();
        states.add(new int[width]);
        ends.add(false);
        for (String word : words) {
            int state = 0;
            for (int i = 0; i < word.length(); i++) {
                int kind = classes[word.charAt(i)];
                if (states.get(state)[kind] == 0) {
                    states.get(state)[kind] = states.size();
                    states.add(new int[width]);
                    ends.add(false);
                }
                state = states.get(state)[kind];
            }
            ends.set(state, true);
        }
        link(states, ends);
        int[] table = new int[states.size() * width];
        for (int state = 0; state < states.size(); state++) {
            for (int kind = 0; kind < width; kind++) {
                int to = states.get(state)[kind];
                table[state * width + kind] = ends.get(to) ? -1 : to * width;
            }
        }
        return table;
    }

    /// Where no word goes on, the longest end of what was read that begins a word does.
    private void link(List<int[]> states, List<Boolean> ends) {
        int[] fallback = new int[states.size()];
        Queue<Integer> queue = new ArrayDeque<>();
        Arrays.stream(states.getFirst()).filter(state -> state != 0).forEach(queue::add);
        while (!queue.isEmpty()) {
            int state = queue.remove();
            int[] row = states.get(state);
            int[] other = states.get(fallback[state]);
            ends.set(state, ends.get(state) || ends.get(fallback[state]));
            for (int kind = 0; kind < width; kind++) {
                if (row[kind] == 0) {
                    row[kind] = other[kind];
                } else {
                    fallback[row[kind]] = other[kind];
                    queue.add(row[kind]);
                }
            }
        }
    }

    boolean anyIn(String text) {
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            state = next[state + (character < ASCII ? classes[character] : 0)];
            if (state < 0) {
                return true;
            }
        }
        return false;
    }
}
