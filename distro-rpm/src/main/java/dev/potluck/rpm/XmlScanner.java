package dev.potluck.rpm;

import dev.potluck.api.ArchivePath;
import dev.potluck.api.MalformedIndexException;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Goes through the elements of an XML document in bounded memory. It is read as UTF-8, which all
 * tools write; DTDs and entities other than XML's own five are refused, unread.
 */
final class XmlScanner {
    /** Deeper than any index; the parser keeps each open element. */
    static final int MAX_DEPTH = 32;

    /** Names of elements and attributes; the parser keeps each. An index has some 50. */
    static final int MAX_NAMES = 1_000;

    /** Longest text that {@link #text} gives, in UTF-16 units. */
    static final int MAX_TEXT_LENGTH = 4_096;

    private final ArchivePath index;
    private final XMLStreamReader reader;
    private final Set<String> names = new HashSet<>();
    private int depth;
    private boolean atEnd;

    XmlScanner(ArchivePath index, InputStream content) throws IOException {
        this.index = index;
        try {
            this.reader = factory()
                    .createXMLStreamReader(new GuardedReader(
                            new InputStreamReader(content, StandardCharsets.UTF_8)));
        } catch (XMLStreamException e) {
            throw failure(index, 0, e);
        }
    }

    /** Reads neither DTDs nor what they name. */
    static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        return factory;
    }

    /** Goes to the root element. */
    void requireRoot(String name) throws IOException {
        if (!nextElement(0) || !name().equals(name)) {
            throw malformed("expected a document <" + name + ">");
        }
    }

    /**
     * Goes to the next element that begins within the element of that depth.
     *
     * @param within the depth of an open element; the root's is 1
     * @return false once that element, or the document, has ended
     */
    boolean nextElement(int within) throws IOException {
        while (!atEnd && (depth >= within || depth == 0)) {
            if (step() == XMLStreamConstants.START_ELEMENT) {
                return true;
            }
            if (depth < within) {
                return false;
            }
        }
        return false;
    }

    private int step() throws IOException {
        try {
            if (!reader.hasNext()) {
                atEnd = true;
                return XMLStreamConstants.END_DOCUMENT;
            }
            int event = reader.next();
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> opened();
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw malformed("a DTD and its entities do not belong here");
                case XMLStreamConstants.END_DOCUMENT -> atEnd = true;
                default -> {}
            }
            return event;
        } catch (XMLStreamException e) {
            throw failure(index, line(), e);
        } catch (RuntimeException e) { // how the JDK's parser reports some faults of a document
            throw malformed("no well-formed XML (" + e + ")");
        }
    }

    private void opened() throws IOException {
        depth++;
        names.add(reader.getLocalName());
        for (int i = reader.getAttributeCount() - 1; i >= 0; i--) {
            names.add(reader.getAttributeLocalName(i));
        }
        if (depth > MAX_DEPTH || names.size() > MAX_NAMES) {
            throw malformed("elements at most %d deep, with %d names in all"
                    .formatted(MAX_DEPTH, MAX_NAMES));
        }
    }

    /** The name of the element that was begun last, without its prefix. */
    String name() {
        return reader.getLocalName();
    }

    /** How many elements are open. */
    int depth() {
        return depth;
    }

    /** An attribute of the element that was begun last, without its prefix; empty if not there. */
    String attribute(String name) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (reader.getAttributeLocalName(i).equals(name)) {
                return reader.getAttributeValue(i);
            }
        }
        return "";
    }

    /** The text of the element that was begun last, stripped; goes to its end. */
    String text() throws IOException {
        StringBuilder text = new StringBuilder();
        int event = step();
        while (event != XMLStreamConstants.END_ELEMENT) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                throw malformed("expected text, found the element <" + name() + ">");
            }
            if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                if (text.length() + reader.getTextLength() > MAX_TEXT_LENGTH) {
                    throw malformed("text of at most " + MAX_TEXT_LENGTH + " characters here");
                }
                text.append(reader.getText());
            }
            event = step();
        }
        return text.toString().strip();
    }

    MalformedIndexException malformed(String expected) {
        return new MalformedIndexException(index, line(), expected);
    }

    private long line() {
        return Math.max(0, reader.getLocation().getLineNumber());
    }

    private static IOException failure(ArchivePath index, long line, XMLStreamException e) {
        Throwable cause = e.getNestedException();
        if (cause instanceof IOException failed
                && !(failed instanceof GuardedReader.PieceTooLongException)) {
            return failed;
        }
        String what = String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
        return new MalformedIndexException(index, line, "no well-formed XML: " + oneLine(what));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
